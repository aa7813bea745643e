/**
 * A report to hand to somebody who helps. Invariant: versions, states and codes only. No names, numbers,
 * addresses, texts or keys: whatever a person typed or a customer sent stays out. English, as it is read
 * by those who mend it.
 */
import type { AppInfo, CapabilitiesDto, LineDto, OutboxEntry } from "../../ipc/bindings.gen";

function instant(at: number | null): string {
  return at === null ? "never" : new Date(at).toISOString();
}

function healthOf({ health }: LineDto): string {
  switch (health.state) {
    case "catchingUp":
      return `catchingUp ${String(health.done)} of ${String(health.total ?? "unknown")}`;
    case "slowed":
      return `slowed until ${instant(health.until)}`;
    default:
      return health.state;
  }
}

function outboxOf(entries: readonly OutboxEntry[]): string {
  const counts = new Map<string, number>();
  for (const { action, state } of entries) {
    const key = `${action.type} ${state.state === "stuck" ? `stuck:${state.reason}` : state.state}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  if (counts.size === 0) return "empty";
  return [...counts].map(([key, count]) => `${key} ${String(count)}`).join(", ");
}

/** What a line can do, its tools among the rest. */
function abilities({
  tools,
  buttons,
  ...rest
}: CapabilitiesDto): [string, string | number | boolean | null][] {
  return Object.entries({ ...rest, buttons: buttons?.count ?? 0, ...tools });
}

/** The report on these lines, as plain text. */
export function reportOf(
  info: AppInfo,
  lines: readonly LineDto[],
  outbox: readonly OutboxEntry[],
  now: number,
): string {
  const head = [
    `Switchboard ${info.version} on ${info.system}${info.demo ? ", sample data" : ""}`,
    `at ${instant(now)}`,
    `keychain ${info.keychain}, notifications ${info.notifications}, store ${info.storeRebuilt ? "rebuilt" : "sound"}`,
  ];
  const each = lines.flatMap((line) => {
    const channels = line.channels.map(({ kind }) => kind).join(", ");
    const can =
      line.capabilities === null
        ? "unknown"
        : abilities(line.capabilities)
            .map(([name, value]) => `${name}=${String(value)}`)
            .join(" ");
    return [
      "",
      `line ${line.id} (${line.platform})`,
      `  health ${healthOf(line)}`,
      `  relay ${line.relay.state}, live connection ${line.live ? "stands" : "none"}`,
      `  notices ${line.notices.length === 0 ? "none" : line.notices.map(({ type }) => type).join(", ")}`,
      `  last event ${instant(line.lastEventAt)}`,
      `  history ${line.history === null ? "complete" : `${String(line.history.done)} of ${String(line.history.total)}`}`,
      `  to send ${String(line.toSend)}; outbox ${outboxOf(outbox.filter((entry) => entry.line === line.id))}`,
      `  channels ${channels === "" ? "none" : channels}; me ${line.me === null ? "not chosen" : "chosen"}`,
      `  can ${can}`,
    ];
  });
  return [...head, ...each].join("\n");
}
