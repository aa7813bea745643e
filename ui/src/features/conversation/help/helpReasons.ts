/** Why a line cannot help with writing in some way; null when it can, or when nobody knows yet. */
import type { AbilityDto, CapabilitiesDto } from "../../../ipc/bindings.gen";
import { linesNow } from "../../../lib/changing";
import { useHostQuery } from "../../../lib/hostQuery";
import { platformName } from "../../../lib/lineWords";
import { m } from "../../../paraglide/messages.js";
import type { Scene } from "../scene";
import { reasonOf } from "../words";

/** A kind of help that lines differ in. */
export type HelpKind = "aiTasks" | "findAnswers" | "sendTemplate";

const byPlatform: Record<HelpKind, (name: { platform: string }) => string> = {
  aiTasks: m.writing_off_ai,
  findAnswers: m.writing_off_find,
  sendTemplate: m.writing_off_template,
};

function said(scene: Scene, kind: HelpKind, can: CapabilitiesDto | null | undefined) {
  const ability: AbilityDto = can?.[kind] ?? "available";
  if (kind === "sendTemplate" && can?.wantsTemplateNumber === true && ability === "notByKey") {
    return m.writing_number_missing();
  }
  return reasonOf(ability, byPlatform[kind]({ platform: platformName(scene.platform) }));
}

/** As it is known now, for actions. */
export function reasonAgainstHelp(scene: Scene, kind: HelpKind): string | null {
  return said(scene, kind, linesNow().find(({ id }) => id === scene.line)?.capabilities);
}

/** The same, re-rendering when the line changes. */
export function useReasonAgainstHelp(scene: Scene, kind: HelpKind): string | null {
  return (
    useHostQuery(
      "list_lines",
      {},
      {
        select: (lines) =>
          said(scene, kind, lines.find(({ id }) => id === scene.line)?.capabilities),
      },
    ).data ?? null
  );
}

/** Some connected line has it: what none has is not drawn. */
export function useIsOffered(kind: HelpKind): boolean {
  return (
    useHostQuery(
      "list_lines",
      {},
      {
        select: (lines) =>
          lines.some(({ capabilities }) => {
            const ability = capabilities?.[kind];
            return ability !== undefined && ability !== "notByPlatform";
          }),
      },
    ).data ?? false
  );
}
