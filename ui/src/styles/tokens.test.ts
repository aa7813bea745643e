/** Every colour pair of the design must stay readable: computed from the style sheet itself. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

type Theme = "light" | "dark" | "hc" | "hcdark";
type Colour = readonly [red: number, green: number, blue: number, alpha: number];

const sheet = readFileSync(join(import.meta.dirname, "tokens.css"), "utf8").replaceAll(
  /\/\*[\s\S]*?\*\//gu,
  "",
);

function declarationsOf(theme: Theme): Map<string, string> {
  const values = new Map<string, string>();
  // Later rules win, as in the browser; media and language rules carry no colours.
  for (const [, selectors = "", body = ""] of sheet.matchAll(/([^{}]+)\{([^{}]*)\}/gu)) {
    const applies = selectors
      .split(",")
      .map((selector) => selector.trim())
      .some((selector) => selector === ":root" || selector === `[data-theme="${theme}"]`);
    if (!applies) continue;
    for (const [, name = "", value = ""] of body.matchAll(/(--[\w-]+):\s*([^;]+);/gu))
      values.set(name, value.trim());
  }
  return values;
}

function parse(value: string): Colour {
  const hex = /^#([\da-f]{3}|[\da-f]{6})$/iu.exec(value)?.[1];
  if (hex !== undefined) {
    const full = hex.length === 3 ? hex.replaceAll(/./gu, "$&$&") : hex;
    const at = (index: number) => Number.parseInt(full.slice(index, index + 2), 16);
    return [at(0), at(2), at(4), 1];
  }
  const rgb = /^rgb\((\d+) (\d+) (\d+)(?: \/ ([\d.]+))?\)$/u.exec(value);
  if (rgb === null) throw new Error(`not a colour: ${value}`);
  return [Number(rgb[1]), Number(rgb[2]), Number(rgb[3]), Number(rgb[4] ?? 1)];
}

const themes = new Map(
  (["light", "dark", "hc", "hcdark"] as const).map((theme) => [theme, declarationsOf(theme)]),
);

function colourOf(theme: Theme, token: string): Colour {
  const values = themes.get(theme);
  let value = values?.get(token);
  while (value?.startsWith("var(")) value = values?.get(value.slice(4, -1));
  if (value === undefined) throw new Error(`${token} is not defined in ${theme}`);
  return parse(value);
}

function over(top: Colour, bottom: Colour): Colour {
  const alpha = top[3];
  const mix = (index: 0 | 1 | 2) => top[index] * alpha + bottom[index] * (1 - alpha);
  return [mix(0), mix(1), mix(2), 1];
}

/** WCAG 2.2 relative luminance. */
function luminance([red, green, blue]: Colour): number {
  const linear = (channel: number) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function contrast(front: Colour, back: Colour): number {
  const [light, dark] = [luminance(front), luminance(back)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

const text = 4.5;
const control = 3;

const pairs: readonly (readonly [front: string, backs: readonly string[], needs: number])[] = [
  [
    "--text",
    [
      "--bg-rail",
      "--bg-list",
      "--bg-main",
      "--bg-overlay",
      "--bg-selected",
      "--note-bg",
      "--bubble-in",
      "--bubble-out",
      "--mark-bg",
    ],
    text,
  ],
  [
    "--text-2",
    [
      "--bg-rail",
      "--bg-list",
      "--bg-main",
      "--bg-overlay",
      "--bg-selected",
      "--bg-selected-rail",
      "--bubble-in",
      "--bubble-out",
      "--note-bg",
    ],
    text,
  ],
  [
    "--text-3",
    [
      "--bg-rail",
      "--bg-list",
      "--bg-main",
      "--bg-overlay",
      "--bg-selected",
      "--bubble-in",
      "--bubble-out",
      "--bg-selected-rail",
    ],
    text,
  ],
  [
    "--accent",
    ["--bg-list", "--bg-main", "--bg-selected", "--accent-soft", "--note-bg", "--bg-overlay"],
    text,
  ],
  ["--text-on-accent", ["--accent-fill", "--accent-fill-hover"], text],
  ["--due", ["--bg-rail", "--bg-list", "--bg-main", "--bg-selected", "--due-soft"], text],
  ["--fault", ["--bg-rail", "--bg-list", "--bg-main", "--bg-selected", "--fault-soft"], text],
  ["--ok", ["--bg-main", "--bg-list", "--ok-soft"], text],
  ["--note-ink", ["--note-bg"], text],
  [
    "--line-control",
    ["--bg-main", "--bg-list", "--bg-field", "--bg-overlay", "--bg-rail"],
    control,
  ],
  ["--accent", ["--bg-list", "--bg-main", "--bg-selected"], control],
  ["--due-lamp", ["--bg-list", "--bg-main", "--bg-selected", "--bg-rail"], control],
  ["--fault-lamp", ["--bg-list", "--bg-main", "--bg-selected", "--bg-rail"], control],
  ["--ok-lamp", ["--bg-rail", "--bg-main", "--bg-list"], control],
  ["--toast-text", ["--toast-bg"], text],
  ["--toast-accent", ["--toast-bg"], text],
  ["--focus", ["--bg-rail", "--bg-list", "--bg-main", "--bg-overlay", "--bg-selected"], control],
  ["--accent-fill", ["--bg-main", "--bg-list", "--bg-overlay"], control],
  ...[1, 2, 3, 4, 5, 6].map(
    (tint) => [`--tint-${String(tint)}-ink`, [`--tint-${String(tint)}`], text] as const,
  ),
];

describe.each(["light", "dark", "hc", "hcdark"] as const)("colours of %s", (theme) => {
  it("every pair of the design reaches its contrast", () => {
    const failing = pairs.flatMap(([front, backs, needs]) =>
      backs.flatMap((back) => {
        const ratio = contrast(colourOf(theme, front), colourOf(theme, back));
        return ratio < needs ? [`${front} on ${back}: ${ratio.toFixed(2)} < ${String(needs)}`] : [];
      }),
    );
    expect(failing).toEqual([]);
  });

  it("faint text stays readable under the pointer", () => {
    const failing = ["--bg-list", "--bg-rail", "--bg-selected"].flatMap((back) => {
      const hovered = over(colourOf(theme, "--bg-hover"), colourOf(theme, back));
      const ratio = contrast(colourOf(theme, "--text-3"), hovered);
      return ratio < text ? [`--text-3 on hovered ${back}: ${ratio.toFixed(2)}`] : [];
    });
    expect(failing).toEqual([]);
  });

  it("contrast themes hold 7 to 1 for text", () => {
    if (!theme.startsWith("hc")) return;
    const lowest = pairs
      .filter(([, , needs]) => needs === text)
      .flatMap(([front, backs]) =>
        backs.map((back) => contrast(colourOf(theme, front), colourOf(theme, back))),
      )
      .reduce((least, ratio) => Math.min(least, ratio));
    expect(lowest).toBeGreaterThanOrEqual(7);
  });
});

it("every theme defines every colour that light defines", () => {
  const themed = (theme: Theme) =>
    new Set(
      [...sheet.matchAll(/([^{}]+)\{([^{}]*)\}/gu)]
        .filter(([, selectors = ""]) => selectors.includes(`[data-theme="${theme}"]`))
        .flatMap(([, , body = ""]) => [...body.matchAll(/(--[\w-]+):/gu)].map(([, name]) => name)),
    );
  const light = themed("light");
  for (const theme of ["dark", "hc", "hcdark"] as const)
    expect([...light].filter((name) => !themed(theme).has(name))).toEqual([]);
});
