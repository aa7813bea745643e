// Running a macro, as keys, the palette and the menus offer it.

import type { AbilityDto } from "../../ipc/bindings.gen";
import { defineAction, type Action } from "../../lib/actions";
import { changeTargets, linesNow, sharesOf } from "../../lib/changing";
import { platformName } from "../../lib/lineWords";
import { m } from "../../paraglide/messages.js";
import { openMacros } from "./macroDialogState";

const sharesNow = () => sharesOf(changeTargets() ?? new Map());

function reasonOf(ability: AbilityDto, platform: string): string | null {
  switch (ability) {
    case "available":
      return null;
    case "notByPlatform":
      return m.writing_off_macros({ platform });
    case "notByKey":
      return m.conversation_off_key();
    case "notByChannel":
      return m.conversation_off_channel();
    case "notByAccount":
      return m.writing_off_account();
  }
}

/** Why no macro can be run on what is chosen; null when one can. */
function reasonAgainst(): string | null {
  const [share, ...others] = sharesNow();
  if (others.length > 0) return m.writing_macro_one_line();
  const line = linesNow().find(({ id }) => id === share?.line);
  if (line === undefined || line.capabilities === null) return null;
  return reasonOf(line.capabilities.macros, platformName(line.platform));
}

/** The actions of this feature. */
export const macroActions: readonly Action[] = [
  defineAction({
    id: "macro.open",
    label: m.writing_macro_action,
    group: "conversation",
    keys: ["Shift+M"],
    single: true,
    when: () => sharesNow().length > 0,
    reason: reasonAgainst,
    run: () => {
      const [share] = sharesNow();
      if (share !== undefined) openMacros(share);
    },
  }),
];
