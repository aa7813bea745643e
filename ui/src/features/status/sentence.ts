/** What the status bar says: the one thing about all lines that matters most now. Pure. */
import type { LineDto, Milliseconds } from "../../ipc/bindings.gen";
import { formatNumber, formatSpan, formatTime } from "../../lib/format";
import { keyLeft } from "../../lib/lineNotices";
import { m } from "../../paraglide/messages.js";

/** The sentence with its lamp. */
export interface StatusSentence {
  readonly lamp: "ok" | "due" | "fault" | "pause";
  readonly working: boolean;
  /** What is, said aloud when it changes. */
  readonly text: string;
  /** How long ago or since when: seen, but not said each time it ticks. */
  readonly aside: string | null;
  /** What the person can do about it: opens the settings of this line. */
  readonly remedy: { readonly label: string; readonly line: string } | null;
}

function say(
  lamp: StatusSentence["lamp"],
  text: string,
  more: Partial<StatusSentence> = {},
): StatusSentence {
  return { lamp, text, working: false, aside: null, remedy: null, ...more };
}

function newest(lines: readonly LineDto[]): Milliseconds | null {
  return lines.reduce<Milliseconds | null>(
    (latest, { lastEventAt }) =>
      lastEventAt === null ? latest : latest === null ? lastEventAt : Math.max(latest, lastEventAt),
    null,
  );
}

function toSend(lines: readonly LineDto[]): number {
  return lines.reduce((sum, line) => sum + line.toSend, 0);
}

/** The age in steps of 5 s under a minute, so that the words change as often as the bar does. */
function age(since: Milliseconds, now: Milliseconds): string {
  const past = Math.max(0, now - since);
  return formatSpan(
    past < 5_000 ? Math.max(1_000, past) : past < 60_000 ? past - (past % 5_000) : past,
  );
}

/** The line whose key ends first, within the time in which that is said; `left` is null once it has. */
function nextToEnd(
  lines: readonly LineDto[],
  now: Milliseconds,
): { line: LineDto; left: Milliseconds | null } | null {
  const ends = lines
    .flatMap((line) => {
      const left = keyLeft(line, now);
      return left === null ? [] : [{ line, left }];
    })
    .sort((one, other) => one.left - other.left);
  const [first] = ends;
  if (first === undefined) return null;
  return { line: first.line, left: first.left === 0 ? null : first.left };
}

/** The sentence for these lines; null when there are none. */
export function statusSentence(
  lines: readonly LineDto[],
  now: Milliseconds,
): StatusSentence | null {
  if (lines.length === 0) return null;
  const active = lines.filter((line) => line.health.state !== "paused");
  if (active.length === 0) return say("pause", m.status_paused());

  for (const line of active)
    if (line.health.state === "keyRefused")
      return say("fault", m.status_key_refused({ line: line.name }), {
        remedy: { label: m.status_replace_key(), line: line.id },
      });

  const offline = active.filter((line) => line.health.state === "offline");
  if (offline.length === active.length) {
    const waiting = toSend(active);
    const last = newest(active);
    const text =
      waiting > 0
        ? `${m.status_offline()} · ${m.status_to_send({ count: waiting })}`
        : m.status_offline();
    return say("pause", text, {
      aside: last === null ? null : m.status_last_update({ time: formatTime(last) }),
    });
  }

  for (const line of active) {
    const { health, relay } = line;
    if (relay.state === "tokenRefused")
      return say("fault", m.status_relay_token({ line: line.name }), {
        remedy: { label: m.status_relay_settings(), line: line.id },
      });
    if (health.state === "faulty") return say("fault", m.status_faulty({ line: line.name }));
    if (health.state === "offline") return say("pause", m.status_line_offline({ line: line.name }));
    if (health.state === "slowed")
      return say("due", m.status_slowed({ line: line.name, time: formatTime(health.until) }));
  }

  for (const { name, health } of active) {
    if (health.state === "starting")
      return say("due", m.status_connecting({ line: name }), { working: true });
    if (health.state === "catchingUp")
      return say(
        "due",
        health.total === null || health.total < health.done
          ? m.status_catching_up({ done: formatNumber(health.done), line: name })
          : m.status_catching_up_of({
              done: formatNumber(health.done),
              total: formatNumber(health.total),
              line: name,
            }),
        { working: true },
      );
  }

  const sending = toSend(active);
  if (sending > 0) return say("ok", m.status_sending({ count: sending }), { working: true });

  for (const line of active)
    if (line.relay.state === "unreachable")
      return say("due", m.status_relay_silent({ line: line.name }));

  const ending = nextToEnd(active, now);
  if (ending !== null) {
    const { line, left } = ending;
    const words =
      left === null
        ? m.status_key_ended({ line: line.name })
        : m.status_key_ends({ line: line.name, span: formatSpan(left) });
    return say("due", `${m.status_live()} · ${words}`, {
      remedy: { label: m.status_replace_key(), line: line.id },
    });
  }

  const last = newest(active);
  return say("ok", m.status_live(), {
    aside: last === null ? null : m.status_last_event({ ago: age(last, now) }),
  });
}
