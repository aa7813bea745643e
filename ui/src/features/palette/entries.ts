/** The palette's rows from all their sources: actions, conversations of the host, tags. */
import {
  ArrowRight,
  Inbox,
  MessageSquare,
  RadioTower,
  SlidersHorizontal,
  UsersRound,
  type LucideIcon,
} from "lucide-react";
import type { Range } from "../../components/Highlight";
import type { LampKind } from "../../components/Lamp";
import type { ConversationRow, LineDto, WhoseMoveDto } from "../../ipc/bindings.gen";
import { useRegisteredActions } from "../../lib/actions";
import { customerName } from "../../lib/customerName";
import { formatAgo, formatNumber } from "../../lib/format";
import { match } from "../../lib/fuzzy";
import { useHostQuery } from "../../lib/hostQuery";
import { capsOf } from "../../lib/keys";
import { selection, useSelection } from "../../lib/selection";
import { useSystem } from "../../lib/system";
import { findCommands, noteRun, readTyped, type Command, type PaletteGroup } from "./commands";

/** The groups of the palette, in no order. */
export type EntryGroup = PaletteGroup | "conversations" | "tags" | "teams" | "channels";

/** A row of the palette. */
export interface Entry {
  readonly id: string;
  readonly group: EntryGroup;
  readonly label: string;
  readonly ranges: readonly Range[];
  /** The label is not ours. */
  readonly foreign: boolean;
  readonly icon?: LucideIcon;
  readonly lamp?: LampKind;
  readonly preview?: string;
  readonly end?: string;
  readonly caps: readonly string[];
  readonly reason: string | null;
  /** The conversation it stands for; Tab acts on it. */
  readonly conversation?: string;
  readonly run: () => void;
}

const conversationsShown = 6;
const tagsShown = 5;
const placesShown = 5;

const lampOfMove: Record<WhoseMoveDto, LampKind> = {
  needsPerson: "fault",
  closingSoon: "due",
  ourTurn: "on",
  ai: "ai",
  waiting: "off",
};

const iconOfGroup: Record<PaletteGroup, LucideIcon> = {
  conversation: MessageSquare,
  go: ArrowRight,
  settings: SlidersHorizontal,
};

/** All rows for what was typed. `context` is the conversation that actions act on. */
export function useEntries(
  typed: string,
  context: string | null,
): { entries: readonly Entry[]; pending: boolean } {
  const { scope, text } = readTyped(typed);
  const system = useSystem();
  const actions = useRegisteredActions();
  const line = useSelection((state) => state.line);

  const wantsConversations = (scope === "all" || scope === "people") && text.trim() !== "";
  const found = useHostQuery(
    "find_conversations",
    { text: text.trim(), limit: conversationsShown },
    { enabled: wantsConversations, keepPrevious: true },
  );
  const counts = useHostQuery("rail_counts", { line }).data;
  const lines = useHostQuery("list_lines", {}).data;

  const commands =
    scope === "all" || scope === "commands"
      ? findCommands(actions.values(), text, { withConversation: context !== null })
      : [];
  const tags =
    scope === "tags" || (scope === "all" && text.trim() !== "") ? (counts?.tags ?? []) : [];

  const entries: Entry[] = [
    ...commands.map((command) => commandEntry(command, system)),
    ...(wantsConversations ? (found.data ?? []) : []).map((row) => conversationEntry(row, text)),
    ...tags
      .flatMap((count): Entry[] => {
        const hit = match(text, count.tag.name);
        if (hit === null) return [];
        return [
          {
            id: `tag-${count.tag.id}`,
            group: "tags",
            label: count.tag.name,
            ranges: hit.ranges,
            foreign: true,
            icon: Inbox,
            end: formatNumber(count.total),
            caps: [],
            reason: null,
            run: () => {
              selection.setTag(count.tag.id);
            },
          },
        ];
      })
      .slice(0, tagsShown),
    ...(scope === "all" && text.trim() !== "" ? placeEntries(lines ?? [], line, text) : []),
  ];
  // Only for another text: the same text read again after a change is no reason to wait.
  return { entries, pending: wantsConversations && (found.isPending || found.isPlaceholderData) };
}

/** Teams and channels, of the line that is shown or of all; each says its line where there are several. */
function placeEntries(lines: readonly LineDto[], line: string | null, text: string): Entry[] {
  const shown = lines.filter(({ id }) => line === null || id === line);
  const found = (
    group: "teams" | "channels",
    icon: LucideIcon,
    named: (line: LineDto) => readonly { readonly id: string; readonly name: string }[],
  ) =>
    shown
      .flatMap((of) =>
        named(of).flatMap(({ id, name }): Entry[] => {
          const hit = match(text, name);
          if (hit === null) return [];
          const run = () => {
            selection.setFacets({ [group]: [id] });
          };
          const end = shown.length > 1 ? { preview: of.name } : {};
          const entry = { id: `${group}-${id}`, group, icon, label: name, ranges: hit.ranges };
          return [{ ...entry, ...end, foreign: true, caps: [], reason: null, run }];
        }),
      )
      .slice(0, placesShown);
  return [
    ...found("teams", UsersRound, ({ teams }) => teams),
    ...found("channels", RadioTower, ({ channels }) => channels),
  ];
}

function commandEntry(command: Command, system: Parameters<typeof capsOf>[1]): Entry {
  const { action, label, match: hit, group, reason } = command;
  const [binding] = action.keys;
  return {
    id: `action-${action.id}`,
    group,
    label,
    ranges: hit.ranges,
    foreign: false,
    icon: iconOfGroup[group],
    caps: binding === undefined ? [] : capsOf(binding, system),
    reason,
    run: () => {
      noteRun(action.id);
      action.run();
    },
  };
}

function conversationEntry(row: ConversationRow, text: string): Entry {
  return {
    id: `conversation-${row.id}`,
    group: "conversations",
    label: customerName(row.contactName),
    ranges: match(text, customerName(row.contactName))?.ranges ?? [],
    foreign: true,
    lamp: lampOfMove[row.whoseMove],
    ...(row.preview.text === null ? {} : { preview: row.preview.text }),
    end: formatAgo(row.lastActivityAt, Date.now()),
    caps: [],
    reason: null,
    conversation: row.id,
    run: () => {
      selection.openConversation(row.id);
    },
  };
}
