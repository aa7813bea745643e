/** Tells the host what the person looks at: it paces polling and silences what is being read. */
import type { Attention } from "../ipc/bindings.gen";
import { callHost } from "./hostQuery";
import { selection } from "./selection";

/** What the person looks at now. */
export function attentionNow(): Attention {
  const { page, conversation } = selection.get();
  return {
    focused: document.hasFocus(),
    visible: document.visibilityState === "visible",
    conversation: page === "inbox" ? conversation : null,
  };
}

function same(a: Attention | null, b: Attention): boolean {
  return (
    a !== null &&
    a.focused === b.focused &&
    a.visible === b.visible &&
    a.conversation === b.conversation
  );
}

/** Reports now and on each change; answers the way to stop. */
export function reportAttention(): () => void {
  let told: Attention | null = null;
  const report = () => {
    const seen = attentionNow();
    if (same(told, seen)) return;
    told = seen;
    // A host that cannot take it polls a little too often; nothing the person could do about it.
    callHost("set_attention", seen).catch(() => {
      told = null;
    });
  };
  report();
  const stopSelection = selection.subscribe(report);
  window.addEventListener("focus", report);
  window.addEventListener("blur", report);
  document.addEventListener("visibilitychange", report);
  return () => {
    stopSelection();
    window.removeEventListener("focus", report);
    window.removeEventListener("blur", report);
    document.removeEventListener("visibilitychange", report);
  };
}
