/** The first run: nothing is connected yet. */
import { useState } from "react";
import { Button } from "../../components/Button";
import { EmptyState } from "../../components/EmptyState";
import { presentError } from "../../ipc/errors";
import type { AppInfo } from "../../ipc/bindings.gen";
import { callHost, useHostQuery } from "../../lib/hostQuery";
import { selection } from "../../lib/selection";
import { m } from "../../paraglide/messages.js";
import styles from "./Welcome.module.css";

const canStartDemo = (info: AppInfo) => info.canStartDemo;

/** One sentence of fact and two ways on; the sample data only where the host has it. */
export function Welcome() {
  const demo = useHostQuery("app_info", {}, { select: canStartDemo });
  const [starting, setStarting] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  const startDemo = () => {
    setStarting(true);
    setFailure(null);
    // What happens then is seen by all: a line appears, and the inbox with it.
    callHost("start_demo", {}).catch((cause: unknown) => {
      setFailure(presentError(cause).text());
      setStarting(false);
    });
  };

  return (
    <main className={styles.welcome} aria-label={m.connect_first_title()}>
      <EmptyState title={m.connect_first_title()} text={m.connect_first_text()}>
        <Button
          variant="primary"
          onPress={() => {
            selection.openPage("connect");
          }}
        >
          {m.connect_line()}
        </Button>
        {demo.data === true && (
          <Button
            variant="quiet"
            reason={starting ? m.connect_demo_starting() : null}
            onPress={startDemo}
          >
            {m.connect_demo()}
          </Button>
        )}
        <p role="status" className={styles.progress}>
          {starting && m.connect_demo_starting()}
        </p>
        {failure !== null && (
          <p role="alert" className={styles.failure}>
            {failure}
          </p>
        )}
      </EmptyState>
    </main>
  );
}
