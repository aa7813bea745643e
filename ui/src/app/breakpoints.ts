/** How many panes the window has room for; the same widths as in the style sheets. */
import { useSyncExternalStore } from "react";

/** From four panes side by side to one at a time. */
export type Layout = "four" | "three" | "glyphs" | "one";

const steps: readonly (readonly [Layout, string])[] = [
  ["four", "(width >= 1240px)"],
  ["three", "(width >= 1000px)"],
  ["glyphs", "(width >= 720px)"],
];

/** The layout for the window's width now. */
export function layoutNow(): Layout {
  return steps.find(([, query]) => matchMedia(query).matches)?.[0] ?? "one";
}

function subscribeTo(listener: () => void): () => void {
  const queries = steps.map(([, query]) => matchMedia(query));
  for (const query of queries) query.addEventListener("change", listener);
  return () => {
    for (const query of queries) query.removeEventListener("change", listener);
  };
}

/** The layout, re-rendering only when it changes. */
export function useLayout(): Layout {
  return useSyncExternalStore(subscribeTo, layoutNow);
}
