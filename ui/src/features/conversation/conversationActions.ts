/** What keys and the palette can do in the open conversation. */
import { defineAction, type Action } from "../../lib/actions";
import type { CapabilitiesDto, ConversationDetail } from "../../ipc/bindings.gen";
import { detailNow, linesNow } from "../../lib/changing";
import { platformName } from "../../lib/lineWords";
import { showSection, type SectionName } from "../../lib/panelSection";
import { selection } from "../../lib/selection";
import { reasonAgainstTool } from "../../lib/tools";
import { m } from "../../paraglide/messages.js";
import { openLine } from "./composer/email/head";
import { attachKey } from "./composer/files/AttachButtons";
import { fileTaker } from "./composer/files/taking";
import { quotable, quoteItem } from "./quoting";
import { act, type Scene } from "./scene";
import { showTab } from "./showTab";
import { openStory } from "./story/storyState";
import { copyConversationLink } from "./tools/MoreTools";
import { openTool } from "./tools/toolDialogState";
import { reasonOf } from "./words";

/** The sections of the panel in which something can be done, and where they are. */
const sections: readonly {
  readonly name: SectionName;
  readonly label: () => string;
  readonly words: () => string;
  readonly has: (
    can: CapabilitiesDto | null | undefined,
    detail: ConversationDetail | undefined,
  ) => boolean;
}[] = [
  {
    name: "properties",
    label: m.tools_go_properties,
    words: m.tools_go_properties_words,
    has: (can, detail) =>
      can?.setProperties === "available" || (detail?.properties.length ?? 0) > 0,
  },
  {
    name: "participants",
    label: m.tools_go_participants,
    words: m.tools_go_participants_words,
    has: (can) => can?.tools.participants === "available",
  },
  {
    name: "scenarios",
    label: m.tools_go_scenarios,
    words: m.tools_go_scenarios_words,
    has: (can) => can?.tools.scenarios === "available",
  },
];

/** The actions of one open conversation. */
export function conversationActions(scene: Scene): readonly Action[] {
  const isOpen = () => {
    const { page, conversation } = selection.get();
    return page === "inbox" && conversation === scene.conversation;
  };
  const line = () => linesNow().find(({ id }) => id === scene.line);
  const capabilities = () => line()?.capabilities;
  return [
    defineAction({
      id: "conversation.reply",
      label: m.conversation_reply_action,
      group: "compose",
      keys: ["R"],
      single: true,
      when: isOpen,
      run: () => {
        showTab(scene.conversation, "reply");
      },
    }),
    defineAction({
      id: "conversation.note",
      label: m.conversation_note_action,
      group: "compose",
      keys: ["N"],
      single: true,
      when: isOpen,
      reason: () =>
        reasonOf(
          capabilities()?.notes ?? "available",
          m.conversation_off_note_platform({ platform: platformName(scene.platform) }),
        ),
      run: () => {
        showTab(scene.conversation, "note");
      },
    }),
    defineAction({
      id: "conversation.quote",
      label: m.conversation_quote_action,
      group: "compose",
      keys: ["Q"],
      single: true,
      when: () => isOpen() && quotable(scene) !== null,
      reason: () =>
        reasonOf(
          capabilities()?.quote ?? "available",
          m.conversation_off_quote_platform({ platform: platformName(scene.platform) }),
        ),
      run: () => {
        const item = quotable(scene);
        if (item !== null) quoteItem(scene, item);
      },
    }),
    defineAction({
      id: "conversation.copies",
      label: m.conversation_email_add_cc,
      words: m.conversation_email_copies_words,
      group: "compose",
      keys: [],
      when: () =>
        isOpen() && scene.channelKind === "email" && capabilities()?.emailCopies === "available",
      run: () => {
        showTab(scene.conversation, "reply");
        openLine(scene.conversation, "cc");
      },
    }),
    defineAction({
      id: "conversation.attach",
      label: m.conversation_attach,
      group: "compose",
      keys: [attachKey],
      when: () => isOpen() && fileTaker(scene.conversation) !== null,
      reason: () => fileTaker(scene.conversation)?.off ?? null,
      run: () => fileTaker(scene.conversation)?.choose(),
    }),
    defineAction({
      id: "conversation.attachLink",
      label: m.files_attach_link,
      group: "compose",
      keys: [],
      when: () => isOpen() && fileTaker(scene.conversation) !== null,
      reason: () => fileTaker(scene.conversation)?.noLink ?? null,
      run: () => fileTaker(scene.conversation)?.enterLink(),
    }),
    defineAction({
      id: "conversation.retrySend",
      label: m.conversation_retry_action,
      group: "compose",
      keys: ["Shift+R"],
      single: true,
      when: () => isOpen() && scene.timeline.newestStuck() !== null,
      run: () => {
        const outbox = scene.timeline.newestStuck();
        if (outbox !== null) void act("retry_send", { outbox });
      },
    }),
    defineAction({
      id: "conversation.record",
      label: m.tools_record_action,
      group: "compose",
      keys: [],
      single: true,
      when: isOpen,
      reason: () =>
        reasonAgainstTool(
          linesNow().find(({ id }) => id === scene.line),
          "record",
        ),
      run: () => {
        openTool({ of: "record", conversation: scene.conversation, former: null });
      },
    }),
    defineAction({
      id: "conversation.story",
      label: m.people_story_action,
      words: m.people_story_words,
      group: "conversation",
      keys: ["H"],
      single: true,
      when: isOpen,
      run: () => {
        openStory(scene.conversation);
      },
    }),
    defineAction({
      id: "conversation.transcript",
      label: m.tools_transcript_action,
      words: m.tools_transcript_words,
      group: "conversation",
      keys: [],
      when: isOpen,
      reason: () => reasonAgainstTool(line(), "transcript"),
      run: () => {
        const email = detailNow(scene.conversation)?.contact.email ?? "";
        openTool({ of: "transcript", conversation: scene.conversation, email });
      },
    }),
    defineAction({
      id: "conversation.copyLink",
      label: m.tools_copy_link,
      group: "conversation",
      keys: [],
      when: isOpen,
      run: () => void copyConversationLink(scene.conversation),
    }),
    ...sections.map(({ name, label, words, has }) =>
      defineAction({
        id: `conversation.${name}`,
        label,
        words,
        group: "conversation",
        keys: [],
        when: () => isOpen() && has(capabilities(), detailNow(scene.conversation)),
        run: () => {
          showSection(name);
        },
      }),
    ),
    defineAction({
      id: "conversation.newest",
      label: m.conversation_to_end,
      group: "move",
      keys: [],
      when: isOpen,
      run: () => void scene.timeline.goToEnd(),
    }),
  ];
}
