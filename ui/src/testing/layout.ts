/** Sizes for jsdom, which has no layout: enough of it for a virtual list to decide what to draw. */
import { vi } from "vitest";

/** Gives scrolling boxes and the rows in them a height in px until the end of the test. */
export function layOut({ viewport, row }: { viewport: number; row: number }): void {
  const heightOf = (element: Element) =>
    element.getAttribute("role") === "listitem" ? row : viewport;

  class SteadyResizeObserver implements ResizeObserver {
    readonly #tell: ResizeObserverCallback;
    constructor(tell: ResizeObserverCallback) {
      this.#tell = tell;
    }
    observe(target: Element): void {
      queueMicrotask(() => {
        const contentRect = { width: 560, height: heightOf(target) } as DOMRectReadOnly;
        this.#tell([{ target, contentRect } as ResizeObserverEntry], this);
      });
    }
    unobserve(): void {}
    disconnect(): void {}
  }
  // Asked for by the accessibility checks, which go on without it.
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
  vi.stubGlobal("ResizeObserver", SteadyResizeObserver);
  // An element without an offset parent counts as not displayed.
  vi.spyOn(HTMLElement.prototype, "offsetParent", "get").mockReturnValue(document.body);
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockImplementation(function (
    this: HTMLElement,
  ) {
    return heightOf(this);
  });
}
