/** A small action within a line of text, looking like the words it stands among. */
import type { ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components";
import styles from "./TextButton.module.css";

/** Draws it underlined in the accent. */
export function TextButton({
  children,
  isExpanded,
  onPress,
}: {
  children: ReactNode;
  /** Set where it unfolds something: whether that is unfolded. */
  isExpanded?: boolean;
  onPress: () => void;
}) {
  return (
    <AriaButton
      className={styles.button ?? ""}
      {...(isExpanded === undefined ? {} : { "aria-expanded": isExpanded })}
      onPress={onPress}
    >
      {children}
    </AriaButton>
  );
}
