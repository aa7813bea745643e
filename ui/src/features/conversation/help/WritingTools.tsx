/** The buttons below the box that help to write: saved replies, a template, the AI, an answer. */
import { BookOpenText, FileText, MessageSquareQuote, RectangleEllipsis } from "lucide-react";
import { IconButton } from "../../../components/Button";
import { findAction, runAction } from "../../../lib/actions";
import { useCaps } from "../../../lib/system";
import { m } from "../../../paraglide/messages.js";
import { offering } from "../composer/buttons/offered";
import { useHasButtons, useReasonAgainstButtons } from "../composer/buttons/offering";
import { finding, useKept } from "../composer/kept";
import type { Scene } from "../scene";
import { AiMenu } from "./AiMenu";
import { useIsOffered, useReasonAgainstHelp } from "./helpReasons";

/** Draws them. */
export function WritingTools({ scene }: { scene: Scene }) {
  const noTemplate = useReasonAgainstHelp(scene, "sendTemplate");
  const noAnswers = useReasonAgainstHelp(scene, "findAnswers");
  const hasTemplates = useIsOffered("sendTemplate");
  const hasAnswers = useIsOffered("findAnswers");
  const hasButtons = useHasButtons();
  const noButtons = useReasonAgainstButtons(scene);
  const isOffering = useKept(offering, scene.conversation) !== null;
  const isFinding = useKept(finding, scene.conversation);
  const templateCaps = useCaps(findAction("conversation.template")?.keys[0]);
  const findCaps = useCaps(findAction("conversation.findAnswer")?.keys[0]);
  return (
    <>
      <IconButton
        icon={MessageSquareQuote}
        label={m.writing_replies()}
        caps={["/"]}
        placement="top"
        onPress={() => {
          runAction("conversation.savedReply");
        }}
      />
      {hasTemplates && (
        <IconButton
          icon={FileText}
          label={m.writing_template_action()}
          caps={templateCaps}
          placement="top"
          reason={noTemplate}
          onPress={() => {
            runAction("conversation.template");
          }}
        />
      )}
      {hasButtons && (
        <IconButton
          icon={RectangleEllipsis}
          label={m.buttons_action()}
          placement="top"
          pressed={isOffering}
          reason={noButtons}
          onPress={() => {
            runAction("conversation.buttons");
          }}
        />
      )}
      <AiMenu scene={scene} />
      {hasAnswers && (
        <IconButton
          icon={BookOpenText}
          label={m.writing_find()}
          caps={findCaps}
          placement="top"
          pressed={isFinding}
          reason={noAnswers}
          onPress={() => {
            runAction("conversation.findAnswer");
          }}
        />
      )}
    </>
  );
}
