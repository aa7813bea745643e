/** The undocumented host of a platform's own pages: used or not, with what that brings and what it risks. */
import { useState } from "react";
import { Banner } from "../../../components/Banner";
import { Switch } from "../../../components/Switch";
import type { LineDto } from "../../../ipc/bindings.gen";
import { HostError } from "../../../ipc/transport";
import { callHost } from "../../../lib/hostQuery";
import { lineErrorWords } from "../../../lib/lineErrors";
import { platformName } from "../../../lib/lineWords";
import { m } from "../../../paraglide/messages.js";
import styles from "./Lines.module.css";

/** The switch. It is tried before it is kept; a refusal is said below it. */
export function Dashboard({ line, used }: { line: LineDto; used: boolean }) {
  const [wanted, setWanted] = useState<boolean | null>(null);
  const [error, setError] = useState<HostError | null>(null);

  const use = (on: boolean) => {
    if (wanted !== null) return;
    setWanted(on);
    setError(null);
    callHost("use_dashboard", { line: line.id, on })
      .catch((cause: unknown) => {
        setError(HostError.from(cause));
      })
      .finally(() => {
        setWanted(null);
      });
  };

  return (
    <div className={styles.form}>
      <Switch
        label={m.connect_dashboard({ platform: platformName(line.platform) })}
        hint={wanted === null ? m.connect_dashboard_hint() : m.settings_dashboard_trying()}
        on={wanted ?? used}
        onChange={use}
      />
      {error !== null && (
        <Banner tone="fault" role="alert">
          {lineErrorWords(error, line.platform)}
        </Banner>
      )}
    </div>
  );
}
