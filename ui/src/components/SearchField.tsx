/** One line to search in. */
import { Search } from "lucide-react";
import type { Ref } from "react";
import { Input, SearchField as AriaSearchField } from "react-aria-components";
import { Icon } from "./Icon";
import styles from "./SearchField.module.css";

/** A search box with its magnifier; `label` is also what it shows while empty. */
export function SearchField({
  label,
  value,
  onChange,
  autoFocus = false,
  ref,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  autoFocus?: boolean;
  ref?: Ref<HTMLInputElement>;
}) {
  return (
    <AriaSearchField
      aria-label={label}
      value={value}
      onChange={onChange}
      // A dialog that opens for searching starts in its search box.
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus={autoFocus}
      className={styles.field ?? ""}
    >
      <Icon of={Search} size="s" />
      <Input
        {...(ref === undefined ? {} : { ref })}
        placeholder={label}
        dir="auto"
        className={styles.input ?? ""}
      />
    </AriaSearchField>
  );
}
