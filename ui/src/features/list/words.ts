// What the list says, by the host's words. Each table is complete by type.

import type {
  ConversationRow,
  MoveReasonDto,
  PreviewKindDto,
  SortDto,
} from "../../ipc/bindings.gen";
import { formatList } from "../../lib/format";
import { m } from "../../paraglide/messages.js";

type Words<K extends string> = Readonly<Record<K, () => string>>;

/** Why a person is needed. */
export const reasonWords: Words<MoveReasonDto> = {
  humanRequested: m.list_reason_human_requested,
  approval: m.list_reason_approval,
  aiStuck: m.list_reason_ai_stuck,
  attention: m.list_reason_attention,
  notDelivered: m.list_reason_not_delivered,
  missedCall: m.list_reason_missed_call,
  mentioned: m.list_reason_mentioned,
  frustrated: m.list_reason_frustrated,
};

/** The orders, the default first. */
export const sortWords: Words<SortDto> = {
  needsUsFirst: m.list_sort_needs_us_first,
  newest: m.list_sort_newest,
  longestWaiting: m.list_sort_longest_waiting,
  closingFirst: m.list_sort_closing_first,
  mostFrustrated: m.list_sort_most_frustrated,
};

/** What the last event was, where it has no text of its own. */
const previewWords: Readonly<Record<PreviewKindDto, (() => string) | null>> = {
  text: null,
  media: m.list_preview_media,
  location: m.list_preview_location,
  call: m.list_preview_call,
  missedCall: m.list_preview_missed_call,
  template: m.list_preview_template,
  activity: m.list_preview_activity,
  unsupported: m.list_preview_unsupported,
};

/** Who on our side the last event is from; null for the customer's, for changes, and for a draft. */
export function writerOf({ preview }: ConversationRow): string | null {
  if (!preview.outbound || preview.kind === "activity") return null;
  switch (preview.authorKind) {
    case "me":
      return m.list_you();
    case "person":
      return preview.authorName === null
        ? m.list_by_colleague()
        : m.list_by({ name: preview.authorName });
    case "aiAgent":
      return m.list_by_ai();
    case "system":
      return m.list_by_system();
    case "contact":
    case "unknown":
      return m.list_by_unknown();
  }
}

/** What was begun and not sent says: its words, else its buttons, else its files; null where nothing was. */
function draftText(row: ConversationRow): string | null {
  if (row.draft !== null) return row.draft;
  if (row.draftButtons.length > 0) {
    return m.list_draft_buttons({ titles: formatList(row.draftButtons) });
  }
  if (row.draftFiles.length > 0) return m.list_draft_files({ names: formatList(row.draftFiles) });
  return null;
}

/** Something was begun and not sent. The open conversation shows it itself. */
export function showsDraft(row: ConversationRow, open: boolean): boolean {
  return !open && draftText(row) !== null;
}

/** The text of a row's second line: what a draft says where one lies, else the last event. */
export function previewText(row: ConversationRow, open: boolean): string {
  const draft = open ? null : draftText(row);
  if (draft !== null) return draft;
  return row.preview.text ?? previewWords[row.preview.kind]?.() ?? "";
}

/** The subject of an e-mail, which stands before its text; null where none does. */
export function subjectOf(row: ConversationRow, open: boolean): string | null {
  if (row.channelKind !== "email" || showsDraft(row, open)) return null;
  // Where there is no text, the preview is the subject already.
  return row.subject === row.preview.text ? null : row.subject;
}

/** The one reason a row states in red, if it has one. */
export function reasonOf(row: ConversationRow): MoveReasonDto | null {
  return row.moveReason ?? (row.delivery === "failed" ? "notDelivered" : null);
}

/** How many of five lamps a frustration lights; null below the share from which a row speaks of it. */
export function frustrationLevel(percent: number | null): number | null {
  return percent === null || percent < 60 ? null : Math.min(5, Math.round(percent / 20));
}
