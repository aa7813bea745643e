/** One of many: type to find it. */
import { Check, ChevronDown } from "lucide-react";
import {
  Button,
  ComboBox,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Text,
} from "react-aria-components";
import { Icon } from "./Icon";
import styles from "./Field.module.css";

/** One choice; `more` tells two of the same name apart. */
export interface SearchOption {
  readonly id: string;
  readonly name: string;
  readonly more: string | null;
}

/** A labelled choice of many. `fold` makes texts comparable (case, accents, hamza). */
export function SearchSelect({
  label,
  value,
  options,
  onChange,
  fold,
  openLabel,
  noneLabel,
  placeholder,
  hint,
}: {
  label: string;
  value: string | null;
  options: readonly SearchOption[];
  onChange: (id: string) => void;
  fold: (text: string) => string;
  /** Name of the button that opens the list. */
  openLabel: string;
  /** What to say when nothing matches. */
  noneLabel: string;
  placeholder: string;
  hint?: string;
}) {
  return (
    <ComboBox
      value={value}
      onChange={(key) => {
        if (typeof key === "string") onChange(key);
      }}
      defaultItems={options}
      defaultFilter={(text, typed) => fold(text).includes(fold(typed))}
      menuTrigger="focus"
      allowsEmptyCollection
      className={styles.field ?? ""}
    >
      <Label className={styles.label ?? ""}>{label}</Label>
      <div className={`${styles.box ?? ""} ${styles.combo ?? ""}`}>
        <Input placeholder={placeholder} dir="auto" />
        <Button aria-label={openLabel}>
          <Icon of={ChevronDown} size="xs" />
        </Button>
      </div>
      {hint !== undefined && (
        <Text slot="description" className={styles.hint ?? ""}>
          {hint}
        </Text>
      )}
      <Popover offset={4} className={styles.popover ?? ""}>
        <ListBox<SearchOption>
          className={styles.list ?? ""}
          renderEmptyState={() => <div className={styles.none}>{noneLabel}</div>}
        >
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.name} className={styles.option ?? ""}>
              {({ isSelected }) => (
                <>
                  <span className={styles.words}>
                    <bdi className="column-text">{option.name}</bdi>
                    {option.more !== null && (
                      <bdi className={`column-text ${styles.more ?? ""}`}>{option.more}</bdi>
                    )}
                  </span>
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
    </ComboBox>
  );
}
