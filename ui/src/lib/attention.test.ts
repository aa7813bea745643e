import { waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fakeHost, type FakeHost } from "../testing/fakeHost";
import { reportAttention } from "./attention";
import { selection } from "./selection";

let focused = true;
let stop = () => {};

function started(spoil: (host: FakeHost) => void = () => {}): FakeHost {
  const host = fakeHost();
  spoil(host);
  stop = reportAttention();
  return host;
}

beforeEach(() => {
  focused = true;
  vi.spyOn(document, "hasFocus").mockImplementation(() => focused);
});
afterEach(() => {
  stop();
});

test("the host learns at once when the window loses and takes the focus", () => {
  const host = started();
  selection.openConversation("c1");
  focused = false;
  window.dispatchEvent(new Event("blur"));
  focused = true;
  window.dispatchEvent(new Event("focus"));
  expect(host.attention).toEqual([
    { focused: true, visible: true, conversation: null },
    { focused: true, visible: true, conversation: "c1" },
    { focused: false, visible: true, conversation: "c1" },
    { focused: true, visible: true, conversation: "c1" },
  ]);
});

test("a conversation behind the settings is not being read", () => {
  const host = started();
  selection.openConversation("c1");
  selection.openPage("settings");
  expect(host.attention.at(-1)).toEqual({ focused: true, visible: true, conversation: null });
});

test("nothing is told twice", () => {
  const host = started();
  window.dispatchEvent(new Event("focus"));
  selection.setPanelOpen(false);
  expect(host.attention).toHaveLength(1);
});

test("what the host did not take is told again", async () => {
  const host = started((spoiled) => {
    spoiled.fail("set_attention", "internal");
  });
  // The refusal comes back a moment later; from then on the same is worth telling.
  await waitFor(() => {
    window.dispatchEvent(new Event("focus"));
    expect(host.inputsOf("set_attention").length).toBeGreaterThan(1);
  });
});

test("nothing is told any more once it is stopped", () => {
  const host = started();
  stop();
  focused = false;
  window.dispatchEvent(new Event("blur"));
  expect(host.attention).toHaveLength(1);
});
