/** Sizes beside a limit: both in the megabytes that platforms count in, rounded so that the sentence stays true. */
import { formatNumber } from "../../../../lib/format";
import { m } from "../../../../paraglide/messages.js";

const MEGABYTE = 1024 * 1024;

/** "48 MB"; a file is rounded up and a limit down, to a tenth. */
export function megabytes(bytes: number, round: "up" | "down"): string {
  const tenths = (bytes / MEGABYTE) * 10;
  const value = (round === "up" ? Math.ceil(tenths) : Math.floor(tenths)) / 10;
  return m.files_megabytes({ size: formatNumber(value) });
}
