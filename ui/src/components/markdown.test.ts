import fc from "fast-check";
import { expect, test } from "vitest";
import { readMarkdown } from "./markdown";

test("markup of a platform stays text", () => {
  expect(readMarkdown("<img src=x onerror=alert(1)> [a](javascript:b)")).toEqual([
    {
      kind: "paragraph",
      spans: [{ text: "<img src=x onerror=alert(1)> [a](javascript:b)", bold: false }],
    },
  ]);
});

test("a bold mark that never ends stays as it is", () => {
  expect(readMarkdown("2 ** 3")).toEqual([
    { kind: "paragraph", spans: [{ text: "2 ** 3", bold: false }] },
  ]);
});

test("headings, bullets, numbers and bold are read", () => {
  expect(readMarkdown("## الطلب\n- غسالة **لم تصل**\n1. صورة\n\nnext\nline")).toEqual([
    { kind: "heading", spans: [{ text: "الطلب", bold: false }] },
    {
      kind: "list",
      items: [
        [
          { text: "غسالة ", bold: false },
          { text: "لم تصل", bold: true },
        ],
        [{ text: "صورة", bold: false }],
      ],
    },
    { kind: "paragraph", spans: [{ text: "next line", bold: false }] },
  ]);
});

test("no letter of a summary is ever lost", () => {
  const letters = (text: string) => text.replace(/[^\p{L}]/gu, "");
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-zا-ي*#\- ]{0,20}$/u)), (lines) => {
      const source = lines.join("\n");
      const read = readMarkdown(source)
        .flatMap((block) => (block.kind === "list" ? block.items.flat() : block.spans))
        .map((span) => span.text)
        .join("");
      expect(letters(read)).toBe(letters(source));
    }),
  );
});
