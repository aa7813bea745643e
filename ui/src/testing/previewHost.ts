/** The host of the preview: its lines, people and messages. */
import type {
  ChannelDto,
  ChannelKindDto,
  HealthDto,
  ItemDto,
  LanguageDto,
  LineNoticeDto,
  ThemeDto,
} from "../ipc/bindings.gen";
import {
  aLine,
  anAgent,
  anAppInfo,
  anItem,
  aSavedReply,
  everyCapability,
  someCapabilities,
  someSettings,
  someTools,
} from "./builders";
import { fakeHost } from "./fakeHost";
import { now, minute, hour, wanted, rows } from "./previewRows";

const healths: Record<string, HealthDto> = {
  offline: { state: "offline" },
  refused: { state: "keyRefused" },
  slowed: { state: "slowed", until: now + 12 * minute },
  catching: { state: "catchingUp", done: 1840, total: 4300 },
};
/** `?able=1`: the lines can do all there is. */
export const able = wanted.get("able") === "1";
/** `?help=1`: the line helps with writing in every way. */
const helps = wanted.get("help") === "1";
const capabilities = able
  ? everyCapability({
      tools: someTools({
        deleteMessage: "available",
        retryMessage: "available",
        translate: "available",
        changeNote: "available",
        deleteNote: "available",
        participants: "available",
        transcript: "available",
        outcome: "available",
        scenarios: "available",
        availability: "available",
      }),
    })
  : someCapabilities(
      helps
        ? {
            listTemplates: "available",
            macros: "available",
            aiTasks: "available",
            findAnswers: "available",
            endAiPause: "available",
            savedReplies: "available",
            notes: "available",
            mentions: "available",
            emailCopies: "available",
          }
        : wanted.get("final") === "1"
          ? { setStatus: "available", sendText: "available" }
          : {},
    );
const health = healths[wanted.get("lines") ?? ""] ?? { state: "live" as const };

/** More channels and teams than one looks through. */
const channelsOfJeddah: ChannelDto[] = [
  ["متجر جدة", "webChat"],
  ["واتساب المبيعات (المنطقة الغربية)", "whatsApp"],
  ["returns@northern-furniture.example", "email"],
  ["Northern Furniture, spare parts and warranty (EU)", "email"],
  ["@northern.furniture", "instagram"],
  ["Phone 2", "phone"],
].map(([name = "", kind], at) => ({
  id: `line-jeddah:${String(at)}`,
  name,
  kind: kind as ChannelKindDto,
  address: null,
}));
const teamsOfJeddah = [
  { id: "line-jeddah:t1", name: "billing and refunds" },
  { id: "line-jeddah:t2", name: "المبيعات" },
];

/** Where the conversations of that line are, and whose they are. */
const places = Object.fromEntries(
  rows
    .filter(({ line }) => line === "line-jeddah")
    .map(({ id }, at) => {
      const channel = `line-jeddah:${String(at % 4)}`;
      return [id, at % 3 === 0 ? { channel } : { channel, team: `line-jeddah:t${String(at % 3)}` }];
    }),
);

/** Files of ours on their way, one to the customer and one to colleagues. */
const sending: ItemDto[] = [
  anItem({
    id: "i4",
    occurredAt: now - 3 * minute,
    direction: "internal",
    authorKind: "me",
    authorName: null,
    content: {
      type: "media",
      kind: "document",
      fileName: "delivery note.pdf",
      mimeType: null,
      bytes: 84_000,
      duration: null,
      caption: null,
    },
    delivery: { state: "sent" },
    edited: true,
  }),
  anItem({
    id: "i5",
    occurredAt: now - minute,
    direction: "outbound",
    authorKind: "me",
    authorName: null,
    content: {
      type: "media",
      kind: "document",
      fileName: "catalogue.pdf",
      mimeType: null,
      bytes: 18_400_000,
      duration: null,
      caption: "هذا الكتالوج",
    },
    delivery: { state: "sending", outbox: "o1", upload: { sent: 7_300_000, total: 18_400_000 } },
  }),
];

/** What is said of the line as a whole. */
const notices: LineNoticeDto[] = [];
if (able) notices.push({ type: "keyExpires", at: now + 50 * hour });
if (helps)
  notices.push({
    type: "aiPaused",
    reason: "Too many corrections",
    since: now - 40 * minute,
    pause: "w/b",
    company: null,
    acknowledged: false,
  });

/** Of messages that are more than words: a bot's or our own choices, and somebody who was passed on. */
const choices: ItemDto[] = [
  anItem({
    id: "i6",
    occurredAt: now - 40 * minute,
    content: {
      type: "interactive",
      kind: "contacts",
      text: "",
      entries: [
        { title: "خالد الحارس", description: "+966 55 123 4567", link: null, answer: null },
        { title: "+966 55 765 4321", description: null, link: null, answer: null },
        {
          title: "Northern Furniture, spare parts and warranty (EU) Ltd.",
          description: "+45 70 10 20 30",
          link: null,
          answer: null,
        },
      ],
    },
  }),
  anItem({
    id: "i7",
    occurredAt: now - 30 * minute,
    direction: "outbound",
    authorKind: "me",
    authorName: null,
    content: {
      type: "interactive",
      kind: "choice",
      text: "متى نتصل بك؟",
      entries: [
        { title: "Today", description: null, link: null, answer: null },
        { title: "غدًا صباحًا", description: null, link: null, answer: "غدًا صباحًا" },
      ],
    },
    delivery: { state: "read" },
  }),
];

/** The host, with what is asked for. */
export const host = fakeHost({
  appInfo: anAppInfo({ demo: wanted.get("demo") === "1" }),
  settings: someSettings({
    theme: (wanted.get("theme") ?? "light") as ThemeDto,
    language: (wanted.get("lang") ?? "en") as LanguageDto,
    density: wanted.get("density") === "compact" ? "compact" : "comfortable",
  }),
  lines:
    wanted.get("lines") === "none"
      ? []
      : [
          aLine({
            health,
            // With `files=1` it takes files, and a draft has some.
            capabilities: wanted.get("files") === "1" ? everyCapability() : capabilities,
            lastEventAt: now - 2_000,
            toSend: health.state === "offline" ? 3 : 0,
            notices,
          }),
          aLine({
            id: "line-jeddah",
            name: "فرع جدة",
            ...(able ? { channels: channelsOfJeddah, teams: teamsOfJeddah } : {}),
            lastEventAt: now - 9_000,
            relay: { state: wanted.get("lines") === "relay" ? "unreachable" : "none" },
            health: health.state === "offline" ? health : { state: "live" },
          }),
        ],
  agents: [
    anAgent(),
    anAgent({ id: "agent-camila", name: "Camila Rocha", isMe: false, openConversations: 6 }),
    anAgent({ id: "agent-faisal", name: "فيصل القحطاني", isMe: false, openConversations: 8 }),
    anAgent({ id: "agent-ai", name: "Hatif AI", isMe: false, isAi: true, openConversations: 23 }),
  ],
  mentionable: [
    {
      id: "2",
      words: "Camila Rocha",
      email: "camila.rocha@northern-furniture.example",
      isTeam: false,
    },
    { id: "3", words: "فيصل القحطاني", email: "faisal@northern-furniture.example", isTeam: false },
    { id: "4", words: "Jonas", email: null, isTeam: false },
    { id: "5", words: "Billing and refunds", email: null, isTeam: true },
  ],
  rows,
  places,
  savedReplies: [
    aSavedReply({
      id: "desk:1",
      shortCode: "thanks",
      text: "Thank you for your patience, {{contact.name}}. We are on it.",
      filled: "Thank you for your patience, نورة الحربي. We are on it.",
    }),
    aSavedReply({ id: "desk:2", shortCode: "order", text: "Order {{order}} comes {{day}}." }),
    aSavedReply({
      id: "1:3",
      line: "line-riyadh",
      shortCode: "موعد التسليم",
      text: "يصل طلبك خلال {{days}} أيام عمل، وسنرسل لك رقم التتبع فور خروجه من المستودع.",
    }),
  ],
  items: {
    c5: [
      anItem({
        id: "i1",
        edited: able,
        occurredAt: now - 26 * hour,
        content: { type: "text", text: "طلبي 48213 مكتوب «تم التسليم» وأنا ما استلمت شي" },
      }),
      anItem({
        id: "i2",
        occurredAt: now - 25 * hour,
        direction: "outbound",
        authorKind: "me",
        authorName: "Sara Al-Otaibi",
        content: { type: "text", text: "أعتذر منك أستاذة نورة. فتحت بلاغ، وأرجع لك قبل الساعة 4." },
        delivery: { state: "read" },
      }),
      anItem({ id: "i3", occurredAt: now - 50 * minute }),
      ...(able ? choices : []),
      ...(wanted.get("files") === "1" ? sending : []),
    ],
  },
  draftFiles:
    wanted.get("files") === "1"
      ? {
          c5: [
            {
              id: "f1",
              note: false,
              name: "عرض السعر النهائي ٢٠٢٦.pdf",
              kind: "document",
              bytes: 1_480_000,
              link: false,
            },
            {
              id: "f2",
              note: false,
              name: "a-very-long-name-of-a-picture-from-a-telephone-20261130-083112.png",
              kind: "image",
              bytes: 312_400,
              link: false,
            },
            {
              id: "f3",
              note: false,
              name: "price list.xlsx",
              kind: "document",
              bytes: null,
              link: true,
            },
          ],
        }
      : {},
});
