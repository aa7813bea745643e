/** What jsdom lacks, and a clean slate between tests. */
import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeEach, vi } from "vitest";
import { applyLanguage, fetchLanguage } from "../lib/i18n";
import { queryClient } from "../lib/hostQuery";
import { selection } from "../lib/selection";

class NoResizeObserver implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
globalThis.ResizeObserver ??= NoResizeObserver;

// A wide window: all four panes. Of the queries only widths are answered.
window.innerWidth = 1440;
globalThis.matchMedia ??= (query: string) => {
  const least = /\(width >= (\d+)px\)/u.exec(query)?.[1];
  return {
    matches: least !== undefined && window.innerWidth >= Number(least),
    media: query,
    onchange: null,
    addEventListener: () => {},
    removeEventListener: () => {},
    addListener: () => {},
    removeListener: () => {},
    dispatchEvent: () => false,
  } satisfies MediaQueryList;
};

// React Aria's overlays look elements up by escaped names.
globalThis.CSS ??= { escape: (name: string) => name.replace(/["\\]/gu, "\\$&") } as typeof CSS;

Element.prototype.scrollIntoView ??= () => {};
Element.prototype.scrollTo ??= () => {};

// Long enough for a busy machine: a wait ends as soon as what it waits for is there.
configure({ asyncUtilTimeout: 10_000 });

// Tests change the language without waiting for its words.
await Promise.all([fetchLanguage("en"), fetchLanguage("ar"), fetchLanguage("pt")]);

/** Takes away what a test left in the window, which all files of a worker share. */
function emptyWindow(): void {
  // React Aria keeps the element it speaks through.
  for (const left of document.body.querySelectorAll(":scope > :not([data-live-announcer])")) {
    left.remove();
  }
  for (const name of document.documentElement.getAttributeNames()) {
    document.documentElement.removeAttribute(name);
  }
  localStorage.clear();
  // user-event puts one in place and leaves it there, with what was copied.
  Reflect.deleteProperty(navigator, "clipboard");
}

beforeEach(() => {
  applyLanguage("en");
  selection.reset();
});

afterEach(() => {
  cleanup();
  queryClient.clear();
  vi.useRealTimers();
  emptyWindow();
});

// Our own modules hold state, so each file reads them anew; those of others are read once per worker.
afterAll(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});
