// What a macro does, in words.

import type { DeedDto, PriorityDto, StatusDto } from "../../ipc/bindings.gen";
import { formatList } from "../../lib/format";
import { m } from "../../paraglide/messages.js";

const statuses: Record<StatusDto, () => string> = {
  open: m.writing_deed_open,
  pending: m.writing_deed_pending,
  snoozed: m.writing_deed_snooze,
  resolved: m.writing_deed_resolve,
};

const priorities: Record<PriorityDto, () => string> = {
  urgent: m.details_priority_urgent,
  high: m.details_priority_high,
  medium: m.details_priority_medium,
  low: m.details_priority_low,
};

/** One deed as a sentence. */
export function deedWords(deed: DeedDto): string {
  switch (deed.type) {
    case "assign":
      return m.writing_deed_assign({ name: deed.name });
    case "assignMe":
      return m.writing_deed_assign_me();
    case "assignLast":
      return m.writing_deed_assign_last();
    case "unassign":
      return m.writing_deed_unassign();
    case "assignTeam":
      return m.writing_deed_team({ name: deed.name });
    case "unassignTeam":
      return m.writing_deed_no_team();
    case "addTags":
      return m.writing_deed_add_tags({ tags: formatList(deed.tags) });
    case "removeTags":
      return m.writing_deed_remove_tags({ tags: formatList(deed.tags) });
    case "mute":
      return m.writing_deed_mute();
    case "setStatus":
      return statuses[deed.status]();
    case "setPriority":
      return deed.priority === null
        ? m.writing_deed_no_priority()
        : m.writing_deed_priority({ priority: priorities[deed.priority]() });
    case "send":
      return m.writing_deed_send({ text: deed.text });
    case "note":
      return m.writing_deed_note({ text: deed.text });
    case "sendFile":
      return m.writing_deed_file();
    case "mailTranscript":
      return m.writing_deed_mail({ to: deed.to });
    case "tell":
      return m.writing_deed_tell();
    case "other":
      return m.writing_deed_other();
  }
}
