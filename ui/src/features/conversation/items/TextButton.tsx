/** A small action within a line of text, looking like the words it stands among. */
import type { ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components";
import styles from "./TextButton.module.css";

/** Draws it underlined in the accent. */
export function TextButton({ children, onPress }: { children: ReactNode; onPress: () => void }) {
  return (
    <AriaButton className={styles.button ?? ""} onPress={onPress}>
      {children}
    </AriaButton>
  );
}
