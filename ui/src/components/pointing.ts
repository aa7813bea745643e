/**
 * Which thing with a tooltip is pointed at, by pointer or by keyboard. One set of listeners for the whole window: a
 * window has dozens of such things, and nearly all of them are drawn far more often than pointed at.
 */

/** How long the pointer rests before the first tooltip opens, in ms; others open at once while one is open. */
const openDelay = 500;
/** How long a tooltip stays when the pointer leaves, in ms: enough to get into it, or to the next one. */
const closeDelay = 80;

type Show = (open: boolean) => void;

const watched = new WeakMap<Element, Show>();
let listens = false;
let pointed: Element | null = null;
let shown: Element | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Tells when this element's tooltip is to be open; answers the way to stop. */
export function watchPointing(element: Element, tell: Show): () => void {
  if (!listens) listen();
  watched.set(element, tell);
  return () => {
    watched.delete(element);
    if (pointed === element) pointed = null;
    if (shown === element) shown = null;
  };
}

/** Keeps what is open open: the pointer is in the tooltip itself. */
export function keepShown(): void {
  clearTimeout(timer);
}

/** Closes what is open, at once or after the time it takes to get back. */
export function hideShown(now: boolean): void {
  clearTimeout(timer);
  if (now) show(null);
  else
    timer = setTimeout(() => {
      show(null);
    }, closeDelay);
}

function show(element: Element | null): void {
  if (shown === element) return;
  if (shown !== null) watched.get(shown)?.(false);
  shown = element;
  if (element !== null) watched.get(element)?.(true);
}

function watchedAt(target: EventTarget | null): Element | null {
  let element = target instanceof Element ? target : null;
  while (element !== null && !watched.has(element)) element = element.parentElement;
  return element;
}

function point(element: Element | null): void {
  if (element === pointed) return;
  pointed = element;
  if (element === null) {
    hideShown(false);
    return;
  }
  clearTimeout(timer);
  if (shown !== null) show(element);
  else
    timer = setTimeout(() => {
      show(element);
    }, openDelay);
}

function listen(): void {
  listens = true;
  const options = { capture: true, passive: true };
  document.addEventListener(
    "pointerover",
    (event) => {
      // In the tooltip itself it is neither on the thing nor away from it.
      if (event.target instanceof Element && event.target.closest('[role="tooltip"]') !== null)
        return;
      if (event.pointerType !== "touch") point(watchedAt(event.target));
    },
    options,
  );
  document.addEventListener(
    "pointerout",
    (event) => {
      if (event.relatedTarget === null) point(null);
    },
    options,
  );
  document.addEventListener(
    "pointerdown",
    () => {
      // Whoever presses has read enough; it opens again when the pointer comes back.
      hideShown(true);
    },
    options,
  );
  document.addEventListener(
    "focusin",
    (event) => {
      const element = event.target instanceof Element ? event.target : null;
      if (element === null || !watched.has(element) || !element.matches(":focus-visible")) return;
      clearTimeout(timer);
      show(element);
    },
    options,
  );
  document.addEventListener(
    "focusout",
    (event) => {
      if (event.target === shown) hideShown(true);
    },
    options,
  );
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape") return;
      const hadFocus = shown?.contains(document.activeElement) ?? false;
      hideShown(true);
      // The first Escape of whoever came by keyboard closes the tooltip, and only it. One that a resting
      // pointer has opened must not take the Escape with which somebody leaves the field they write in.
      if (hadFocus) event.stopPropagation();
    },
    { capture: true },
  );
}
