/** Keys as they are printed on a keyboard. */
import styles from "./KeyCap.module.css";

/** One or more caps, such as `["Ctrl K"]` or `["G", "M"]`. Latin in every language. */
export function KeyCaps({ caps }: { caps: readonly string[] }) {
  return (
    <span className={styles.caps}>
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
