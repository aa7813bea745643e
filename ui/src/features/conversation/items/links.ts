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

const webCandidate = /(?:https?:\/\/|www\.)[^\s<>"'«»“”]+/giu;
// Every word is taken whole, with or without what makes it an address: looking for one from each of its letters
// would make a long word, as of a language without spaces, take as many steps as its length squared.
const wordOrMail = /[\p{L}\p{N}._%+-]+(@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)?/gu;
// Closing marks at the end belong to the sentence, not to the address.
const sentenceEnd = /[.,;:!?،؛؟…'"»”)\]}]/u;
// Invisible and direction-changing characters can make an address read as another.
const hidden = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

/** Splits a text into words and addresses; joined again, the parts are the text. */
export function splitLinks(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of candidates(text)) {
    // An address in another one, as the host of a mailbox, belongs to the one that begins first.
    if (match.index < from) continue;
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

/** What may be an address, in the order of the text. */
function candidates(text: string): RegExpExecArray[] {
  const found = [...text.matchAll(webCandidate)];
  if (!text.includes("@")) return found;
  for (const word of text.matchAll(wordOrMail)) if (word[1] !== undefined) found.push(word);
  return found.sort((one, other) => one.index - other.index);
}

function withoutSentenceEnd(match: string): string {
  const opened = count(match, "(");
  let closed = count(match, ")");
  let end = match.length;
  for (; end > 0 && sentenceEnd.test(match.charAt(end - 1)); end -= 1) {
    if (match.charAt(end - 1) !== ")") continue;
    // "https://…/Foo_(bar)" keeps the bracket it opened itself.
    if (opened >= closed) break;
    closed -= 1;
  }
  return match.slice(0, end);
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
