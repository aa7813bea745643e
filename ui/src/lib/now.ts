/**
 * The passing of time, for texts such as "2 min". One timer per pace for the whole window; a component
 * re-renders only when its text changes. Reads the clock only, never the host.
 */
import { useSyncExternalStore } from "react";

/** How often a text may change, in ms. */
export type Pace = 1_000 | 5_000 | 30_000;

interface Ticker {
  now: number;
  listeners: Set<() => void>;
  timer: ReturnType<typeof setInterval> | undefined;
}

const tickers = new Map<Pace, Ticker>();

function tickerOf(pace: Pace): Ticker {
  let ticker = tickers.get(pace);
  if (ticker === undefined) {
    ticker = { now: Date.now(), listeners: new Set(), timer: undefined };
    tickers.set(pace, ticker);
  }
  return ticker;
}

function subscribeTo(pace: Pace, listener: () => void): () => void {
  const ticker = tickerOf(pace);
  ticker.listeners.add(listener);
  if (ticker.timer === undefined) {
    ticker.now = Date.now();
    ticker.timer = setInterval(() => {
      ticker.now = Date.now();
      for (const each of ticker.listeners) each();
    }, pace);
  }
  return () => {
    ticker.listeners.delete(listener);
    if (ticker.listeners.size > 0) return;
    clearInterval(ticker.timer);
    ticker.timer = undefined;
  };
}

/**
 * A value made from the time now. The component re-renders when it differs. The time may lag by one `pace`,
 * so `make` must take an instant just after it for "now".
 */
export function useNow<T extends string | number | boolean | null>(
  make: (now: number) => T,
  pace: Pace = 30_000,
): T {
  return useSyncExternalStore(
    (listener) => subscribeTo(pace, listener),
    () => {
      const ticker = tickerOf(pace);
      // Without subscribers nothing moves the ticker, and a first render would show an old time.
      if (ticker.timer === undefined && Date.now() - ticker.now >= pace) ticker.now = Date.now();
      return make(ticker.now);
    },
  );
}
