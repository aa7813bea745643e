// A view whose filter asks what is not kept here: its platform is asked when it is opened, and what it answered
// last stays in the list, with the time of it.

import { RotateCw } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "../../components/Button";
import type { PlatformViewDto } from "../../ipc/bindings.gen";
import { presentError } from "../../ipc/errors";
import { formatNumber, formatSince } from "../../lib/format";
import { callHost } from "../../lib/hostQuery";
import { useNow } from "../../lib/now";
import { usePlatformView } from "../../lib/platformViews";
import { useSelection } from "../../lib/selection";
import { useWellAgain } from "../../lib/wellAgain";
import { m } from "../../paraglide/messages.js";
import styles from "./ConversationList.module.css";

/** Nothing but for such a view. */
export function PlatformAnswer() {
  const shown = useSelection((chosen) => chosen.facets.platformView);
  const view = usePlatformView(shown);
  return view === undefined ? null : <Answer key={view.id} view={view} />;
}

/** How asking goes: under way, done, or what went wrong. */
type Asking = "asking" | "done" | { readonly error: unknown };

function Answer({ view }: { view: PlatformViewDto }) {
  const { id, line } = { id: view.id, line: view.lineName };
  const [asking, setAsking] = useState<Asking>("asking");
  // Counted up by the button and when the line is well again; the first time is the opening.
  const [times, setTimes] = useState(0);
  useEffect(() => {
    let here = true;
    callHost("ask_platform_view", { platformView: id, again: times > 0 }).then(
      () => {
        if (here) setAsking("done");
      },
      (error: unknown) => {
        if (here) setAsking({ error });
      },
    );
    return () => {
      here = false;
    };
  }, [id, times]);
  const askAgain = () => {
    setAsking("asking");
    setTimes(times + 1);
  };
  useWellAgain(view.line, typeof asking === "object", askAgain);
  const told = useNow((now) =>
    view.answeredAt === null
      ? null
      : m.list_platform_told({ line, time: formatSince(view.answeredAt, now) }),
  );
  const newest =
    view.there !== null && view.total !== null && view.there > view.total
      ? m.list_platform_newest({
          shown: formatNumber(view.total),
          total: formatNumber(view.there),
        })
      : null;
  const failed = typeof asking === "object" ? presentError(asking.error).text() : null;
  const words =
    told === null && asking === "asking"
      ? [m.list_platform_asking({ line })]
      : [failed, told, newest].filter((each) => each !== null);
  return (
    <div className={styles.answer}>
      <p role="status" className={styles.answerWords}>
        {words.join(" · ")}
      </p>
      <IconButton
        icon={RotateCw}
        size="small"
        label={m.list_platform_again()}
        reason={asking === "asking" ? m.list_platform_asking({ line }) : null}
        onPress={askAgain}
      />
    </div>
  );
}
