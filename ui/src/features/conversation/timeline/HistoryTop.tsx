/** What stands above the oldest message: the beginning, or the way to what the platform still has. */
import { useEffect, useState, useSyncExternalStore } from "react";
import { Button } from "../../../components/Button";
import { presentError } from "../../../ipc/errors";
import { platformName } from "../../../lib/lineWords";
import { useWellAgain } from "../../../lib/wellAgain";
import { m } from "../../../paraglide/messages.js";
import type { Scene } from "../scene";
import { useIsOffline } from "../useLine";

import { History, type Fetching } from "./history";
import styles from "./HistoryTop.module.css";

/** Its height in px, always the same, as the list below counts from it. */
export const HISTORY_HEIGHT = 44;

/** Fetches older messages when the reader comes to the top; says how that goes. */
export function HistoryTop({ scene, isNearTop }: { scene: Scene; isNearTop: boolean }) {
  const { timeline, platform, line } = scene;
  const { hasBefore, historyComplete, phase, ids } = useSyncExternalStore(
    timeline.subscribe,
    timeline.state,
  );
  const isOffline = useIsOffline(line);
  const [history] = useState(() => new History(scene));
  const fetching = useSyncExternalStore(history.subscribe, history.state);
  const isWanted = phase === "ready" && !hasBefore && !historyComplete;

  useEffect(() => {
    if (isWanted && isNearTop && !isOffline && fetching.state === "idle") void history.fetch();
  }, [history, isWanted, isNearTop, isOffline, fetching.state]);
  useWellAgain(line, fetching.state === "failed", () => void history.fetch());

  return (
    <div className={styles.top} style={{ blockSize: HISTORY_HEIGHT }}>
      {phase === "ready" && !hasBefore && (
        <Words
          isComplete={historyComplete}
          isOffline={isOffline}
          isEmpty={ids.length === 0}
          fetching={fetching}
          platform={platformName(platform)}
          onFetch={() => void history.fetch()}
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
