import { act, fireEvent, render, screen } from "@testing-library/react";
import { createRef } from "react";
import { Trash, X } from "lucide-react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Button, IconButton } from "./Button";

const shown = () => screen.queryAllByRole("tooltip").map((tooltip) => tooltip.textContent);

function passes(milliseconds: number): void {
  act(() => {
    vi.advanceTimersByTime(milliseconds);
  });
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});

afterEach(() => {
  passes(1_000);
  vi.useRealTimers();
});

/** The pointer comes to an element from where it was. */
function pointAt(element: Element): void {
  fireEvent.pointerOver(element, { pointerType: "mouse" });
}

function focus(element: HTMLElement): void {
  act(() => {
    element.focus();
  });
}

const button = (name: string) => screen.getByRole("button", { name: new RegExp(name) });

function twoButtons(): void {
  render(
    <>
      <IconButton icon={Trash} label="Discard" caps={["D"]} />
      <IconButton icon={X} label="Close" reason="Not before it is saved" />
    </>,
  );
}

test("a pointer that rests is told the name and its keys; one that passes is not", () => {
  twoButtons();
  const discard = button("Discard");
  pointAt(discard);
  passes(400);
  expect(shown()).toEqual([]);
  pointAt(document.body);
  passes(1_000);
  expect(shown()).toEqual([]);
  pointAt(discard);
  passes(500);
  expect(shown()).toEqual(["DiscardD"]);
  const description = document.getElementById(discard.getAttribute("aria-describedby") ?? "");
  expect(description?.textContent).toBe("Discard");
});

test("the next one opens at once, and only one is open", () => {
  twoButtons();
  pointAt(button("Discard"));
  passes(500);
  pointAt(button("Close"));
  expect(shown()).toEqual(["Not before it is saved"]);
});

test("it stays while the pointer is in it, and goes soon after the pointer has left", () => {
  twoButtons();
  pointAt(button("Discard"));
  passes(500);
  pointAt(screen.getByRole("tooltip"));
  passes(1_000);
  expect(shown()).toEqual(["DiscardD"]);
  pointAt(document.body);
  passes(79);
  expect(shown()).toEqual(["DiscardD"]);
  passes(1);
  expect(shown()).toEqual([]);
});

test("pressing closes it", () => {
  twoButtons();
  const discard = button("Discard");
  pointAt(discard);
  passes(500);
  fireEvent.pointerDown(discard);
  expect(shown()).toEqual([]);
  passes(1_000);
  expect(shown()).toEqual([]);
});

test("the keyboard is told at once; Escape closes it and what the button had to say is still said", () => {
  twoButtons();
  const heard = vi.fn<() => void>();
  document.addEventListener("keydown", heard);
  const close = button("Close");
  const reason = close.getAttribute("aria-describedby");
  focus(button("Discard"));
  expect(shown()).toEqual(["DiscardD"]);
  focus(close);
  expect(shown()).toEqual(["Not before it is saved"]);
  expect(close.getAttribute("aria-describedby")).toContain(reason);
  heard.mockClear();
  fireEvent.keyDown(close, { key: "Escape" });
  expect(shown()).toEqual([]);
  expect(heard).not.toHaveBeenCalled();
  expect(close.getAttribute("aria-describedby")).toBe(reason);
  fireEvent.keyDown(close, { key: "Escape" });
  expect(heard).toHaveBeenCalled();
  document.removeEventListener("keydown", heard);
});

test("Escape closes what a resting pointer has opened, and still leaves the field one writes in", () => {
  twoButtons();
  render(<textarea aria-label="Reply" />);
  const box = screen.getByRole("textbox", { name: "Reply" });
  const heard = vi.fn<() => void>();
  box.addEventListener("keydown", heard);
  pointAt(button("Discard"));
  passes(500);
  expect(shown()).toEqual(["DiscardD"]);
  focus(box);
  fireEvent.keyDown(box, { key: "Escape" });
  expect(shown()).toEqual([]);
  expect(heard).toHaveBeenCalledOnce();
});

test("leaving by keyboard closes it", () => {
  twoButtons();
  focus(button("Close"));
  expect(shown()).toEqual(["Not before it is saved"]);
  act(() => {
    button("Close").blur();
  });
  expect(shown()).toEqual([]);
});

test("it goes with its button", () => {
  const { rerender } = render(<Button reason="Not now">Send</Button>);
  pointAt(button("Send"));
  passes(500);
  expect(shown()).toEqual(["Not now"]);
  rerender(<p>Sent</p>);
  expect(shown()).toEqual([]);
});

test("who asks for the button's element gets it", () => {
  const ref = createRef<HTMLButtonElement>();
  const { unmount } = render(<IconButton ref={ref} icon={Trash} label="Discard" />);
  expect(ref.current).toBe(button("Discard"));
  unmount();
  expect(ref.current).toBeNull();
});
