/** A palette entry for each section, and the way back. The app registers them, as the page may be closed. */
import { defineAction, type Action } from "../../lib/actions";
import { selection } from "../../lib/selection";
import { m } from "../../paraglide/messages.js";
import { sectionGroups } from "./sections";

/** The actions of this feature. */
export const settingsActions: readonly Action[] = sectionGroups.flatMap(({ sections }) =>
  sections.map(({ id, name }) =>
    defineAction({
      id: `settings.${id}`,
      label: () => m.settings_entry({ section: name() }),
      group: "app",
      keys: [],
      when: () => true,
      run: () => {
        selection.openPage("settings", id);
      },
    }),
  ),
);

/** Leaves the settings; registered while they are open. */
export const leaveSettings: Action = defineAction({
  id: "settings.leave",
  label: m.settings_back,
  group: "app",
  keys: ["Escape"],
  hidden: true,
  when: () => selection.get().page === "settings",
  run: () => {
    selection.openPage("inbox");
  },
});
