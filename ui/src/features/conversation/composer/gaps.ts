/** Gaps in a template's wording, written as platforms write them: `{{1}}`, `{{2}}`. Pure. */

const gap = /\{\{\s*(\d+)\s*\}\}/gu;

/** How many values a wording takes: its highest gap. */
export function gapsIn(wording: string): number {
  return Math.max(0, ...[...wording.matchAll(gap)].map(([, number]) => Number(number)));
}

/** The wording with its values; an empty one leaves its gap to be seen. */
export function filled(wording: string, values: readonly string[]): string {
  return wording.replaceAll(gap, (whole, number: string) => {
    const value = values[Number(number) - 1]?.trim() ?? "";
    return value === "" ? whole : value;
  });
}

const namedGap = /\{\{\s*([^{}\n]*[^{}\s])\s*\}\}/gu;

/** The wording with values by the name or number of their gap; an empty one leaves its gap to be seen. */
export function filledNamed(wording: string, values: Readonly<Record<string, string>>): string {
  return wording.replaceAll(namedGap, (whole, name: string) => {
    const value = values[name]?.trim() ?? "";
    return value === "" ? whole : value;
  });
}
