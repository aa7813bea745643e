/** What the window itself can do: go, switch, look. Features add theirs. */
import type { LanguageDto, ThemeDto, ViewDto } from "../ipc/bindings.gen";
import type { SteadyLine } from "../lib/lines";
import { presentError } from "../ipc/errors";
import { defineAction, type Action } from "../lib/actions";
import { callHost } from "../lib/hostQuery";
import { panes, selection } from "../lib/selection";
import { changeSettings, settingsNow } from "../lib/settings";
import { canUndo, showToast, undoLast } from "../lib/toasts";
import { awaitField } from "../lib/typedAhead";
import { viewName, views } from "../lib/views";
import { m } from "../paraglide/messages.js";
import { focusToasts } from "../features/toasts/Toasts";
import { layoutNow } from "./breakpoints";
import { openOverlay } from "./overlays";

const always = () => true;
const inInbox = () => selection.get().page === "inbox";

const viewKeys: Record<ViewDto, string> = {
  mine: "G M",
  unassigned: "G U",
  allOpen: "G A",
  needsPerson: "G N",
  humanRequested: "G H",
  closingSoon: "G C",
  snoozed: "G S",
  resolved: "G R",
};

function viewAction(view: ViewDto): Action {
  return defineAction({
    id: `go.${view}`,
    label: () => viewName(view),
    group: "go",
    keys: [viewKeys[view]],
    single: true,
    when: always,
    run: () => {
      selection.setView(view);
      selection.focusPane("list");
    },
  });
}

/** Moves to the next pane that takes the focus, in reading order, round and round. */
function cyclePane(by: 1 | -1): void {
  const from = panes.indexOf(selection.get().pane);
  for (let count = 1; count <= panes.length; count += 1) {
    const pane = panes[(from + by * count + panes.length * count) % panes.length];
    if (pane !== undefined && selection.focusPane(pane)) return;
  }
}

/** Esc: from the conversation back to the list; where only one pane fits, the conversation closes. */
function leaveConversation(): void {
  if (layoutNow() === "one") selection.openConversation(null);
  selection.focusPane("list");
}

/** Keeps a choice; a refusal is said where one is. */
export function choose(patch: Parameters<typeof changeSettings>[0]): void {
  changeSettings(patch).catch((cause: unknown) => {
    showToast({ text: presentError(cause).text(), tone: "failed" });
  });
}

/** Shows or hides the details panel and keeps the choice where the panel has a place of its own. */
export function togglePanel(): void {
  const panelOpen = !selection.get().panelOpen;
  selection.setPanelOpen(panelOpen);
  if (layoutNow() === "four") choose({ panelOpen });
}

const themes: readonly (readonly [ThemeDto, () => string])[] = [
  ["system", m.action_theme_system],
  ["light", m.action_theme_light],
  ["dark", m.action_theme_dark],
  ["contrastLight", m.action_theme_contrast_light],
  ["contrastDark", m.action_theme_contrast_dark],
];

const languages: readonly (readonly [LanguageDto, () => string])[] = [
  ["system", m.action_language_system],
  ["en", m.language_en],
  ["ar", m.language_ar],
  ["pt", m.language_pt],
];

/** Actions that exist from start to end. */
export const shellActions: readonly Action[] = [
  ...views.map(viewAction),
  defineAction({
    id: "app.palette",
    label: m.action_palette,
    group: "go",
    keys: ["$mod+K"],
    hidden: true,
    when: always,
    run: () => {
      awaitField();
      openOverlay("palette");
    },
  }),
  defineAction({
    id: "go.settings",
    label: m.action_settings,
    group: "go",
    keys: ["$mod+,"],
    when: always,
    run: () => {
      selection.openPage("settings");
    },
  }),
  defineAction({
    id: "go.connect",
    label: m.action_connect,
    group: "go",
    keys: [],
    when: always,
    run: () => {
      selection.openPage("connect");
    },
  }),
  defineAction({
    id: "move.nextPane",
    label: m.action_next_pane,
    group: "move",
    keys: ["F6"],
    hidden: true,
    when: always,
    run: () => {
      cyclePane(1);
    },
  }),
  defineAction({
    id: "move.previousPane",
    label: m.action_previous_pane,
    group: "move",
    keys: ["Shift+F6"],
    hidden: true,
    when: always,
    run: () => {
      cyclePane(-1);
    },
  }),
  defineAction({
    id: "move.back",
    label: m.action_back,
    group: "move",
    keys: ["Alt+ArrowLeft"],
    when: always,
    run: () => {
      selection.back();
    },
  }),
  defineAction({
    id: "move.forward",
    label: m.action_forward,
    group: "move",
    keys: ["Alt+ArrowRight"],
    when: always,
    run: () => {
      selection.forward();
    },
  }),
  defineAction({
    id: "move.leave",
    label: m.action_leave,
    group: "move",
    keys: ["Escape"],
    hidden: true,
    when: inInbox,
    run: leaveConversation,
  }),
  defineAction({
    id: "app.undo",
    label: m.action_undo,
    group: "conversation",
    keys: ["Z"],
    single: true,
    when: canUndo,
    run: undoLast,
  }),
  defineAction({
    id: "app.toasts",
    label: m.action_toasts,
    group: "move",
    keys: ["F8"],
    hidden: true,
    when: always,
    run: () => {
      focusToasts();
    },
  }),
  defineAction({
    id: "app.panel",
    label: m.action_panel,
    group: "app",
    keys: ["I"],
    single: true,
    when: () => inInbox() && selection.get().conversation !== null,
    run: togglePanel,
  }),
  defineAction({
    id: "app.density",
    label: m.action_density,
    group: "app",
    keys: ["$mod+Shift+D"],
    when: () => settingsNow() !== undefined,
    run: () => {
      choose({ density: settingsNow()?.density === "compact" ? "comfortable" : "compact" });
    },
  }),
  defineAction({
    id: "app.keys",
    label: m.action_keys,
    group: "app",
    keys: ["?"],
    single: true,
    when: always,
    run: () => {
      openOverlay("keys");
    },
  }),
  ...themes.map(([theme, label]) =>
    defineAction({
      id: `app.theme.${theme}`,
      label,
      group: "app",
      keys: [],
      when: () => settingsNow()?.theme !== theme,
      run: () => {
        choose({ theme });
      },
    }),
  ),
  ...languages.map(([language, label]) =>
    defineAction({
      id: `app.language.${language}`,
      label,
      group: "app",
      keys: [],
      when: () => settingsNow()?.language !== language,
      run: () => {
        choose({ language });
      },
    }),
  ),
];

const linesWithKeys = 9;

/** Actions of the lines there are. */
export function lineActions(lines: readonly SteadyLine[]): Action[] {
  return lines.flatMap((line, index) => [
    defineAction({
      id: `go.line.${line.id}`,
      label: () => m.action_show_line({ name: line.name }),
      group: "go",
      keys: index < linesWithKeys ? [`$mod+${String(index + 1)}`] : [],
      when: always,
      run: () => {
        selection.setLine(selection.get().line === line.id ? null : line.id);
      },
    }),
    defineAction({
      id: `line.check.${line.id}`,
      label: () => m.action_check_line({ name: line.name }),
      group: "app",
      keys: [],
      when: () => line.health.state !== "paused",
      run: () => {
        callHost("check_now", { line: line.id }).then(
          () => showToast({ text: m.rail_checking({ name: line.name }) }),
          (cause: unknown) => showToast({ text: presentError(cause).text(), tone: "failed" }),
        );
      },
    }),
  ]);
}

/** Shows every line again. */
export const allLinesAction: Action = defineAction({
  id: "go.line.all",
  label: m.rail_all_lines,
  group: "go",
  keys: [],
  when: () => selection.get().line !== null,
  run: () => {
    selection.setLine(null);
  },
});
