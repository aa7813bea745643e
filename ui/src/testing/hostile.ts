/** What customers should never write, and do; and what must hold wherever it is shown. */
import { expect } from "vitest";

/** Turns the text after it, unless it is kept apart. */
export const turning = "Open \u202Egnp.exe\u202C \u2067now";

/** Hostile words, one kind each. */
export const hostileWords: readonly string[] = [
  "<script>window.struck = true</script>",
  '<img src="x" onerror="window.struck = true"> &lt;b&gt; &#0;',
  "javascript:alert(1) [click](javascript:alert(1)) <a href='javascript:alert(1)'>x</a>",
  turning,
  "\u200B\u200F\uFEFF",
  "half \uD83D emoji \uFFFD 👨\u200D👩\u200D👧 🇸",
  `a${"\u0301".repeat(300)}`,
  "W".repeat(5_000),
  "{{name}} ${name} %s {count, plural, other {#}}",
  "\u2028\u2029\u0085line ends",
];

/** Proves that foreign words stayed words, and that none turns what stands beside it. */
export function expectOnlyWords(): void {
  expect((window as { struck?: boolean }).struck).toBeUndefined();
  expect(
    document.querySelectorAll("script, iframe, object, embed, [onerror], [onload]"),
  ).toHaveLength(0);
  for (const element of document.querySelectorAll("[href], [src]")) {
    const address = element.getAttribute("href") ?? element.getAttribute("src") ?? "";
    expect(address.toLowerCase()).not.toContain("javascript:");
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (!/[\u202A-\u202E\u2066-\u2069]/u.test(node.textContent ?? "")) continue;
    const parent = node.parentElement;
    // What is only read aloud turns nothing that is seen.
    if (parent?.closest(".visually-hidden, [hidden]")) continue;
    // A direction of the whole page is none of its own.
    const apart = parent?.closest("[dir]:not(html), bdi, textarea, input");
    expect(apart, `not kept apart: ${parent?.outerHTML ?? ""}`).toBeTruthy();
  }
}
