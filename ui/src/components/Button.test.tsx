import { render, screen } from "@testing-library/react";
import { Trash } from "lucide-react";
import { expect, test } from "vitest";
import { Button, IconButton } from "./Button";

const shortcutsOf = (element: HTMLElement) => element.getAttribute("aria-keyshortcuts");

test("the keys of a button are no part of its name, but are told", () => {
  render(<Button caps={["Ctrl ↵"]}>Send</Button>);
  const button = screen.getByRole("button", { name: "Send" });
  expect(button.textContent).toContain("Ctrl ↵");
  expect(shortcutsOf(button)).toBe("Control+Enter");
});

test("an icon's keys are told too", () => {
  render(<IconButton icon={Trash} label="Discard" caps={["Shift D"]} />);
  expect(shortcutsOf(screen.getByRole("button", { name: "Discard" }))).toBe("Shift+D");
});

test("without keys nothing is told", () => {
  render(<Button>Send</Button>);
  expect(shortcutsOf(screen.getByRole("button", { name: "Send" }))).toBeNull();
});
