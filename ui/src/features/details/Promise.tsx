// How fast the customer was promised to be served: what is due when, and what was broken.

import type { Milliseconds, PromiseDto, PromiseStateDto } from "../../ipc/bindings.gen";
import { Name } from "../../components/Foreign";
import { formatExact, formatSpan } from "../../lib/format";
import { useNow } from "../../lib/now";
import { m } from "../../paraglide/messages.js";
import styles from "./Details.module.css";

const states = {
  running: m.people_promise_running,
  runningBroken: m.people_promise_running_broken,
  kept: m.people_promise_kept,
  broken: m.people_promise_broken,
} satisfies Record<PromiseStateDto, () => string>;

/** Rows of the facts; nothing where nothing was promised. */
export function PromiseFacts({ promise }: { promise: PromiseDto | null }) {
  if (promise === null) return null;
  const isRunning = promise.state === "running" || promise.state === "runningBroken";
  const dues = [
    [m.people_promise_first(), promise.firstReplyDue],
    [m.people_promise_next(), promise.nextReplyDue],
    [m.people_promise_resolution(), promise.resolutionDue],
  ] as const;
  return (
    <>
      <dt>{m.people_promise()}</dt>
      <dd data-selectable>
        <span className={styles.stacked}>
          {promise.name !== null && <Name>{promise.name}</Name>}
          <span
            className={styles.promise}
            data-broken={
              promise.state === "broken" || promise.state === "runningBroken" || undefined
            }
          >
            {states[promise.state]()}
          </span>
        </span>
      </dd>
      {isRunning &&
        dues.map(([name, at]) => (at === null ? null : <Due key={name} name={name} at={at} />))}
    </>
  );
}

function Due({ name, at }: { name: string; at: Milliseconds }) {
  const words = useNow((now) =>
    at >= now
      ? m.people_promise_due_in({ span: formatSpan(at - now) })
      : m.people_promise_due_over({ span: formatSpan(now - at) }),
  );
  const isOver = useNow((now) => at < now);
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <time title={formatExact(at)} className={styles.promise} data-broken={isOver || undefined}>
          {words}
        </time>
      </dd>
    </>
  );
}
