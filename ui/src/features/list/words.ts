// What the list says, by the host's words. Each table is complete by type.

import type {
  ChannelKindDto,
  ConversationRow,
  MoveReasonDto,
  PlatformDto,
  PreviewKindDto,
  SortDto,
  ViewDto,
  WhoseMoveDto,
} from "../../ipc/bindings.gen";
import type { LampKind } from "../../components/Lamp";
import { m } from "../../paraglide/messages.js";

type Words<K extends string> = Readonly<Record<K, () => string>>;

/** The five words of whose move. */
export const moveWords: Words<WhoseMoveDto> = {
  needsPerson: m.list_move_needs_person,
  closingSoon: m.list_move_closing_soon,
  ourTurn: m.list_move_our_turn,
  ai: m.list_move_ai,
  waiting: m.list_move_waiting,
};

/** The lamp of whose move. */
export const moveLamps: Readonly<Record<WhoseMoveDto, LampKind>> = {
  needsPerson: "fault",
  closingSoon: "due",
  ourTurn: "on",
  ai: "ai",
  waiting: "off",
};

/** Why a person is needed. */
export const reasonWords: Words<MoveReasonDto> = {
  humanRequested: m.list_reason_human_requested,
  aiStuck: m.list_reason_ai_stuck,
  notDelivered: m.list_reason_not_delivered,
};

/** What travels on a channel. */
export const channelWords: Words<ChannelKindDto> = {
  whatsApp: m.list_channel_whatsapp,
  phone: m.list_channel_phone,
  whatsAppAndPhone: m.list_channel_both,
  email: m.list_channel_email,
  webChat: m.list_channel_web_chat,
  other: m.list_channel_other,
};

/** What the last event was, where it has no text of its own. */
export const previewWords: Readonly<Record<PreviewKindDto, (() => string) | null>> = {
  text: null,
  media: m.list_preview_media,
  location: m.list_preview_location,
  call: m.list_preview_call,
  missedCall: m.list_preview_missed_call,
  template: m.list_preview_template,
  activity: m.list_preview_activity,
  unsupported: m.list_preview_unsupported,
};

/** The views. */
export const viewWords: Words<ViewDto> = {
  mine: m.rail_mine,
  unassigned: m.rail_unassigned,
  allOpen: m.rail_all_open,
  humanRequested: m.rail_human_requested,
  closingSoon: m.rail_closing_soon,
  snoozed: m.rail_snoozed,
  resolved: m.rail_resolved,
};

/** The orders, the default first. */
export const sortWords: Words<SortDto> = {
  needsUsFirst: m.list_sort_needs_us_first,
  newest: m.list_sort_newest,
  longestWaiting: m.list_sort_longest_waiting,
  closingFirst: m.list_sort_closing_first,
};

/** Names of platforms: proper names, the same in every language. */
export const platformNames: Readonly<Record<PlatformDto, string>> = { hatif: "Hatif" };

/** The text of a row's second line: the draft where one lies, else the last event. */
export function previewText(row: ConversationRow, open: boolean): string {
  if (row.draft !== null && !open) return row.draft;
  return row.preview.text ?? previewWords[row.preview.kind]?.() ?? "";
}

/** The one reason a row states in red, if it has one. */
export function reasonOf(row: ConversationRow): MoveReasonDto | null {
  return row.moveReason ?? (row.delivery === "failed" ? "notDelivered" : null);
}
