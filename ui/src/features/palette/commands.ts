/** What the palette offers for what was typed, ranked. Pure, so that it answers within a frame and is tested so. */
import type { Action, ActionGroup } from "../../lib/actions";
import { match, type Match } from "../../lib/fuzzy";

/** Where a command stands. */
export type PaletteGroup = "conversation" | "go" | "settings";

/** An action as a row. */
export interface Command {
  readonly action: Action;
  readonly label: string;
  readonly group: PaletteGroup;
  readonly match: Match;
  /** Why it is off; null when it is on. */
  readonly reason: string | null;
}

const groupOf: Record<ActionGroup, PaletteGroup> = {
  conversation: "conversation",
  compose: "conversation",
  go: "go",
  move: "go",
  app: "settings",
};

/** How many commands a group shows before anything is typed. */
const atStart = 7;

let recent: readonly string[] = [];
const recentKept = 20;

/** Remembers that an action was run, so that it comes first. Kept while the window lives. */
export function noteRun(id: string): void {
  recent = [id, ...recent.filter((each) => each !== id)].slice(0, recentKept);
}

/** Forgets what was run; for tests. */
export function forgetRuns(): void {
  recent = [];
}

function recency(id: string): number {
  const index = recent.indexOf(id);
  return index === -1 ? 0 : (recentKept - index) / 2;
}

/** The commands for what was typed, best first within each group. */
export function findCommands(
  actions: Iterable<Action>,
  typed: string,
  { withConversation }: { withConversation: boolean },
): Command[] {
  const found: Command[] = [];
  for (const action of actions) {
    if (action.hidden === true || !action.when()) continue;
    const group = groupOf[action.group];
    if (group === "conversation" && !withConversation) continue;
    const label = action.label();
    const byLabel = match(typed, label);
    const byWords =
      byLabel === null && action.words !== undefined ? match(typed, action.words()) : null;
    // Further words only say that it is meant; they are not shown, so nothing is marked.
    const hit = byLabel ?? (byWords === null ? null : { score: byWords.score / 2, ranges: [] });
    if (hit === null) continue;
    found.push({ action, label, group, match: hit, reason: action.reason?.() ?? null });
  }
  const rank = (command: Command) => command.match.score + recency(command.action.id);
  const sorted = [...found].sort((a, b) => rank(b) - rank(a));
  if (typed.trim() !== "") return sorted;
  const shown = new Map<PaletteGroup, number>();
  return sorted.filter(({ group }) => {
    const count = (shown.get(group) ?? 0) + 1;
    shown.set(group, count);
    return count <= atStart;
  });
}

/** What a first sign narrows the palette to. */
export type Scope = "all" | "commands" | "people" | "tags";

const scopeOfSign: Record<string, Scope> = { ">": "commands", "@": "people", "#": "tags" };

/** Splits what was typed into its scope and the rest. */
export function readTyped(typed: string): { scope: Scope; text: string } {
  const scope = scopeOfSign[typed.charAt(0)];
  return scope === undefined
    ? { scope: "all", text: typed }
    : { scope, text: typed.slice(1).trimStart() };
}
