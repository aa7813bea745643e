/** Changing a choice: at once, and said only when it could not be kept. */
import { presentError } from "../../ipc/errors";
import type { NotificationSettings, Settings } from "../../ipc/bindings.gen";
import { changeSettings, settingsNow } from "../../lib/settings";
import { showToast } from "../../lib/toasts";

/** Changes choices. */
export function change(patch: Partial<Settings>): void {
  changeSettings(patch).catch(tellFailure);
}

/** Changes choices about notifications. */
export function changeNotifications(patch: Partial<NotificationSettings>): void {
  const before = settingsNow();
  if (before !== undefined) change({ notifications: { ...before.notifications, ...patch } });
}

/** Says that what was just done did not work. */
export function tellFailure(cause: unknown): void {
  showToast({ text: presentError(cause).text(), tone: "failed" });
}
