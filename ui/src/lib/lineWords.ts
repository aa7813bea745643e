/** How a line's parts are called: platform, channels, and what it can do. Pure; used wherever a line is shown. */
import type {
  AbilityDto,
  AgentDto,
  CapabilitiesDto,
  ChannelDto,
  ChannelKindDto,
  PlatformDto,
} from "../ipc/bindings.gen";
import { m } from "../paraglide/messages.js";
import { formatList, formatNumber } from "./format";

const platformNames = {
  hatif: m.connect_platform_hatif,
  chatvolt: m.connect_platform_chatvolt,
  ohallo: m.connect_platform_ohallo,
  chatwoot: m.connect_platform_chatwoot,
} satisfies Record<PlatformDto, () => string>;

/** The platform's name. */
export function platformName(platform: PlatformDto): string {
  return platformNames[platform]();
}

const channelKinds = {
  whatsApp: m.connect_kind_whatsapp,
  phone: m.connect_kind_phone,
  whatsAppAndPhone: m.connect_kind_whatsapp_and_phone,
  email: m.connect_kind_email,
  webChat: m.connect_kind_web_chat,
  instagram: m.connect_kind_instagram,
  messenger: m.connect_kind_messenger,
  telegram: m.connect_kind_telegram,
  sms: m.connect_kind_sms,
  api: m.connect_kind_api,
  other: m.connect_kind_other,
} satisfies Record<ChannelKindDto, () => string>;

/** What travels on a channel: "WhatsApp + phone". */
export function channelKindName(kind: ChannelKindDto): string {
  return channelKinds[kind]();
}

const channelKindTitles: Partial<Record<ChannelKindDto, () => string>> = {
  phone: m.connect_kind_phone_title,
  email: m.connect_kind_email_title,
  webChat: m.connect_kind_web_chat_title,
  other: m.connect_kind_other_title,
};

/** The same where it stands by itself: "Phone". */
export function channelKindTitle(kind: ChannelKindDto): string {
  return (channelKindTitles[kind] ?? channelKinds[kind])();
}

/** "9 people and 2 AI agents"; the second part only when there are any. */
export function agentsInWords(agents: readonly AgentDto[]): string {
  const ai = agents.filter((agent) => agent.isAi).length;
  const people = m.connect_people({ count: agents.length - ai });
  return ai === 0 ? people : formatList([people, m.connect_ai({ count: ai })]);
}

/** "1,840 conversations". */
export function conversationsInWords(count: number): string {
  return m.connect_conversations({ count, number: formatNumber(count) });
}

/** How far a line can do something in Switchboard. */
export type AbilityLevel = "has" | "partly" | "hasNot";

/** One thing a line can do or not, in words. */
export interface AbilityRow {
  readonly id: string;
  readonly level: AbilityLevel;
  readonly name: string;
  /** What it brings, the remedy, or what happens instead. */
  readonly words: string;
}

/** What is known of a line beside its capabilities. */
export interface LineFacts {
  readonly platform: PlatformDto;
  readonly capabilities: CapabilitiesDto;
  readonly channels: readonly ChannelDto[];
  /** How many conversations it has, when the platform says. */
  readonly conversations: number | null;
  readonly agents: readonly AgentDto[];
}

/** What a line can do in Switchboard, what only the key keeps it from, and what happens instead of the rest. */
export function abilitiesOf(facts: LineFacts): AbilityRow[] {
  const { capabilities: can, channels } = facts;
  const platform = platformName(facts.platform);
  const carries = (...kinds: ChannelKindDto[]) =>
    channels.some((channel) => kinds.includes(channel.kind));
  const remedy = m.connect_ability_key_remedy({ platform });

  const row = (
    id: string,
    name: string,
    ability: AbilityDto,
    words: { has: string; instead: string },
  ): AbilityRow => {
    switch (ability) {
      case "available":
        return { id, name, level: "has", words: words.has };
      case "notByKey":
        return { id, name, level: "partly", words: remedy };
      case "notByAccount":
        return { id, name, level: "partly", words: m.writing_ability_account() };
      case "notByPlatform":
      case "notByChannel":
        return { id, name, level: "hasNot", words: words.instead };
    }
  };

  const channelCount = m.connect_channels({ count: channels.length });
  const rows: AbilityRow[] = [
    {
      id: "read",
      name: m.connect_ability_read(),
      level: "has",
      words:
        facts.conversations === null
          ? channelCount
          : formatList([channelCount, conversationsInWords(facts.conversations)]),
    },
    row("reply", m.connect_ability_reply(), can.sendText, {
      has: can.takeOverFirst
        ? m.connect_ability_reply_take_over()
        : carries("whatsApp", "whatsAppAndPhone")
          ? m.connect_ability_reply_window()
          : m.connect_ability_reply_any(),
      instead: m.connect_ability_reply_instead({ platform }),
    }),
  ];
  if (carries("phone", "whatsAppAndPhone"))
    rows.push({
      id: "calls",
      name: m.connect_ability_calls(),
      level: "has",
      words: m.connect_ability_calls_has({ platform }),
    });
  rows.push(
    row("quote", m.connect_ability_quote(), can.quote, {
      has: m.connect_ability_quote_has(),
      instead: m.connect_ability_quote_instead(),
    }),
    row("notes", m.connect_ability_notes(), can.notes, {
      has: m.connect_ability_notes_has(),
      instead: m.connect_ability_notes_instead({ platform }),
    }),
    row("templates", m.connect_ability_templates(), can.sendTemplate, {
      has: m.connect_ability_templates_has(),
      instead:
        can.sendTemplate === "notByChannel"
          ? m.connect_ability_templates_instead()
          : m.connect_ability_templates_partly({ platform }),
    }),
    // Received and opened on every line; what differs is how one is sent.
    can.sendFile !== "available" && can.attachLink === "available"
      ? {
          id: "files",
          name: m.connect_ability_files(),
          level: "partly",
          words: m.connect_ability_files_link(),
        }
      : {
          ...row("files", m.connect_ability_files(), can.sendFile, {
            has: m.connect_ability_files_has(),
            instead: m.connect_ability_files_partly({ platform }),
          }),
          level: can.sendFile === "available" ? "has" : "partly",
        },
    row("assign", m.connect_ability_assign(), can.assignPerson, {
      has:
        facts.agents.length === 0
          ? m.connect_ability_assign_has()
          : agentsInWords(can.assignAi === "available" ? facts.agents : peopleAmong(facts.agents)),
      instead: m.connect_ability_assign_instead({ platform }),
    }),
    row("teams", m.connect_ability_teams(), can.assignTeam, {
      has: m.connect_ability_teams_has(),
      instead: m.connect_ability_teams_instead({ platform }),
    }),
    row("status", m.connect_ability_status(), can.setStatus, {
      has:
        can.reopen === "available"
          ? m.connect_ability_status_has()
          : m.connect_ability_status_no_reopen({ platform }),
      instead: m.connect_ability_status_instead({ platform }),
    }),
    row("snooze", m.connect_ability_snooze(), can.snooze, {
      has: m.connect_ability_snooze_has(),
      instead: m.connect_ability_snooze_instead({ platform }),
    }),
    row("priority", m.connect_ability_priority(), can.setPriority, {
      has: m.connect_ability_priority_has(),
      instead: m.connect_ability_priority_instead({ platform }),
    }),
    row("tags", m.connect_ability_tags(), can.setTags, {
      has: m.connect_ability_tags_has(),
      instead: m.connect_ability_tags_partly({ platform }),
    }),
    row("ai", m.connect_ability_ai(), can.setAi, {
      has: m.connect_ability_ai_has(),
      instead: m.connect_ability_ai_instead({ platform }),
    }),
    row("approve", m.connect_ability_approve(), can.approve, {
      has: m.connect_ability_approve_has(),
      instead: m.connect_ability_approve_instead({ platform }),
    }),
    row("attention", m.connect_ability_attention(), can.resolveAttention, {
      has: m.connect_ability_attention_has(),
      instead: m.connect_ability_attention_instead(),
    }),
    row("properties", m.connect_ability_properties(), can.setProperties, {
      has: m.connect_ability_properties_has(),
      instead: m.connect_ability_properties_instead({ platform }),
    }),
    row("mute", m.connect_ability_mute(), can.mute, {
      has: m.connect_ability_mute_has({ platform }),
      instead: m.connect_ability_mute_instead({ platform }),
    }),
    row("aiTasks", m.writing_ability_ai(), can.aiTasks, {
      has: m.writing_ability_ai_has(),
      instead: m.writing_ability_not_offered({ platform }),
    }),
    row("macros", m.writing_ability_macros(), can.macros, {
      has: m.writing_ability_macros_has(),
      instead: m.writing_ability_not_offered({ platform }),
    }),
    row("answers", m.writing_ability_answers(), can.findAnswers, {
      has: m.writing_ability_answers_has({ platform }),
      instead: m.writing_ability_not_offered({ platform }),
    }),
    {
      id: "receipts",
      name: m.connect_ability_receipts(),
      level: can.readReceipts ? "has" : "hasNot",
      words: can.readReceipts
        ? m.connect_ability_receipts_has()
        : m.connect_ability_receipts_instead(),
    },
  );
  return rows;
}

/** The people among agents. */
export function peopleAmong(agents: readonly AgentDto[]): AgentDto[] {
  return agents.filter((agent) => !agent.isAi);
}
