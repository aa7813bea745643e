/** The form of the buttons below a reply: what each says, how much room it has, and how all of it will look. */
import { Plus, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button, IconButton } from "../../../../components/Button";
import { Dialog } from "../../../../components/Dialog";
import { Ltr } from "../../../../components/Foreign";
import type { ButtonLimitsDto } from "../../../../ipc/bindings.gen";
import { selection } from "../../../../lib/selection";
import { m } from "../../../../paraglide/messages.js";
import { Interactive } from "../../items/Interactive";
import { countCharacters } from "../writing";
import { offering } from "./offered";
import styles from "./Buttons.module.css";

/** Draws it. `onSend` is what the keys of sending do in the box as well. */
export function Buttons({
  conversation,
  text,
  titles,
  limits,
  onSend,
}: {
  conversation: string;
  text: string;
  titles: readonly string[];
  limits: ButtonLimitsDto;
  onSend: () => void;
}) {
  const [asks, setAsks] = useState(false);
  const fields = useRef<HTMLUListElement>(null);
  const wanted = useRef<number | null>(0);
  useEffect(() => {
    if (wanted.current === null) return;
    const inputs = fields.current?.querySelectorAll("input") ?? [];
    inputs[Math.min(wanted.current, inputs.length - 1)]?.focus();
    wanted.current = null;
  }, [titles.length]);

  const change = (next: readonly string[], focus: number | null = null) => {
    wanted.current = focus;
    offering.set(conversation, next);
  };
  const throwAway = () => {
    offering.set(conversation, null);
    selection.focusPane("composer");
  };
  const written = titles.filter((title) => title.trim() !== "");
  return (
    <div role="group" aria-label={m.buttons_title()} className={styles.buttons}>
      <span aria-hidden className={styles.title}>
        {m.buttons_title()}
      </span>
      <IconButton
        icon={X}
        size="small"
        placement="top"
        label={m.buttons_remove()}
        onPress={() => {
          if (written.length > 0) setAsks(true);
          else throwAway();
        }}
      />
      <ul ref={fields} className={styles.fields}>
        {titles.map((title, at) => {
          const number = at + 1;
          const used = countCharacters(title.trim());
          const isOver = used > limits.title;
          return (
            // They have no names but their places.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={at} className={styles.field} data-over={isOver || undefined}>
              <input
                dir="auto"
                className={styles.input}
                aria-label={m.buttons_number({ number })}
                aria-invalid={isOver || undefined}
                placeholder={m.buttons_number({ number })}
                autoComplete="off"
                value={title}
                onChange={({ currentTarget: { value } }) => {
                  change(titles.map((each, place) => (place === at ? value : each)));
                }}
                onKeyDown={(event) => {
                  if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
                  event.preventDefault();
                  event.stopPropagation();
                  if (event.ctrlKey || event.metaKey) onSend();
                  else if (number === titles.length && number < limits.count && used > 0)
                    change([...titles, ""], number);
                }}
              />
              <Ltr className={styles.count ?? ""}>
                <span aria-hidden>{`${String(used)}/${String(limits.title)}`}</span>
                <span className="visually-hidden">
                  {m.buttons_characters({ used, limit: limits.title })}
                </span>
              </Ltr>
              {titles.length > 1 && (
                <IconButton
                  icon={X}
                  size="small"
                  placement="top"
                  label={m.buttons_remove_one({ number })}
                  onPress={() => {
                    change(
                      titles.filter((_, place) => place !== at),
                      Math.max(0, at - 1),
                    );
                  }}
                />
              )}
            </li>
          );
        })}
      </ul>
      <div className={styles.more}>
        <Button
          size="small"
          variant="quiet"
          icon={Plus}
          reason={titles.length < limits.count ? null : m.buttons_most({ limit: limits.count })}
          onPress={() => {
            change([...titles, ""], titles.length);
          }}
        >
          {m.buttons_add()}
        </Button>
      </div>
      {written.length > 0 && (
        <div className={styles.preview} role="group" aria-label={m.buttons_preview()}>
          <span className={styles.title} aria-hidden>
            {m.buttons_preview()}
          </span>
          <div className={styles.bubble}>
            <Interactive
              content={{
                type: "interactive",
                kind: "choice",
                text,
                entries: written.map((title) => ({
                  title: title.trim(),
                  description: null,
                  link: null,
                  answer: null,
                })),
              }}
            />
          </div>
        </div>
      )}
      {asks && (
        <Dialog
          open
          size="small"
          title={m.buttons_throw_title()}
          closeLabel={m.app_close()}
          onClose={() => {
            setAsks(false);
          }}
        >
          <p className={styles.ask}>{m.buttons_throw_text()}</p>
          <div className={styles.ways}>
            <Button
              onPress={() => {
                setAsks(false);
              }}
            >
              {m.buttons_keep()}
            </Button>
            <Button variant="danger" onPress={throwAway}>
              {m.buttons_remove()}
            </Button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
