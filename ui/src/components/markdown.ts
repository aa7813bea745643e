// The light markdown of summaries: headings, bullets, bold, paragraphs. Everything else stays the text it
// is; the result is data, so no markup of a platform ever becomes markup of ours.

/** A run of words, bold or not. */
export interface Span {
  readonly text: string;
  readonly bold: boolean;
}

/** A piece of a summary. */
export type MarkdownBlock =
  | { readonly kind: "heading"; readonly spans: readonly Span[] }
  | { readonly kind: "paragraph"; readonly spans: readonly Span[] }
  | { readonly kind: "list"; readonly items: readonly (readonly Span[])[] };

const heading = /^#{1,6}\s+(.*?)\s*#*$/u;
const bullet = /^(?:[-*+•–]|\d{1,3}[.)])\s+(.*)$/u;

/** Reads a summary. Lines that follow each other are one paragraph. */
export function readMarkdown(source: string): readonly MarkdownBlock[] {
  const blocks: MarkdownBlock[] = [];
  let words: string[] = [];
  let items: (readonly Span[])[] = [];
  const endParagraph = () => {
    if (words.length > 0) blocks.push({ kind: "paragraph", spans: spansOf(words.join(" ")) });
    words = [];
  };
  const endList = () => {
    if (items.length > 0) blocks.push({ kind: "list", items });
    items = [];
  };
  for (const raw of source.split(/\r?\n/u)) {
    const line = raw.trim();
    const title = heading.exec(line)?.[1];
    const point = bullet.exec(line)?.[1];
    if (title !== undefined) {
      endParagraph();
      endList();
      blocks.push({ kind: "heading", spans: spansOf(title) });
    } else if (point !== undefined) {
      endParagraph();
      items.push(spansOf(point));
    } else if (line === "") {
      endParagraph();
      endList();
    } else {
      endList();
      words.push(line);
    }
  }
  endParagraph();
  endList();
  return blocks;
}

/** Splits words at `**bold**`; an opening mark without its end stays as it is. */
function spansOf(text: string): readonly Span[] {
  return text
    .split(/(\*\*(?=\S).+?(?<=\S)\*\*|__(?=\S).+?(?<=\S)__)/u)
    .map((part, at) =>
      at % 2 === 1 ? { text: part.slice(2, -2), bold: true } : { text: part, bold: false },
    )
    .filter((span) => span.text !== "");
}
