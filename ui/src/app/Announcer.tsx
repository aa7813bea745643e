/** The two live regions of the window. They stay mounted, or screen readers would not hear the first sentence. */
import { useAnnouncements } from "../lib/announce";

/** Speaks what `announce` was told. */
export function Announcer() {
  const { polite, assertive } = useAnnouncements();
  return (
    <>
      <div aria-live="polite" aria-atomic className="visually-hidden">
        <span key={polite.id}>{polite.text}</span>
      </div>
      <div aria-live="assertive" aria-atomic className="visually-hidden">
        <span key={assertive.id}>{assertive.text}</span>
      </div>
    </>
  );
}
