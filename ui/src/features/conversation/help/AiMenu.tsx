/** What the platform's AI can be asked for while one writes. */
import { Sparkles, Tags, TextQuote, Wand2 } from "lucide-react";
import { useSyncExternalStore } from "react";
import type { ToneDto } from "../../../ipc/bindings.gen";
import { IconButton } from "../../../components/Button";
import { MenuButton, MenuItem, MenuSection } from "../../../components/Menu";
import { findAction, runAction } from "../../../lib/actions";
import { useCaps } from "../../../lib/system";
import { m } from "../../../paraglide/messages.js";
import { drafts } from "../composer/drafts";
import type { Scene } from "../scene";
import { ask, useAsking } from "./asking";
import { useIsOffered, useReasonAgainstHelp } from "./helpReasons";
import { askForSummary } from "./summing";

/** Every way to put words, in the order they are offered. */
export const tones: readonly (readonly [tone: ToneDto, name: () => string])[] = [
  ["correct", m.writing_tone_correct],
  ["improve", m.writing_tone_improve],
  ["friendly", m.writing_tone_friendly],
  ["professional", m.writing_tone_professional],
  ["casual", m.writing_tone_casual],
  ["confident", m.writing_tone_confident],
  ["straightforward", m.writing_tone_straightforward],
];

/** The button with its menu; nothing where no connected line has an AI that helps. */
export function AiMenu({ scene }: { scene: Scene }) {
  const { conversation } = scene;
  const isOffered = useIsOffered("aiTasks");
  const off = useReasonAgainstHelp(scene, "aiTasks");
  const isBusy = useAsking(conversation)?.phase === "asking";
  const isEmpty = useSyncExternalStore(
    drafts.subscribe,
    () => (drafts.text(conversation) ?? "").trim() === "",
  );
  const caps = useCaps(findAction("conversation.suggestReply")?.keys[0]);
  if (!isOffered) return null;
  const reason = off ?? (isBusy ? m.writing_ai_busy() : null);
  const button = (
    <IconButton icon={Sparkles} label={m.writing_ai_menu()} placement="top" reason={reason} />
  );
  if (reason !== null) return button;
  return (
    <MenuButton label={m.writing_ai_menu()} placement="top start" button={button}>
      <MenuItem
        id="reply"
        label={m.writing_ai_reply()}
        icon={Wand2}
        caps={caps}
        onAction={() => {
          runAction("conversation.suggestReply");
        }}
      />
      <MenuSection title={m.writing_ai_rewrite()}>
        {tones.map(([tone, name]) => (
          <MenuItem
            key={tone}
            id={tone}
            label={name()}
            reason={isEmpty ? m.writing_ai_nothing_written() : null}
            onAction={() => {
              const text = drafts.text(conversation) ?? "";
              void ask(conversation, { type: "rewrite", text, tone });
            }}
          />
        ))}
      </MenuSection>
      <MenuSection title={m.writing_ai_more()}>
        <MenuItem
          id="tags"
          label={m.writing_ai_tags()}
          icon={Tags}
          onAction={() => void ask(conversation, { type: "tags" })}
        />
        <MenuItem
          id="summary"
          label={m.writing_ai_summary()}
          icon={TextQuote}
          onAction={() => void askForSummary(conversation)}
        />
      </MenuSection>
    </MenuButton>
  );
}
