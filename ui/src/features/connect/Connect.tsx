/** Connecting a line, step by step, as a dialog over the window. */

/** The connect dialog; calls `onClose` when it is done or left. */
export function Connect({ onClose }: { onClose: () => void }) {
  return <button type="button" onClick={onClose} hidden />;
}
