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
export function markPainted(step: MarkedStep, then: () => void = () => {}): void {
  requestAnimationFrame(() => {
    // A task queued from within a frame runs after that frame was painted.
    setTimeout(() => {
      performance.mark(`${step}:painted`);
      then();
    }, 0);
  });
}

/** What waits until the list was painted for the first time. */
const afterTheList: (() => void)[] = [];

/** Notes that the list is on the screen for the first time in the life of the page. */
export function markListPainted(): void {
  if (performance.getEntriesByName("app:list:painted").length > 0) return;
  markPainted("app:list", () => {
    for (const then of afterTheList.splice(0)) then();
  });
}

/** Runs what the first list must not wait for. */
export function afterListPainted(then: () => void): void {
  afterTheList.push(then);
}
