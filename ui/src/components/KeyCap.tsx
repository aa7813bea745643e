/** Keys as they are printed on a keyboard. */
import styles from "./KeyCap.module.css";

/**
 * One or more caps, such as `["Ctrl K"]` or `["G", "M"]`. Latin in every language. They are no part of the name of
 * what they stand on ("Send Control Enter"); where they are what is to be learned, they are `read`.
 */
export function KeyCaps({ caps, read = false }: { caps: readonly string[]; read?: boolean }) {
  return (
    <span aria-hidden={!read || undefined} className={styles.caps}>
      {caps.map((cap, index) => (
        // The same cap may come twice ("G G"), and caps never reorder.
        // oxlint-disable-next-line react/no-array-index-key
        <kbd key={index} className={styles.cap}>
          {cap}
        </kbd>
      ))}
    </span>
  );
}
