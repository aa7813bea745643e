/** A sentence of ours with elements in it: names keep their own direction wherever a language puts them. */
import { Fragment, type ReactNode } from "react";

// A private-use character per slot: it cannot occur in a message and survives every formatter.
const firstSlot = 0xe000;

/** Writes `message` with the parts in the places it gives them. */
export function Sentence<K extends string>({
  message,
  parts,
}: {
  message: (slots: Record<K, string>) => string;
  parts: Record<K, ReactNode>;
}) {
  const names = Object.keys(parts) as K[];
  const slots = Object.fromEntries(
    names.map((name, index) => [name, String.fromCharCode(firstSlot + index)]),
  ) as Record<K, string>;
  const pieces = message(slots).split(/([\ue000-\ue0ff])/u);
  return pieces.map((piece, index) => {
    const name = names[piece.charCodeAt(0) - firstSlot];
    // Pieces of one sentence never reorder.
    // oxlint-disable-next-line react/no-array-index-key
    return <Fragment key={index}>{name === undefined ? piece : parts[name]}</Fragment>;
  });
}
