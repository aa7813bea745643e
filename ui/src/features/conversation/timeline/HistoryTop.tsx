/** What stands above the oldest message: the beginning, or the way to what the platform still has. */
import { useEffect, useEffectEvent, useState, useSyncExternalStore } from "react";
import { Button } from "../../../components/Button";
import { presentError } from "../../../ipc/errors";
import { HostError } from "../../../ipc/transport";
import { callHost } from "../../../lib/hostQuery";
import { platformName } from "../../../lib/lineWords";
import { m } from "../../../paraglide/messages.js";
import type { Scene } from "../scene";
import { useIsOffline } from "../useLine";

import styles from "./HistoryTop.module.css";

/** Its height in px, always the same, as the list below counts from it. */
export const HISTORY_HEIGHT = 44;

type Fetching = { state: "idle" | "fetching" | "done" } | { state: "failed"; cause: HostError };

/** Fetches older messages when the reader comes to the top; says how that goes. */
export function HistoryTop({ scene, isNearTop }: { scene: Scene; isNearTop: boolean }) {
  const { timeline, conversation, platform, line } = scene;
  const { hasBefore, historyComplete, phase, ids } = useSyncExternalStore(
    timeline.subscribe,
    timeline.state,
  );
  const isOffline = useIsOffline(line);
  const [fetching, setFetching] = useState<Fetching>({ state: "idle" });
  const isWanted = phase === "ready" && !hasBefore && !historyComplete;

  const fetchOlder = useEffectEvent(async () => {
    setFetching({ state: "fetching" });
    const before = timeline.state().ids.length;
    try {
      await callHost("fetch_history", { conversation });
      await timeline.read();
      await timeline.readOlder();
      // Without a single new item, asking again by itself would only ask for ever.
      const isMore = timeline.state().ids.length > before;
      setFetching({ state: isMore ? "idle" : "done" });
    } catch (cause) {
      setFetching({ state: "failed", cause: HostError.from(cause) });
    }
  });

  useEffect(() => {
    if (isWanted && isNearTop && !isOffline && fetching.state === "idle") void fetchOlder();
  }, [isWanted, isNearTop, isOffline, fetching.state, ids.length]);

  return (
    <div className={styles.top} style={{ blockSize: HISTORY_HEIGHT }}>
      {phase === "ready" && !hasBefore && (
        <Words
          isComplete={historyComplete}
          isOffline={isOffline}
          isEmpty={ids.length === 0}
          fetching={fetching}
          platform={platformName(platform)}
          onFetch={() => {
            void fetchOlder();
          }}
        />
      )}
    </div>
  );
}

function Words({
  isComplete,
  isOffline,
  isEmpty,
  fetching,
  platform,
  onFetch,
}: {
  isComplete: boolean;
  isOffline: boolean;
  isEmpty: boolean;
  fetching: Fetching;
  platform: string;
  onFetch: () => void;
}) {
  if (isComplete) {
    return <span>{isEmpty ? m.conversation_empty() : m.conversation_history_start()}</span>;
  }
  if (fetching.state === "fetching") {
    return <span>{m.conversation_history_loading({ platform })}</span>;
  }
  const isUnreachable = fetching.state === "failed" && fetching.cause.code === "unreachable";
  if (isOffline || isUnreachable) {
    return (
      <>
        <span>{m.conversation_history_offline()}</span>
        {!isOffline && (
          <Button variant="quiet" size="small" onPress={onFetch}>
            {m.conversation_try_again()}
          </Button>
        )}
      </>
    );
  }
  if (fetching.state === "failed") {
    return (
      <>
        <span>
          {m.conversation_history_failed()} {presentError(fetching.cause).text()}
        </span>
        <Button variant="quiet" size="small" onPress={onFetch}>
          {m.conversation_try_again()}
        </Button>
      </>
    );
  }
  return (
    <Button variant="quiet" size="small" onPress={onFetch}>
      {m.conversation_history_get()}
    </Button>
  );
}
