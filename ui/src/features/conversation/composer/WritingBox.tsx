/** The box one writes in: grows with the text, takes its direction, sends on the chosen key. */
import {
  useEffect,
  useRef,
  useState,
  type AriaAttributes,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from "react";
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

/** Help with writing that sits in the box: it sees keys first, and shows a list above. */
export interface WritingAid {
  readonly box: RefObject<HTMLTextAreaElement | null>;
  /** Answers true when it took the key. */
  readonly onKey: (event: KeyboardEvent<HTMLTextAreaElement>) => boolean;
  /** Something was typed, or the caret moved. */
  readonly onCaret: (box: HTMLTextAreaElement) => void;
  /** The focus left the box. */
  readonly onLeave: () => void;
  readonly attributes: AriaAttributes;
  readonly popup: ReactNode;
}

/** The box with its row of buttons (`children`) below. */
export function WritingBox({
  text,
  label,
  placeholder,
  describedBy,
  paper = false,
  sendKey,
  aid,
  onType,
  onLeave,
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
  aid?: WritingAid;
  onType: (text: string) => void;
  /** The focus left the box. */
  onLeave?: () => void;
  onSend: () => void;
  /** Files were pasted. What is dropped, the conversation takes. */
  onFiles: (files: readonly File[], folders: number) => void;
  /** Between the words and the buttons: what goes with the words. */
  above?: ReactNode;
  children: ReactNode;
}) {
  const ownBox = useRef<HTMLTextAreaElement>(null);
  const box = aid?.box ?? ownBox;
  const [swapped, setSwapped] = useState<Direction | null>(null);
  const natural = firstStrongDirection(text) ?? directionOf(currentLanguage());
  const direction = swapped ?? natural;

  useEffect(
    () =>
      registerPane("composer", () => {
        box.current?.focus();
        return box.current !== null;
      }),
    [box],
  );

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // An input method uses Enter to choose a word.
    if (isComposition(event.nativeEvent)) return;
    if (aid?.onKey(event) === true) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
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
      {aid?.popup}
      <div className={styles.grow} data-text={`${text}\n`}>
        <textarea
          ref={box}
          className={styles.area}
          rows={2}
          dir={direction}
          aria-label={label}
          aria-describedby={describedBy}
          {...aid?.attributes}
          placeholder={placeholder}
          value={text}
          onChange={(event) => {
            const next = event.currentTarget.value;
            // A new text chooses its direction anew.
            if (next === "") setSwapped(null);
            onType(next);
            aid?.onCaret(event.currentTarget);
          }}
          onSelect={(event) => {
            aid?.onCaret(event.currentTarget);
          }}
          onBlur={() => {
            aid?.onLeave();
          }}
          onKeyDown={onKeyDown}
          {...(onLeave === undefined ? {} : { onBlur: onLeave })}
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
