import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold } from "./fold";
import { match } from "./fuzzy";

function marked(typed: string, source: string): string | null {
  const hit = match(typed, source);
  if (hit === null) return null;
  return hit.ranges.map(([start, end]) => source.slice(start, end)).join("|");
}

function best(typed: string, sources: readonly string[]): string | undefined {
  return sources
    .map((source) => ({ source, hit: match(typed, source) }))
    .filter(({ hit }) => hit !== null)
    .sort((a, b) => (b.hit?.score ?? 0) - (a.hit?.score ?? 0))[0]?.source;
}

describe("matching what was typed", () => {
  it("does not match letters scattered inside words", () => {
    expect(match("asn", "Reassigning")).toBeNull();
    expect(match("zz", "Assign")).toBeNull();
  });

  it("finds accents without typing them and marks what was found", () => {
    expect(marked("sem responsavel", "Sem responsável")).toBe("Sem|responsável");
    expect(marked("joao", "João Ávila")).toBe("João");
  });

  it("finds Arabic whatever the hamza, the marks and the final letter", () => {
    expect(marked("احمد", "أحمد الشهري")).toBe("أحمد");
    expect(marked("نوره", "نورة الحربي")).toBe("نورة");
    expect(marked("محمد", "مُحَمَّد")).toBe("مُحَمَّد");
    expect(marked("مسوول", "مسؤول")).toBe("مسؤول");
  });

  it("takes Arabic-Indic digits for digits", () => {
    expect(marked("12", "شارع ١٢")).toBe("١٢");
  });

  it("takes the first letters of words", () => {
    expect(marked("atf", "Assign to Faisal")).toBe("A|t|F");
  });

  it("prefers the beginning of a word, then the shorter text", () => {
    expect(best("assi", ["Unassigned", "Assign to…"])).toBe("Assign to…");
    expect(best("mine", ["Mine and unassigned", "Mine"])).toBe("Mine");
    expect(best("حربي", ["تحربيت", "نورة الحربي"])).toBe("نورة الحربي");
  });

  it("always finds a text by a whole word of it, and marks only inside it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "grapheme", minLength: 1 }), { minLength: 1 }),
        (words) => {
          const source = words.join(" ");
          const word = fold(source)
            .text.split(/\s+/u)
            .find((each) => each !== "");
          fc.pre(word !== undefined);
          const hit = match(word, source);
          expect(hit).not.toBeNull();
          for (const [start, end] of hit?.ranges ?? []) {
            expect(start).toBeGreaterThanOrEqual(0);
            expect(end).toBeGreaterThan(start);
            expect(end).toBeLessThanOrEqual(source.length);
          }
        },
      ),
    );
  });
});
