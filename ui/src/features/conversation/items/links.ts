/**
 * Addresses in a customer's text. Pure. Nothing here opens anything: a found address is shown as a
 * link, opened outside by the host, and asked about first when it does not look like what it is.
 */

/** A piece of a text: words, or an address in them. */
export type TextPart =
  | { readonly kind: "words"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly link: Link };

/** An address a text holds. */
export interface Link {
  /** What is opened. */
  readonly url: string;
  /** Where it really leads, in plain ASCII; the mailbox for mail. */
  readonly host: string;
  /** It does not look like what it is, so the person is asked first. */
  readonly isOdd: boolean;
}

const candidate =
  /(?:https?:\/\/|www\.)[^\s<>"'«»“”]+|[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu;
// Closing marks at the end belong to the sentence, not to the address.
const sentenceEnd = /[.,;:!?،؛؟…'"»”)\]}]$/u;
// Invisible and direction-changing characters can make an address read as another.
const hidden = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

/** Splits a text into words and addresses; joined again, the parts are the text. */
export function splitLinks(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(candidate)) {
    const shown = withoutSentenceEnd(match[0]);
    const link = linkOf(shown);
    if (link === null) continue;
    if (match.index > from) parts.push({ kind: "words", text: text.slice(from, match.index) });
    parts.push({ kind: "link", text: shown, link });
    from = match.index + shown.length;
  }
  if (from < text.length) parts.push({ kind: "words", text: text.slice(from) });
  return parts;
}

function withoutSentenceEnd(match: string): string {
  let shown = match;
  while (sentenceEnd.test(shown)) {
    // "https://…/Foo_(bar)" keeps the bracket it opened itself.
    if (shown.endsWith(")") && count(shown, "(") >= count(shown, ")")) break;
    shown = shown.slice(0, -1);
  }
  return shown;
}

function linkOf(shown: string): Link | null {
  const isWeb = /^(?:https?:\/\/|www\.)/iu.test(shown);
  if (!isWeb) return { url: `mailto:${shown}`, host: shown, isOdd: !isAscii(shown) };
  const address = /^www\./iu.test(shown) ? `https://${shown}` : shown;
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return { url: url.href, host: url.host, isOdd: isOdd(shown, url) };
}

function isOdd(shown: string, url: URL): boolean {
  const authority = /^(?:https?:\/\/)?([^/?#]*)/iu.exec(shown)?.[1] ?? "";
  return (
    hidden.test(shown) ||
    // "https://bank.example@other.example" leads to the second.
    url.username !== "" ||
    url.password !== "" ||
    // Letters of other scripts can look like Latin ones.
    !isAscii(authority) ||
    url.hostname.includes("xn--") ||
    // A number instead of a name.
    /^[\d.]+$/u.test(url.hostname) ||
    url.hostname.startsWith("[") ||
    authority.toLowerCase() !== url.host
  );
}

function isAscii(text: string): boolean {
  return /^[\u0020-\u007e]*$/u.test(text);
}

function count(text: string, mark: string): number {
  return text.split(mark).length - 1;
}
