/** The conversations of the preview. */
import type { ConversationRow } from "../ipc/bindings.gen";
import { anAssignee, aRow } from "./builders";

/** The time of everything that is shown. */
export const now = Date.now();
/** In ms. */
export const minute = 60_000;
/** In ms. */
export const hour = 60 * minute;
/** What the address asks for. */
export const wanted = new URLSearchParams(location.search);

const riyadh = { line: "line-riyadh", lineName: "Riyadh line" } as const;
const jeddah = { line: "line-jeddah", lineName: "فرع جدة" } as const;
const inbound = (text: string): ConversationRow["preview"] => ({
  kind: "text",
  outbound: false,
  authorKind: "contact",
  authorName: null,
  text,
});

/** The conversations. */
export const rows: ConversationRow[] = [
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
    statusPending: true,
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
    draftButtons: ["Today", "غدًا صباحًا"],
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
