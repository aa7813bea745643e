import { describe, expect, it } from "vitest";
import { m } from "../paraglide/messages.js";
import { applyLanguage } from "./i18n";

describe("names in a sentence written from right to left", () => {
  it("keep their own direction, with what belongs to them", () => {
    applyLanguage("ar");
    expect(m.people_split_done({ name: "Noura A. H.", line: "فرع جدة" })).toBe(
      "\u2068Noura A. H.\u2069 على فرع جدة شخص آخر.",
    );
    expect(m.palette_acts_on({ name: "+966 50 000 0041" })).toContain(
      "\u2068+966 50 000 0041\u2069",
    );
  });

  it("are left as they are where a letter stands at either end", () => {
    applyLanguage("ar");
    expect(m.palette_acts_on({ name: "Bruno Tavares" })).not.toMatch(/[\u2068\u2069]/u);
  });

  it("are left as they are in a sentence written like them", () => {
    expect(m.people_split_done({ name: "Noura A. H.", line: "Web shop" })).toBe(
      "Noura A. H. on Web shop is somebody else.",
    );
  });
});
