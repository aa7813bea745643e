import { afterEach, expect, it, vi } from "vitest";
import { applyTheme, resolveTheme } from "./appearance";

function system(...preferences: string[]) {
  const listeners = new Set<() => void>();
  vi.stubGlobal("matchMedia", (query: string) => ({
    get matches() {
      return preferences.some((preference) => query.includes(preference));
    },
    addEventListener: (_: string, listener: () => void) => listeners.add(listener),
    removeEventListener: (_: string, listener: () => void) => listeners.delete(listener),
  }));
  return { listeners, preferences };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

it("follows the system's colours and contrast", () => {
  system();
  expect(resolveTheme("system")).toBe("light");
  system("dark");
  expect(resolveTheme("system")).toBe("dark");
  system("contrast: more");
  expect(resolveTheme("system")).toBe("hc");
  system("dark", "contrast: more");
  expect(resolveTheme("system")).toBe("hcdark");
});

it("keeps a choice whatever the system says", () => {
  system("dark");
  expect(resolveTheme("light")).toBe("light");
  expect(resolveTheme("contrastDark")).toBe("hcdark");
});

it("changes with the system while it follows it, and no longer", () => {
  const { listeners, preferences } = system();
  const stop = applyTheme("system");
  preferences.push("dark");
  for (const listener of listeners) listener();
  expect(document.documentElement.dataset["theme"]).toBe("dark");
  stop();
  expect(listeners.size).toBe(0);
});
