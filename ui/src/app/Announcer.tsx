/** The live region of the window. It stays mounted, or screen readers would not hear the first sentence. */
import { useAnnouncement } from "../lib/announce";

/** Speaks what `announce` was told. */
export function Announcer() {
  const { id, text } = useAnnouncement();
  return (
    <div aria-live="polite" aria-atomic className="visually-hidden">
      <span key={id}>{text}</span>
    </div>
  );
}
