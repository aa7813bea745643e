/** Copies the report; where the system lets nobody copy, shows it to be copied by hand. */
import { useState } from "react";
import { Button } from "../../components/Button";
import type { LineDto } from "../../ipc/bindings.gen";
import { callHost } from "../../lib/hostQuery";
import { showToast } from "../../lib/toasts";
import { m } from "../../paraglide/messages.js";
import { tellFailure } from "./change";
import { reportOf } from "./report";
import styles from "./SettingsPage.module.css";

/** The button, and the text below it if it must be copied by hand. */
export function CopyReport({ lines }: { lines: readonly LineDto[] }) {
  const [byHand, setByHand] = useState<string | null>(null);

  const copy = async () => {
    const [info, outbox] = await Promise.all([
      callHost("app_info", {}),
      callHost("list_outbox", {}),
    ]);
    const report = reportOf(info, lines, outbox, Date.now());
    try {
      await navigator.clipboard.writeText(report);
      setByHand(null);
      showToast({ text: m.settings_report_copied() });
    } catch {
      setByHand(report);
    }
  };

  return (
    <div className={styles.report}>
      <Button
        variant="quiet"
        onPress={() => {
          copy().catch(tellFailure);
        }}
      >
        {m.settings_copy_report()}
      </Button>
      {byHand !== null && (
        <label className={styles.byHand}>
          {m.settings_report_by_hand()}
          <textarea
            readOnly
            dir="ltr"
            rows={10}
            value={byHand}
            onFocus={(event) => {
              event.currentTarget.select();
            }}
          />
        </label>
      )}
    </div>
  );
}
