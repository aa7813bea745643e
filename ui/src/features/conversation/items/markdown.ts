/** The light markdown of summaries: headings, bullets, bold. Anything else stays as it is written. Pure. */

/** A run of letters, bold or not. */
export interface Span {
  readonly text: string;
  readonly bold: boolean;
}

/** A piece of a summary. */
export type Block =
  | { readonly kind: "heading"; readonly spans: readonly Span[] }
  | { readonly kind: "paragraph"; readonly spans: readonly Span[] }
  | { readonly kind: "list"; readonly items: readonly (readonly Span[])[] };

/** Reads a summary. */
export function readMarkdown(text: string): Block[] {
  const blocks: Block[] = [];
  let bullets: (readonly Span[])[] = [];
  const endList = () => {
    if (bullets.length > 0) blocks.push({ kind: "list", items: bullets });
    bullets = [];
  };
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    const bullet = /^(?:[-*•–]|\d+[.)])\s+(.*)$/u.exec(line)?.[1];
    if (bullet !== undefined) {
      bullets.push(spansOf(bullet));
      continue;
    }
    endList();
    const heading = /^#{1,6}\s+(.*)$/u.exec(line)?.[1];
    if (heading !== undefined) blocks.push({ kind: "heading", spans: spansOf(heading) });
    else if (line !== "") blocks.push({ kind: "paragraph", spans: spansOf(line) });
  }
  endList();
  return blocks;
}

function spansOf(line: string): Span[] {
  return line
    .split(/\*\*(.+?)\*\*/u)
    .map((text, index) => ({ text, bold: index % 2 === 1 }))
    .filter(({ text }) => text !== "");
}
