import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anItem, noon } from "../../testing/builders";
import { peaksOf } from "./call/waveform";
import { findIn } from "./call/findIn";
import { spokenLine } from "./call/Transcript";
import { announcedSpan, windowAt } from "./composer/replyWindow";
import { countCharacters, firstStrongDirection } from "./composer/writing";
import { splitLinks } from "./items/links";
import { entriesOf } from "./timeline/timelineEntries";

const linksOf = (text: string) =>
  splitLinks(text).flatMap((part) => (part.kind === "link" ? [part] : []));
const minute = 60_000;

describe("addresses in a text", () => {
  it.each([
    ["https://bank.example@evil.example/x", "evil.example"],
    ["https://xn--pypal-4ve.example", "xn--pypal-4ve.example"],
    ["https://pаypal.example", "xn--pypal-4ve.example"],
    ["http://192.168.0.1/a", "192.168.0.1"],
    ["https://shop.example/\u202egpj.exe", "shop.example"],
  ])("are odd when they do not look like where they lead: %s", (text, host) => {
    const [part] = linksOf(text);
    expect(part?.link).toMatchObject({ isOdd: true, host });
  });

  it("of schemes that run something are no links at all", () => {
    expect(linksOf("javascript:alert(1) file:///etc/passwd data:text/html,x")).toEqual([]);
  });

  it("are found with their sentence left outside", () => {
    const found = linksOf(
      "See https://shop.example/a_(b). Or www.shop.example، (mail sara@example.com)!",
    );
    expect(found.map((part) => part.text)).toEqual([
      "https://shop.example/a_(b)",
      "www.shop.example",
      "sara@example.com",
    ]);
    expect(found.map((part) => part.link.url)).toEqual([
      "https://shop.example/a_(b)",
      "https://www.shop.example/",
      "mailto:sara@example.com",
    ]);
    expect(found.some((part) => part.link.isOdd)).toBe(false);
  });

  it("are found in words without spaces, and once where one is in another", () => {
    expect(linksOf("请看https://shop.example/a 谢谢").map((part) => part.text)).toEqual([
      "https://shop.example/a",
    ]);
    expect(linksOf("an sara@www.shop.example und").map((part) => part.link.url)).toEqual([
      "mailto:sara@www.shop.example",
    ]);
    expect(linksOf("https://shop.example/?to=sara@shop.example").map((part) => part.text)).toEqual([
      "https://shop.example/?to=sara@shop.example",
    ]);
  });

  // Steps that grow with the square of the length would take minutes here.
  it.each([
    ["a word without end", `${"ก".repeat(200_000)} sara@example.com`],
    ["a word that begins many addresses", `${"a.".repeat(100_000)} sara@example.com`],
    ["an address that ends in brackets", `https://shop.example/${")".repeat(200_000)}`],
    ["signs of mail", `${"a@".repeat(100_000)} sara@example.com`],
  ])("are looked for in a text of any length: %s", (_, text) => {
    expect(linksOf(text)).toHaveLength(1);
  });

  it("never change the text they are in", () => {
    const piece = fc.oneof(
      fc.string(),
      fc.webUrl({ withQueryParameters: true }),
      fc.emailAddress(),
      fc.constantFrom("https://", "www.", " (", "). ", "مرحبا"),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join("");
        expect(
          splitLinks(text)
            .map((part) => part.text)
            .join(""),
        ).toBe(text);
      }),
    );
  });
});

describe("the reply window", () => {
  it("is closed once its end has passed, whatever was told before", () => {
    expect(windowAt({ state: "open", endsAt: noon }, noon + 5 * minute)).toEqual({
      state: "closed",
      ago: 5 * minute,
    });
  });

  it.each([
    [23 * 60, "ok"],
    [4 * 60, "due"],
    [60, "fault"],
  ] as const)("with %i min left is %s", (left, tone) => {
    const state = windowAt({ state: "open", endsAt: noon + left * minute }, noon);
    expect(state).toMatchObject({ state: "open", tone });
  });

  it("is announced under an hour and under ten minutes", () => {
    expect([61, 60, 11, 10, 1].map((left) => announcedSpan(left * minute))).toEqual([
      null,
      60 * minute,
      60 * minute,
      10 * minute,
      10 * minute,
    ]);
  });
});

describe("writing", () => {
  it("takes its direction from the first letter that has one", () => {
    expect(["123 !", "12 مرحبا hi", "hi مرحبا", "שלום"].map(firstStrongDirection)).toEqual([
      null,
      "rtl",
      "ltr",
      "rtl",
    ]);
  });

  it("counts characters, not UTF-16 units", () => {
    expect(countCharacters("👍🏽 ok")).toBe(5);
  });
});

describe("a transcript", () => {
  it("finds through case, hamza, marks and digits", () => {
    const text = "أرسلنا الطَّلب ١٢ إلى Riyadh";
    const found = (sought: string) =>
      findIn(text, sought).map(([from, to]) => text.slice(from, to));
    expect(found("ارسلنا")).toEqual(["أرسلنا"]);
    expect(found("الطلب 12")).toEqual(["الطَّلب ١٢"]);
    expect(found("RIYADH")).toEqual(["Riyadh"]);
    expect(found("  ")).toEqual([]);
  });

  it("follows the playback by the lines that tell their time", () => {
    const lines = [0, null, 5_000].map((start) => ({ speaker: null, start, text: "" }));
    expect([-1, 0, 4_999, 5_000].map((at) => spokenLine(lines, at))).toEqual([-1, 0, 0, 2]);
  });

  it("has a wave of the wanted number of bars, the loudest reaching 1", () => {
    const peaks = peaksOf(
      Float32Array.from({ length: 6_400 }, (_, at) => (at < 3_200 ? 0.1 : 0.4)),
      8,
    );
    expect(peaks).toHaveLength(8);
    expect(Math.max(...peaks)).toBe(1);
    expect(peaks[0]).toBeCloseTo(0.25);
  });
});

describe("rows of the timeline", () => {
  const at = (id: string, after: number, over = {}) =>
    anItem({ id, occurredAt: new Date(2026, 10, 19, 13, 0).getTime() + after * minute, ...over });

  it("group one sender within three minutes, but not across a day, a divider or a change", () => {
    const items = [
      at("a", -24 * 60),
      at("b", 0),
      at("c", 2),
      at("d", 6),
      at("e", 7),
      at("f", 8, { direction: "outbound", authorKind: "me" }),
      at("g", 8, { content: { type: "note", text: "n", mentions: [], terms: null } }),
      at("h", 9),
    ];
    const entries = [...entriesOf(items, { item: "e", count: 2 }).values()];
    expect(entries.map((entry) => [entry.opensGroup, entry.endsGroup])).toEqual([
      [true, true],
      [true, false],
      [false, true],
      [true, true],
      [true, true],
      [true, true],
      [true, true],
      [true, true],
    ]);
    expect(entries.map((entry) => entry.day !== null)).toEqual([
      true,
      true,
      ...Array.from({ length: 6 }, () => false),
    ]);
    expect(entries.map((entry) => entry.unread)).toEqual([
      null,
      null,
      null,
      null,
      2,
      null,
      null,
      null,
    ]);
  });

  it("stay the same objects where nothing changed", () => {
    const items = [at("a", 0), at("b", 10)];
    const before = entriesOf(items, null);
    const after = entriesOf([...items, at("c", 30)], null, before);
    expect(after.get("a")).toBe(before.get("a"));
    expect(after.get("b")).toBe(before.get("b"));
  });
});
