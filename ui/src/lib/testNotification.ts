/** Showing one notification to see whether they arrive, and what to say about it. */
import { useState } from "react";
import { presentError } from "../ipc/errors";
import type { NotificationAvailability } from "../ipc/bindings.gen";
import { m } from "../paraglide/messages.js";
import { callHost } from "./hostQuery";

const availabilities = {
  available: m.connect_notify_available,
  noService: m.connect_notify_no_service,
  blocked: m.connect_notify_blocked,
} satisfies Record<NotificationAvailability, () => string>;

/** Whether notifications can be shown, in a sentence that says what helps. */
export function availabilityWords(availability: NotificationAvailability): string {
  return availabilities[availability]();
}

/** How the test went. */
export interface TestNotification {
  /** What to say about the last test; null before it. */
  readonly words: string | null;
  readonly failed: boolean;
  readonly send: () => void;
}

/** Sends a test on demand. */
export function useTestNotification(): TestNotification {
  const [outcome, setOutcome] = useState<{ words: string; failed: boolean } | null>(null);
  return {
    words: outcome?.words ?? null,
    failed: outcome?.failed ?? false,
    send: () => {
      callHost("send_test_notification", {}).then(
        () => {
          setOutcome({ words: m.connect_notify_sent(), failed: false });
        },
        (cause: unknown) => {
          setOutcome({ words: presentError(cause).text(), failed: true });
        },
      );
    },
  };
}
