/** What keys and the palette offer while one writes in the open conversation. */
import { defineAction, type Action } from "../../../lib/actions";
import { selection } from "../../../lib/selection";
import { m } from "../../../paraglide/messages.js";
import { offerButtons, reasonAgainstButtons } from "../composer/buttons/offering";
import { drafts } from "../composer/drafts";
import { handsOn } from "../composer/hands";
import { finding, openTabs, templating } from "../composer/kept";
import type { Scene } from "../scene";
import { showTab } from "../showTab";
import { tones } from "./AiMenu";
import { ask, isAsking } from "./asking";
import { reasonAgainstHelp } from "./helpReasons";
import { askForSummary } from "./summing";

/** The actions of one open conversation. */
export function helpActions(scene: Scene): readonly Action[] {
  const { conversation } = scene;
  const isOpen = () => {
    const now = selection.get();
    return now.page === "inbox" && now.conversation === conversation;
  };
  const noAi = () =>
    reasonAgainstHelp(scene, "aiTasks") ?? (isAsking(conversation) ? m.writing_ai_busy() : null);
  const showReply = () => {
    if (openTabs.get(conversation) !== "reply" || handsOn(conversation) === null) {
      showTab(conversation, "reply");
    }
  };
  return [
    defineAction({
      id: "conversation.savedReply",
      label: m.writing_reply_action,
      group: "compose",
      keys: [],
      when: isOpen,
      run: () => {
        templating.set(conversation, false);
        showReply();
        handsOn(conversation)?.openReplies();
      },
    }),
    defineAction({
      id: "conversation.template",
      label: m.writing_template_action,
      group: "compose",
      keys: ["$mod+Shift+T"],
      when: isOpen,
      reason: () => reasonAgainstHelp(scene, "sendTemplate"),
      run: () => {
        templating.set(conversation, true);
        showTab(conversation, "reply");
      },
    }),
    defineAction({
      id: "conversation.buttons",
      label: m.buttons_action,
      group: "compose",
      keys: [],
      when: isOpen,
      reason: () => reasonAgainstButtons(scene),
      run: () => {
        templating.set(conversation, false);
        offerButtons(conversation);
        showReply();
      },
    }),
    defineAction({
      id: "conversation.findAnswer",
      label: m.writing_find,
      group: "compose",
      keys: ["$mod+Shift+F"],
      when: isOpen,
      reason: () => reasonAgainstHelp(scene, "findAnswers"),
      run: () => {
        const isShown = finding.get(conversation);
        finding.set(conversation, !isShown);
        if (isShown) selection.focusPane("composer");
      },
    }),
    defineAction({
      id: "conversation.suggestReply",
      label: m.writing_ai_reply,
      group: "compose",
      keys: ["$mod+Shift+Y"],
      when: isOpen,
      reason: noAi,
      run: () => {
        showReply();
        void ask(conversation, { type: "reply" });
      },
    }),
    ...tones.map(([tone, name]) =>
      defineAction({
        id: `conversation.rewrite.${tone}`,
        label: () => `${m.writing_ai_rewrite()}: ${name()}`,
        group: "compose",
        keys: [],
        when: isOpen,
        reason: () =>
          noAi() ??
          ((drafts.text(conversation) ?? "").trim() === "" ? m.writing_ai_nothing_written() : null),
        run: () => {
          showReply();
          const text = drafts.text(conversation) ?? "";
          void ask(conversation, { type: "rewrite", text, tone });
        },
      }),
    ),
    defineAction({
      id: "conversation.suggestTags",
      label: m.writing_ai_tags,
      group: "conversation",
      keys: [],
      when: isOpen,
      reason: noAi,
      run: () => {
        showReply();
        void ask(conversation, { type: "tags" });
      },
    }),
    defineAction({
      id: "conversation.summarise",
      label: m.writing_ai_summary,
      group: "conversation",
      keys: [],
      when: isOpen,
      reason: noAi,
      run: () => void askForSummary(conversation),
    }),
  ];
}
