/**
 * The interface on a host in memory, for looking at it: `npm run preview`, then for example
 * `/?theme=dark&lang=ar&density=compact&open=c3&lines=offline&page=settings`. Never part of the build.
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
  aLine,
  anAgent,
  anAssignee,
  anItem,
  anAppInfo,
  aRow,
  everyCapability,
  someSettings,
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
  byAi: false,
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
      byAi: false,
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
    tags: [{ id: "refund", name: "refund", icon: null }],
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
    preview: { kind: "missedCall", outbound: false, byAi: false, text: null },
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
            lastEventAt: now - 2_000,
            toSend: health.state === "offline" ? 3 : 0,
            // With `files=1` it takes files, and a draft has some.
            ...(wanted.get("files") === "1" ? { capabilities: everyCapability() } : {}),
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
