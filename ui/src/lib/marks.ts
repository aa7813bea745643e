/** Marks on the browser's own timeline, so that a bench can read how long a step took. */

/**
 * The steps that are marked, each as `<name>:start` and `<name>:painted`. The list's first painting begins with the
 * page itself and has no start of its own.
 */
export type MarkedStep = "conversation:open" | "app:list";

/** Notes that a step begins; the former marks of that step are dropped. */
export function markStart(step: MarkedStep): void {
  performance.clearMarks(`${step}:start`);
  performance.clearMarks(`${step}:painted`);
  performance.mark(`${step}:start`);
}

/** Notes that a step is on the screen: after the frame that is being prepared now was painted. */
export function markPainted(step: MarkedStep): void {
  requestAnimationFrame(() => {
    // A task queued from within a frame runs after that frame was painted.
    setTimeout(() => performance.mark(`${step}:painted`), 0);
  });
}

/** As {@link markPainted}, for a step that happens once in the life of a page. */
export function markFirstPainted(step: MarkedStep): void {
  if (performance.getEntriesByName(`${step}:painted`).length === 0) markPainted(step);
}
