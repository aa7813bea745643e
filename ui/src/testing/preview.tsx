/**
 * The interface on a host in memory, for looking at it: `npm run preview`, then for example
 * `/?theme=dark&lang=ar&density=compact&open=c3&lines=offline&page=settings`; `able=1` gives the lines all there is. Never part of the build.
 */
import "../styles/tokens.css";
import "../styles/base.css";
import { createRoot } from "react-dom/client";
import { App, prepare } from "../app/App";
import type {
  ConversationRow,
  HealthDto,
  ItemDto,
  LanguageDto,
  ThemeDto,
} from "../ipc/bindings.gen";
import { runAction } from "../lib/actions";
import { selection } from "../lib/selection";
import { showToast } from "../lib/toasts";
import {
  aContact,
  aDetail,
  aLine,
  anAgent,
  anAppInfo,
  anAssignee,
  anItem,
  aRow,
  aSavedReply,
  everyCapability,
  someCapabilities,
  someContactAbilities,
  someSettings,
  someTools,
} from "./builders";
import { fakeHost } from "./fakeHost";

const now = Date.now();
const minute = 60_000;
const hour = 60 * minute;
const wanted = new URLSearchParams(location.search);

const riyadh = { line: "line-riyadh", lineName: "Riyadh line" } as const;
const jeddah = { line: "line-jeddah", lineName: "فرع جدة" } as const;
const inbound = (text: string): ConversationRow["preview"] => ({
  kind: "text",
  outbound: false,
  authorKind: "contact",
  authorName: null,
  text,
});

const rows: ConversationRow[] = [
  aRow({
    id: "c1",
    ...jeddah,
    contactName: "Beatriz Nogueira",
    contactKey: "k1",
    whoseMove: "needsPerson",
    moveReason: "humanRequested",
    moveSince: now - 46 * minute,
    lastActivityAt: now - 46 * minute,
    unread: 3,
    preview: inbound("Já é a terceira vez que peço uma pessoa"),
    windowEndsAt: now + 20 * hour,
  }),
  aRow({
    id: "c2",
    ...riyadh,
    contactName: "Lukas Hoffmann",
    contactKey: "k2",
    company: "Nordic Parts ApS",
    whoseMove: "needsPerson",
    moveReason: "notDelivered",
    moveSince: now - 12 * minute,
    lastActivityAt: now - 12 * minute,
    delivery: "failed",
    preview: {
      kind: "text",
      outbound: true,
      authorKind: "me",
      authorName: null,
      text: "Die korrigierte Rechnung hängt an.",
    },
    assignee: anAssignee(),
  }),
  aRow({
    id: "c3",
    ...riyadh,
    contactName: "ريم القحطاني",
    contactKey: "k3",
    whoseMove: "closingSoon",
    moveSince: now + 38 * minute,
    lastActivityAt: now - 23 * hour,
    unread: 1,
    windowEndsAt: now + 38 * minute,
    preview: inbound("أبغى أبدّل المقاس قبل لا يطلع الطلب من عندكم، ينفع؟"),
    assignee: anAssignee(),
    draft: "نعم",
  }),
  aRow({
    id: "c4",
    ...riyadh,
    contactName: "Rafael Monteiro",
    contactKey: "k4",
    whoseMove: "closingSoon",
    priority: "high",
    moveSince: now + 72 * minute,
    lastActivityAt: now - 22 * hour,
    windowEndsAt: now + 72 * minute,
    preview: inbound("A geladeira chegou com a porta amassada"),
    tags: [{ id: "refund", name: "refunds and returns of large orders", icon: null }],
    assignee: anAssignee({ id: "agent-camila", name: "Camila Rocha", isMe: false }),
  }),
  aRow({
    id: "c5",
    ...riyadh,
    contactKey: "k5",
    priority: "urgent",
    unread: 0,
    lastActivityAt: now - 50 * minute,
    moveSince: now - 50 * minute,
    windowEndsAt: now + 23 * hour,
    tags: [{ id: "delivery", name: "delivery", icon: null }],
    assignee: anAssignee(),
  }),
  aRow({
    id: "c6",
    ...riyadh,
    contactName: "عبدالله الشهري",
    contactKey: "k6",
    channelKind: "phone",
    unread: 1,
    lastActivityAt: now - 41 * minute,
    moveSince: now - 41 * minute,
    windowEndsAt: null,
    preview: {
      kind: "missedCall",
      outbound: false,
      authorKind: "contact",
      authorName: null,
      text: null,
    },
  }),
  ...Array.from({ length: 58 }, (_, index) =>
    aRow({
      id: `more-${String(index)}`,
      ...(index % 3 === 0 ? jeddah : riyadh),
      contactName:
        ["Gabriel Azevedo", "Freja Nielsen", "سارة العتيبي", "Isabela Assis", "Hannah Osei"][
          index % 5
        ] ?? "",
      contactKey: `more-${String(index)}`,
      whoseMove: index < 10 ? "ourTurn" : index < 16 ? "ai" : "waiting",
      unread: index < 4 ? 2 : 0,
      lastActivityAt: now - (index + 1) * 33 * minute,
      moveSince: now - (index + 1) * 33 * minute,
      windowEndsAt: now + 20 * hour,
      preview: inbound(
        [
          "O boleto venceu hoje, consegue me mandar outro?",
          "Er den grå sofa på lager i Aarhus?",
          "متى يوصل الطلب؟",
          "Obrigada, deu certo com o novo código",
          "We will come back to you on Monday.",
        ][index % 5] ?? "",
      ),
      tags:
        index % 4 === 0
          ? [
              {
                id: ["invoice", "vip", "delivery", "warranty"][(index % 16) / 4] ?? "vip",
                name: ["invoice", "vip", "delivery", "warranty"][(index % 16) / 4] ?? "vip",
                icon: index % 16 === 4 ? "⭐" : null,
              },
            ]
          : [],
    }),
  ),
];

const healths: Record<string, HealthDto> = {
  offline: { state: "offline" },
  refused: { state: "keyRefused" },
  slowed: { state: "slowed", until: now + 12 * minute },
  catching: { state: "catchingUp", done: 1840, total: 4300 },
};
const able = wanted.get("able") === "1";
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
          }
        : {},
    );
const health = healths[wanted.get("lines") ?? ""] ?? { state: "live" as const };

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

const host = fakeHost({
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
            notices: helps
              ? [
                  {
                    type: "aiPaused",
                    reason: "Too many corrections",
                    since: now - 40 * minute,
                    pause: "w/b",
                    company: null,
                    acknowledged: false,
                  },
                ]
              : [],
          }),
          aLine({
            id: "line-jeddah",
            name: "فرع جدة",
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
  rows,
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

// One customer with everything that can be known of one.
host.answer("get_person", ({ conversation }) => ({
  conversations: conversation === "c5" ? 3 : 1,
  apart: [],
  others:
    conversation === "c5"
      ? [
          {
            contact: "2:id:noura",
            name: "Noura A. H.",
            phone: "+966 50 000 0041",
            email: null,
            lineName: "Northern Furniture, returns (EU)",
            platform: "chatwoot",
            places: [
              {
                conversation: "c1",
                channelName: null,
                channelKind: "instagram",
                whoseMove: "needsPerson",
                lastActivityAt: now - 46 * minute,
              },
              {
                conversation: "c6",
                channelName: "help@jeddah.example",
                channelKind: "email",
                whoseMove: "waiting",
                lastActivityAt: now - 50 * hour,
              },
            ],
          },
        ]
      : [],
}));
host.answer("get_contact", ({ conversation }) =>
  aContact({
    readAt: now - 3 * minute,
    name: host.data.rows.find(({ id }) => id === conversation)?.contactName ?? null,
    phone: "+966 50 000 0041",
    email: "noura.alharbi@mail.example",
    addresses: ["+966 11 000 0099"],
    position: "Buyer",
    language: "ar",
    place: {
      city: "Riyadh",
      country: "SA",
      countryText: null,
      byNumber: false,
      timeZone: "Asia/Riyadh",
    },
    fields: [
      {
        key: "tier",
        name: "Tier",
        value: "gold",
        kind: "choice",
        options: ["gold", "silver"],
        byAi: false,
      },
      {
        key: "news",
        name: "Newsletter",
        value: "true",
        kind: "checkbox",
        options: [],
        byAi: false,
      },
      { key: "size", name: "المقاس", value: "42", kind: "number", options: [], byAi: true },
    ],
    notes: [
      {
        id: "n1",
        text: "تفضّل التواصل صباحًا. لا تتصل بعد الساعة الثامنة مساءً.",
        author: "Layla Hassan",
        writtenAt: now - 30 * hour,
        own: false,
      },
    ],
    labels: [{ id: "1:vip", name: "vip", icon: "⭐" }],
    knownLabels: [
      { id: "1:vip", name: "vip", icon: "⭐" },
      { id: "1:late", name: "late", icon: null },
    ],
    company: {
      id: "co",
      name: "Harbi Trading",
      facts: [
        { name: "resolutionStatus", value: "vies_resolved" },
        { name: "vatNumber", value: "SA310122393500003" },
        { name: "country", value: "SA" },
        { name: "website", value: "https://harbi.example" },
      ],
    },
    brand: "Nordic Parts",
    quality: {
      overall: 430,
      outcome: 500,
      process: 400,
      environment: 380,
      confidence: 82,
      scoredAt: now - hour,
    },
    refused:
      wanted.get("refused") === "1"
        ? [
            {
              outbox: "o1",
              change: { type: "setEmail", email: "taken@example.com" },
              reason: "refused",
            },
          ]
        : [],
    can: someContactAbilities(),
  }),
);
const [, , , , shown] = rows;
if (shown !== undefined) {
  const other = { channelKind: "whatsApp", whoseMove: "waiting" } as const;
  host.data.details[shown.id] = aDetail({
    row: shown,
    others: [
      {
        ...other,
        id: "c2",
        lineName: "Northern Furniture and Lighting, returns and repairs",
        preview: "Could you send the invoice again, please?",
        lastActivityAt: now - 26 * hour,
      },
      {
        ...other,
        id: "c4",
        channelKind: "email",
        lineName: "فرع جدة لخدمات ما بعد البيع والضمان والصيانة المنزلية",
        preview: null,
        lastActivityAt: now - 50 * hour,
      },
    ],
  });
}
host.answer("find_contacts", () => [
  { id: "9", name: "N. Harbi", phone: null, email: "n@harbi.example", company: "Harbi Trading" },
]);
const storyItems = host.data.items["c5"] ?? [];
host.answer("list_story", () => ({
  places: [
    {
      conversation: "c5",
      line: "line-riyadh",
      lineName: "Riyadh line",
      platform: "hatif",
      channelName: null,
      channelKind: "whatsApp",
      historyComplete: true,
    },
    {
      conversation: "c1",
      line: "line-jeddah",
      lineName: "فرع جدة",
      platform: "chatwoot",
      channelName: null,
      channelKind: "instagram",
      historyComplete: false,
    },
  ],
  items: [
    {
      place: 1,
      item: anItem({
        id: "s0",
        occurredAt: now - 51 * hour,
        content: { type: "text", text: "Do you deliver to Jeddah, too?" },
      }),
    },
    ...storyItems.map((item) => ({ place: 0, item })),
  ],
  hasBefore: false,
  hasAfter: false,
}));
if (able) {
  const offer = "Here is our offer for the spring. It stands until Friday.";
  host.answer("get_scenarios", () => ({
    all: [
      {
        id: "sales",
        name: "Spring sales",
        steps: [
          { id: "lead", name: "Lead", message: null, endsScenario: false },
          { id: "offer", name: "Offer", message: offer, endsScenario: false },
          { id: "paid", name: "Paid", message: null, endsScenario: true },
        ],
      },
    ],
    place: { scenario: "sales", step: "lead", since: now - 26 * hour },
    log: [
      {
        id: "l2",
        scenario: "Spring sales",
        step: "Offer",
        state: "failed",
        beganAt: now - 27 * hour,
      },
      { id: "l1", scenario: "Spring sales", step: "Lead", state: "over", beganAt: now - 50 * hour },
    ],
  }));
  host.answer("list_participants", () => [anAgent()]);
  for (const row of rows.slice(0, 6)) {
    host.data.details[row.id] = aDetail({
      row,
      rating: { mark: 9, best: 10, comment: "Quick and kind" },
    });
  }
}
host.answer("list_macros", () => [
  {
    id: "1:1",
    name: "Thank and close",
    shared: true,
    deeds: [
      { type: "send", text: "Thank you, have a good day." },
      { type: "addTags", tags: ["done", "vip"] },
      { type: "setStatus", status: "resolved" },
    ],
  },
  {
    id: "1:2",
    name: "إحالة إلى المالية",
    shared: false,
    deeds: [
      { type: "assignTeam", name: "المالية" },
      { type: "note", text: "Check the invoice" },
    ],
  },
]);
host.answer("ask_ai", ({ wish }) =>
  wish.type === "tags"
    ? {
        type: "tags",
        tags: [
          { id: "vip", name: "vip", icon: "⭐" },
          { id: "delivery", name: "delivery", icon: null },
        ],
      }
    : {
        type: "words",
        text: "أعتذر عن التأخير. تواصلت مع المندوب وسيصلك الطلب اليوم قبل الساعة الثامنة مساءً.",
        refinable: true,
      },
);
host.answer("find_answers", () => [
  {
    id: "k1",
    kind: "knowledge",
    heading: "How long does delivery take?",
    text: "Within three working days. The tracking number follows by message.",
    confidence: 91,
  },
  {
    id: "p1",
    kind: "rule",
    heading: "Refunds",
    text: "Unopened goods are taken back within 14 days.",
    confidence: null,
  },
]);
host.answer("list_templates", () => [
  {
    name: "order_ready",
    language: "ar",
    category: "UTILITY",
    header: null,
    body: "مرحبا {{1}}، طلبك {{2}} جاهز للاستلام.",
    footer: "شكرا لك",
    buttons: ["تتبع الطلب"],
    gaps: [
      { name: "1", proposal: "نورة الحربي" },
      { name: "2", proposal: null },
    ],
    obstacle: null,
  },
  {
    name: "new_collection",
    language: "en_US",
    category: "MARKETING",
    header: null,
    body: "Our new collection is here.",
    footer: null,
    buttons: [],
    gaps: [],
    obstacle: "media",
  },
]);

const empty = wanted.get("empty") === "1";
if (empty) host.data.rows = [];

await prepare();
const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<App />);

// Once the actions are registered.
setTimeout(() => {
  const open = wanted.get("open");
  if (open !== null) selection.openConversation(open);
  const action = wanted.get("run");
  if (action !== null) runAction(action);
  if (wanted.get("toast") === "1")
    showToast({
      text: "2 conversations moved to Camila Rocha.",
      undo: { label: "Undo", run: () => {} },
    });
  if (wanted.get("page") === "settings") selection.openPage("settings");
}, 100);
