/** Marks on the browser's own timeline, so that a bench can read how long a step took. */

/** The steps that are marked, each as `<name>:start` and `<name>:painted`. */
export type MarkedStep = "conversation:open";

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
