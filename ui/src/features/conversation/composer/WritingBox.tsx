/** The box one writes in: grows with the text, takes its direction, sends on the chosen key. */
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import type { SendKeyDto } from "../../../ipc/bindings.gen";
import { currentLanguage, directionOf, type Direction } from "../../../lib/i18n";
import { isComposition, matchesPress, pressesOf } from "../../../lib/keys";
import { registerPane } from "../../../lib/selection";
import { filesIn } from "./files/taking";
import { firstStrongDirection } from "./writing";
import styles from "./WritingBox.module.css";

const modifierEnter = pressesOf("$mod+Enter");
const plainEnter = pressesOf("Enter");
const swapKeys = pressesOf("$mod+Shift+X");

function isPress(event: KeyboardEvent, [press]: readonly ReturnType<typeof pressesOf>[number][]) {
  return press !== undefined && matchesPress(event.nativeEvent, press);
}

/** The box with its row of buttons (`children`) below. */
export function WritingBox({
  text,
  label,
  placeholder,
  describedBy,
  paper = false,
  sendKey,
  onType,
  onSend,
  onFiles,
  above,
  children,
}: {
  text: string;
  label: string;
  placeholder: string;
  describedBy?: string;
  /** Looks like a note. */
  paper?: boolean;
  sendKey: SendKeyDto;
  onType: (text: string) => void;
  onSend: () => void;
  /** Files were pasted. What is dropped, the conversation takes. */
  onFiles: (files: readonly File[], folders: number) => void;
  /** Between the words and the buttons: what goes with the words. */
  above?: ReactNode;
  children: ReactNode;
}) {
  const box = useRef<HTMLTextAreaElement>(null);
  const [swapped, setSwapped] = useState<Direction | null>(null);
  const natural = firstStrongDirection(text) ?? directionOf(currentLanguage());
  const direction = swapped ?? natural;

  useEffect(
    () =>
      registerPane("composer", () => {
        box.current?.focus();
        return box.current !== null;
      }),
    [],
  );

  const onKeyDown = (event: KeyboardEvent) => {
    // An input method uses Enter to choose a word.
    if (isComposition(event.nativeEvent)) return;
    const sends =
      isPress(event, modifierEnter) || (sendKey === "enter" && isPress(event, plainEnter));
    if (sends) onSend();
    else if (isPress(event, swapKeys)) setSwapped(direction === "rtl" ? "ltr" : "rtl");
    else if (event.key === "Escape") box.current?.blur();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={styles.box} data-paper={paper || undefined}>
      <div className={styles.grow} data-text={`${text}\n`}>
        <textarea
          ref={box}
          className={styles.area}
          rows={2}
          dir={direction}
          aria-label={label}
          aria-describedby={describedBy}
          placeholder={placeholder}
          value={text}
          onChange={(event) => {
            const next = event.currentTarget.value;
            // A new text chooses its direction anew.
            if (next === "") setSwapped(null);
            onType(next);
          }}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            // Office programs add a picture of what was copied; the words are what is meant.
            const { types } = event.clipboardData;
            if (!types.includes("Files") || types.includes("text/plain")) return;
            event.preventDefault();
            const { files, folders } = filesIn(event.clipboardData);
            onFiles(files, folders);
          }}
        />
      </div>
      {above}
      <div className={styles.row}>{children}</div>
    </div>
  );
}
