import { fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { Splitter } from "./Splitter";

const kept = vi.fn<(width: number) => void>();

function Sized({ grows, from = 352 }: { grows: "start" | "end"; from?: number }) {
  const [width, setWidth] = useState(from);
  return (
    <Splitter
      label="Width of the list"
      controls="pane"
      value={width}
      min={280}
      max={480}
      standard={352}
      grows={grows}
      onChange={setWidth}
      onEnd={kept}
    />
  );
}

const splitter = () => screen.getByRole("separator", { name: "Width of the list" });
const widthNow = () => Number(splitter().getAttribute("aria-valuenow"));

beforeEach(() => {
  kept.mockClear();
  // jsdom captures no pointers.
  Element.prototype.setPointerCapture = () => {};
});

/** jsdom's pointer events have no place. */
function pointer(type: "down" | "move" | "up", place: MouseEventInit = {}): void {
  fireEvent(splitter(), new MouseEvent(`pointer${type}`, { bubbles: true, ...place }));
}

test("never leaves its bounds, by key or by hand", () => {
  render(<Sized grows="start" from={470} />);
  fireEvent.keyDown(splitter(), { key: "ArrowRight" });
  expect(widthNow()).toBe(480);
  pointer("down", { button: 0, clientX: 800 });
  pointer("move", { clientX: 10 });
  expect(widthNow()).toBe(280);
});

test("another button than the first does not take hold of it", () => {
  render(<Sized grows="start" />);
  pointer("down", { button: 2, clientX: 800 });
  pointer("move", { clientX: 850 });
  pointer("up");
  expect(widthNow()).toBe(352);
  expect(kept).not.toHaveBeenCalled();
});

test("a drag is kept once, at its end", () => {
  render(<Sized grows="start" />);
  pointer("down", { button: 0, clientX: 800 });
  pointer("move", { clientX: 820 });
  pointer("move", { clientX: 840 });
  expect(kept).not.toHaveBeenCalled();
  pointer("up");
  expect(kept.mock.calls).toEqual([[392]]);
});

test.each([
  ["start", "", "ArrowRight", 368],
  ["end", "", "ArrowRight", 336],
  ["start", "rtl", "ArrowRight", 336],
  ["end", "rtl", "ArrowLeft", 336],
  ["start", "", "Home", 280],
  ["start", "rtl", "End", 480],
] as const)("the pane at the %s, direction %j: %s makes it %i wide", (grows, way, key, width) => {
  render(<Sized grows={grows} />);
  // jsdom does not inherit it.
  splitter().style.direction = way;
  fireEvent.keyDown(splitter(), { key });
  expect(widthNow()).toBe(width);
  expect(kept.mock.calls).toEqual([[width]]);
});

test("a double click brings the usual width back", () => {
  render(<Sized grows="start" from={300} />);
  fireEvent.doubleClick(splitter());
  expect(widthNow()).toBe(352);
  expect(kept.mock.calls).toEqual([[352]]);
});
