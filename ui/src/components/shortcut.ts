/** Printed keys in the words assistive technology knows. Pure. */

const ariaNames: Record<string, string> = {
  Ctrl: "Control",
  "⌃": "Control",
  "⌥": "Alt",
  "⇧": "Shift",
  "⌘": "Meta",
  "↵": "Enter",
  Esc: "Escape",
  "↑": "ArrowUp",
  "↓": "ArrowDown",
  "←": "ArrowLeft",
  "→": "ArrowRight",
};

/** Printed keys as `aria-keyshortcuts` wants them; undefined for a chord, which that attribute cannot say. */
export function shortcutOf(caps: readonly string[] | undefined): string | undefined {
  const [cap, further] = caps ?? [];
  if (cap === undefined || further !== undefined) return undefined;
  return cap
    .split(/ |(?<=[⌃⌥⇧⌘])/u)
    .map((key) => ariaNames[key] ?? key)
    .join("+");
}
