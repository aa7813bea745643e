// Numbers from many measurements.

/** The value that this share of all stays at or under. */
export function quantile(values, share) {
  if (values.length === 0) throw new Error('nothing was measured');
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(Math.ceil(share * sorted.length), 1) - 1];
}

export const median = (values) => quantile(values, 0.5);

/** The time of this computer in milliseconds since 1970, finer than a millisecond. */
export const now = () => performance.timeOrigin + performance.now();

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
