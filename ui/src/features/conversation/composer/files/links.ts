/** What can be told of an address while it is typed. The host decides; this only spares the way. Pure. */

/** An address that anybody may open: https, and no password in it. */
export function isPublicLink(text: string): boolean {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return false;
  }
  return url.protocol === "https:" && url.username === "" && url.password === "";
}

/** The last part of an address, when it looks like a file's name. */
export function fileNameOf(text: string): string | null {
  if (!isPublicLink(text)) return null;
  const last = new URL(text.trim()).pathname.split("/").at(-1) ?? "";
  try {
    const name = decodeURIComponent(last).replaceAll(/[/\\]/gu, "_");
    return name.includes(".") ? name : null;
  } catch {
    return null;
  }
}

/** A size in megabytes as it was typed, in bytes; null when it is none. Digits of the person's script count, too. */
export function bytesOf(text: string): number | null {
  const latin = text
    .trim()
    .replaceAll(/[\u0660-\u0669]/gu, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replaceAll(/[\u06F0-\u06F9]/gu, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replace(/[,\u066B]/u, ".");
  if (!/^\d+(?:\.\d+)?$/u.test(latin)) return null;
  const bytes = Math.round(Number(latin) * 1024 * 1024);
  return bytes > 0 && bytes <= 0xffff_ffff ? bytes : null;
}
