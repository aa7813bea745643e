/** One of a few: a button that shows the choice and opens the others. */
import { Check, ChevronDown } from "lucide-react";
import {
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
} from "react-aria-components";
import { Icon } from "./Icon";
import styles from "./Field.module.css";

/** One choice. */
export interface SelectOption<T extends string> {
  readonly value: T;
  readonly label: string;
}

/** A labelled choice of a few; typing jumps to one. */
export function Select<T extends string>({
  label,
  value,
  options,
  onChange,
  hideLabel = false,
}: {
  label: string;
  value: T;
  options: readonly SelectOption<T>[];
  onChange: (value: T) => void;
  /** The words beside it say it already. */
  hideLabel?: boolean;
}) {
  return (
    <AriaSelect
      value={value}
      onChange={(key) => {
        const chosen = options.find((option) => option.value === key);
        if (chosen !== undefined) onChange(chosen.value);
      }}
      className={styles.field ?? ""}
    >
      <Label className={hideLabel ? "visually-hidden" : (styles.label ?? "")}>{label}</Label>
      <Button className={`${styles.box ?? ""} ${styles.opener ?? ""}`}>
        <SelectValue className={`${styles.chosen ?? ""} cut`}>
          {({ selectedText }) => <bdi>{selectedText}</bdi>}
        </SelectValue>
        <Icon of={ChevronDown} size="xs" />
      </Button>
      <Popover offset={4} className={styles.popover ?? ""}>
        <ListBox items={options} className={styles.list ?? ""}>
          {(option) => (
            <ListBoxItem id={option.value} textValue={option.label} className={styles.option ?? ""}>
              {({ isSelected }) => (
                <>
                  <bdi className={styles.words}>{option.label}</bdi>
                  {isSelected && (
                    <span className={styles.check}>
                      <Icon of={Check} size="s" />
                    </span>
                  )}
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
