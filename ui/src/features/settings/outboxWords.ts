/** What waits in the outbox, in words. Pure. */
import type {
  OutboxActionDto,
  OutboxEntry,
  OutboxStateDto,
  StuckReasonDto,
} from "../../ipc/bindings.gen";
import { formatList, formatTime } from "../../lib/format";
import { m } from "../../paraglide/messages.js";

const reasons = {
  windowClosed: m.settings_stuck_window_closed,
  refused: m.settings_stuck_refused,
  scopeMissing: m.settings_stuck_scope_missing,
  heldByColleague: m.settings_stuck_held,
  aiAnswers: m.settings_stuck_ai,
  notFound: m.settings_stuck_not_found,
  notFoundAfterNoAnswer: m.settings_stuck_no_answer,
  tooManyAttempts: m.settings_stuck_too_many,
  fileTooLarge: m.files_outbox_too_large,
  fileKind: m.files_outbox_kind,
  fileGone: m.files_outbox_gone,
} satisfies Record<StuckReasonDto, () => string>;

/** Where an entry stands. */
export function stateWords(state: OutboxStateDto): string {
  switch (state.state) {
    case "queued":
      return m.settings_outbox_queued();
    case "sending":
      return m.settings_outbox_sending();
    case "checking":
      return m.settings_outbox_checking();
    case "waiting":
      return m.settings_outbox_waiting({ time: formatTime(state.until) });
    case "stuck":
      return reasons[state.reason]();
  }
}

/** What a message says: its words, or the names of the files that go without any. */
export function messageWords({ text, files }: Extract<OutboxActionDto, { type: "send" }>): string {
  const words = text.trim();
  return words === "" ? formatList(files) : words;
}

/** What an entry does, where it is no message. */
export function changeWords(
  action: Exclude<OutboxActionDto, { type: "send" } | { type: "begin" }>,
): string {
  if (action.type === "change") return m.settings_outbox_change();
  return action.toName === null
    ? m.settings_outbox_unassign()
    : m.settings_outbox_assign({ name: action.toName });
}

/** Stuck first, since they wait for the person; then oldest first. */
export function inOrder(entries: readonly OutboxEntry[]): OutboxEntry[] {
  const rank = ({ state }: OutboxEntry) => (state.state === "stuck" ? 0 : 1);
  return [...entries].sort((a, b) => rank(a) - rank(b) || a.createdAt - b.createdAt);
}
