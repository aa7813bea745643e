import { describe, expect, it } from "vitest";
import { m } from "../paraglide/messages.js";
import { applyLanguage, type Language } from "./i18n";

/** What is said, with ⟨ and ⟩ where a name is kept apart. */
function inLanguage(language: Language, say: () => string): string {
  applyLanguage(language);
  return say().replaceAll("\u2068", "⟨").replaceAll("\u2069", "⟩");
}

describe("names in a sentence written from right to left", () => {
  const said = (say: () => string) => inLanguage("ar", say);

  it("keep their own direction, with what belongs to them", () => {
    expect(said(() => m.people_split_done({ name: "Noura A. H.", line: "فرع جدة" }))).toBe(
      "⟨Noura A. H.⟩ على فرع جدة شخص آخر.",
    );
    expect(said(() => m.palette_acts_on({ name: "+966 50 000 0041" }))).toContain(
      "⟨+966 50 000 0041⟩",
    );
  });

  it("let no number that follows them come before them", () => {
    expect(said(() => m.rail_count_total({ name: "Sofia", total: "3" }))).toContain("⟨Sofia⟩");
    expect(said(() => m.assign_on_line({ line: "Web shop", count: 12 }))).toContain("⟨Web shop⟩");
  });

  it("keep their order when one follows another", () => {
    expect(said(() => m.details_no_preview({ line: "Web shop", channel: "WhatsApp" }))).toContain(
      "⟨Web shop⟩",
    );
  });

  it("are left as they are where a letter stands at either end", () => {
    expect(said(() => m.palette_acts_on({ name: "Bruno Tavares" }))).not.toMatch(/[⟨⟩]/u);
  });
});

describe("names in a sentence written from left to right", () => {
  const said = (say: () => string) => inLanguage("en", say);

  it("are left as they are when written like it", () => {
    expect(said(() => m.people_split_done({ name: "Noura A. H.", line: "Web shop" }))).toBe(
      "Noura A. H. on Web shop is somebody else.",
    );
  });

  it("let no number that follows them come before them", () => {
    expect(said(() => m.rail_count_unread({ name: "نورة", unread: "3", total: "12" }))).toBe(
      "⟨نورة⟩, 3 unread of 12",
    );
    expect(said(() => m.assign_on_line({ line: "متجر الرياض", count: 2 }))).toBe(
      "⟨متجر الرياض⟩: 2 conversations",
    );
    expect(said(() => m.visitor_said({ name: "نورة", time: "14:20" }))).toBe("⟨نورة⟩, 14:20");
  });

  it("keep their order when one follows another", () => {
    expect(said(() => m.details_no_preview({ line: "متجر الرياض", channel: "الدعم" }))).toBe(
      "⟨متجر الرياض⟩, الدعم",
    );
  });

  it("keep what stands at their end", () => {
    expect(said(() => m.palette_acts_on({ name: "نورة (2)" }))).toBe("Acts on ⟨نورة (2)⟩");
  });

  it("are left as they are where nothing can be torn", () => {
    expect(said(() => m.assign_moved({ name: "نورة العتيبي", count: 2 }))).toBe(
      "2 conversations moved to نورة العتيبي.",
    );
  });
});
