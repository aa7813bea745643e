/** One of a few that deserve a sentence each. */
import type { ReactNode } from "react";
import { Label, Radio, RadioGroup } from "react-aria-components";
import styles from "./ChoiceCards.module.css";

/** One card. */
export interface ChoiceCard<T extends string> {
  readonly value: T;
  readonly title: ReactNode;
  readonly text?: ReactNode;
  /** A drawing before the words, in place of the dot. */
  readonly start?: ReactNode;
  /** A short word at the end. */
  readonly end?: ReactNode;
}

/** Cards of which one is chosen; arrows move. `layout` puts them side by side, small ones as tiles, those with a sentence in pairs. */
export function ChoiceCards<T extends string>({
  label,
  value,
  cards,
  onChange,
  layout = "rows",
  hideLabel = false,
}: {
  label: string;
  value: T;
  cards: readonly ChoiceCard<T>[];
  onChange: (value: T) => void;
  layout?: "rows" | "tiles" | "pairs";
  hideLabel?: boolean;
}) {
  return (
    <RadioGroup
      value={value}
      onChange={(chosen) => {
        const card = cards.find((each) => each.value === chosen);
        if (card !== undefined) onChange(card.value);
      }}
      className={styles.group ?? ""}
    >
      <Label className={hideLabel ? "visually-hidden" : (styles.label ?? "")}>{label}</Label>
      <div className={styles.cards} data-layout={layout}>
        {cards.map((card) => (
          <Radio key={card.value} value={card.value} className={styles.card ?? ""}>
            {card.start === undefined ? (
              <span aria-hidden className={styles.dot} />
            ) : (
              <span aria-hidden className={styles.start}>
                {card.start}
              </span>
            )}
            <span className={styles.words}>
              <span className={styles.title}>{card.title}</span>
              {card.text !== undefined && <span className={styles.text}>{card.text}</span>}
            </span>
            {card.end !== undefined && <span className={styles.end}>{card.end}</span>}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
