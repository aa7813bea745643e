/** Agreed or not, before something is done. */
import { Check } from "lucide-react";
import { Checkbox as AriaCheckbox } from "react-aria-components";
import { Icon } from "./Icon";
import styles from "./Checkbox.module.css";

/** A tick box with its words. */
export function Checkbox({
  label,
  ticked,
  onChange,
  hideLabel = false,
}: {
  label: string;
  ticked: boolean;
  onChange: (ticked: boolean) => void;
  /** The words beside it say it already. */
  hideLabel?: boolean;
}) {
  return (
    <AriaCheckbox isSelected={ticked} onChange={onChange} className={styles.checkbox ?? ""}>
      <span aria-hidden className={styles.box}>
        {ticked && <Icon of={Check} size="xs" />}
      </span>
      <span className={hideLabel ? "visually-hidden" : styles.words}>{label}</span>
    </AriaCheckbox>
  );
}
