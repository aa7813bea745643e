import { QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { Conversation } from "../../features/conversation/Conversation";
import { selection } from "../../lib/selection";
import { applyLanguage } from "../../lib/i18n";
import { ChangeFollower } from "../../ipc/changes";
import { queryClient } from "../../lib/hostQuery";
import { fakeHost } from "../fakeHost";
import { aDetail, aLine, anItem, aRow, anAssignee, someSettings } from "../builders";
import type { ItemDto } from "../../ipc/bindings.gen";
import "../../styles/tokens.css";
import "../../styles/base.css";

const q = new URLSearchParams(location.search);
const lang = (q.get("lang") ?? "en") as "en" | "ar" | "pt";
document.documentElement.dataset["theme"] = q.get("theme") ?? "light";
document.documentElement.dataset["density"] = q.get("density") ?? "comfortable";
applyLanguage(lang);
const now = Date.now();
const min = 60_000;
let n = 0;
const it = (ago: number, over: Partial<ItemDto>): ItemDto => {
  n += 1;
  return anItem({ id: `i${n}`, occurredAt: now - ago * min, ...over });
};
const out = { direction: "outbound", authorKind: "me", authorName: null } as const;
const ai = { direction: "outbound", authorKind: "aiAgent", authorName: "Bia" } as const;
const text = (t: string) => ({ content: { type: "text", text: t } }) as const;

const summary = "### ملخص\n- طلب 48213 (غسالة 8 كجم) مسجّل «تم التسليم» والعميلة لم تستلمه.\n- طُلبت منها **صورة المدخل**، ووُعدت برد خلال يوم عمل.";
const transcript = [
  { speaker: "Faisal", start: 96_000, text: "تقدرين ترسلين صورة المدخل؟" },
  { speaker: "Customer", start: 108_000, text: "المندوب قال إن الشحنة عند البواب، وما عندنا بواب أصلاً" },
  { speaker: "Faisal", start: 117_000, text: "واضح، بفتح لك بلاغ الآن." },
];
const call = (over: object) => ({ content: { type: "call", outcome: "answered", ringing: 8000, duration: 222_000, hasRecording: true, summary, transcript, ...over } }) as unknown as Partial<ItemDto>;

const noura: ItemDto[] = [
  it(60 * 24, { authorKind: "person", authorName: "Faisal Al-Qahtani", ...call({}) }),
  it(150, text("طلبي 48213 مكتوب «تم التسليم» وأنا ما استلمت شي")),
  it(149, { ...ai, authorName: "Hatif AI", ...text("سُجّل التسليم أمس 17:40 مع صورة للمدخل. هل هو مدخلكم؟") }),
  it(142, { direction: "internal", authorKind: "system", content: { type: "assigned", toName: "Sara", toMe: true, toAi: false, byName: null, byMe: true } }),
  it(141, { direction: "internal", authorKind: "person", authorName: "Faisal", content: { type: "note", text: "@Faisal photo shows gate 4, hers is gate 2. Opening a claim." } }),
  it(140, { ...out, ...text("أعتذر منك أستاذة نورة. فتحت بلاغ، وأرجع لك قبل الساعة 4."), delivery: { state: "read" } }),
  it(139, { ...text("المدخل رقم 2، جنب الصيدلية. الصورة مو لعمارتنا"), quote: { item: "i6", authorName: null, outbound: true, text: "أعتذر منك أستاذة نورة. فتحت بلاغ، وأرجع لك قبل الساعة 4." } }),
];
const png = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFUlEQVR4nGP4z8DAwMDA8J+BgYEBAA0EAQFJzZpZAAAAAElFTkSuQmCC";
const kinds1: ItemDto[] = [
  it(3000, { direction: "internal", authorKind: "system", content: { type: "statusChanged", status: "Closed", byName: "Jonas Weber" } }),
  it(2999, { direction: "internal", authorKind: "system", content: { type: "assigned", toName: null, toMe: false, toAi: false, byName: "Faisal Al-Qahtani", byMe: false } }),
  it(2998, { direction: "internal", authorKind: "system", content: { type: "assigned", toName: "Sara", toMe: true, toAi: false, byName: "Faisal Al-Qahtani", byMe: false } }),
  it(100, { authorName: "Beatriz Nogueira", ...text("Já é a terceira vez que peço uma pessoa. Meu reembolso não caiu. Veja https://loja.example.com/pedidos/50917 ou https://bank.example@evil.example/x, obrigada.") }),
  it(99, { authorName: "Beatriz Nogueira", ...text("E por que não aparece no extrato?"), quote: { item: null, authorName: null, outbound: true, text: "O reembolso foi aprovado no dia 12." } }),
  it(80, { authorName: "Beatriz Nogueira", content: { type: "deleted" } }),
  it(70, { authorName: "Beatriz Nogueira", content: { type: "media", kind: "image", fileName: "a.png", mimeType: "image/png", bytes: 1000, duration: null, caption: "A porta amassada" } }),
  it(69, { authorName: "Beatriz Nogueira", content: { type: "media", kind: "image", fileName: "a.png", mimeType: "image/png", bytes: 1000, duration: null, caption: null } }),
  it(68, { authorName: "Beatriz Nogueira", content: { type: "media", kind: "audio", fileName: null, mimeType: "audio/ogg", bytes: 1000, duration: 14_000, caption: null } }),
  it(67, { authorName: "Beatriz Nogueira", content: { type: "media", kind: "video", fileName: null, mimeType: "video/mp4", bytes: 2_400_000, duration: 14_000, caption: null } }),
  it(66, { authorName: "Beatriz Nogueira", content: { type: "media", kind: "document", fileName: "Rechnung-2026-1187.pdf", mimeType: "application/pdf", bytes: 184_000, duration: null, caption: null } }),
  it(65, { authorName: "Beatriz Nogueira", content: { type: "location", latitude: "24.8412", longitude: "46.6588", name: "حي النرجس، شارع ١٢", address: "Riyadh" } }),
];
const kinds2: ItemDto[] = [
  it(59, { ...out, ...text("Guten Tag Herr Brandt, die Adresse ist geändert."), delivery: { state: "queued", outbox: "o1", until: null } }),
  it(50, { ...out, ...text("Ich schicke Ihnen gleich die neue Rechnung."), delivery: { state: "sending", outbox: "o2" } }),
  it(40, { ...out, ...text("Hier ist sie."), delivery: { state: "sent" } }),
  it(36, { ...out, ...text("Passt die USt-IdNr. jetzt?"), delivery: { state: "delivered" } }),
  it(30, { ...out, ...text("Die korrigierte Rechnung hängt an."), delivery: { state: "failed", code: 131026, reason: "Message undeliverable" } }),
  it(28, { ...out, ...text("Und noch einmal."), delivery: { state: "stuck", outbox: "o3", reason: "notFoundAfterNoAnswer" } }),
  it(20, { ...out, ...text("Obrigada pela paciência, Rafael."), delivery: { state: "checking", outbox: "o4" } }),
  it(18, { ...ai, ...text("Seu pedido sai do centro de distribuição ainda hoje.") , delivery: { state: "delivered" } }),
  it(15, { ...out, authorKind: "person", authorName: "Camila Rocha", content: { type: "template", name: "order_delay", text: "Olá Rafael, seu pedido 50917 vai atrasar um dia. Desculpe o transtorno." }, delivery: { state: "delivered" } }),
  it(14, { direction: "internal", authorKind: "me", content: { type: "note", text: "@Camila can you approve a second refund attempt? Bank is Itaú." } }),
  it(13, { authorKind: "contact", ...call({ outcome: "missed", ringing: 24_000, duration: null, hasRecording: false, summary: null, transcript: [] }) }),
  it(12, { ...out, ...call({ duration: 52_000, hasRecording: false, summary: null, transcript: [] }) }),
  it(11, { authorKind: "person", authorName: "Faisal Al-Qahtani", ...call({}) }),
  it(10, { content: { type: "unsupported", platformKind: "interactive" } }),
];
const long: ItemDto[] = [
  it(5, { authorName: "Aleksandra-Konstantinopolitanskaya von und zu Hohenlohe-Langenburg", ...text("Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung".repeat(3) + " https://example.com/" + "very-long-path/".repeat(20)) }),
  it(4, { ...out, ...text("Lorem ipsum dolor sit amet, consectetur adipiscing elit. ".repeat(20)), delivery: { state: "failed", code: 1, reason: "The platform says something rather long about why this was not possible at all today" } }),
];
const many = Array.from({ length: 400 }, (_, i) => it(4000 - i * 9, i % 3 === 1 ? { ...out, ...text(`Answer ${i} `.repeat((i % 7) + 1)), delivery: { state: "delivered" } } : text(`Message ${i} `.repeat((i % 11) + 1))));

const scene = q.get("scene") ?? "noura";
const items = { noura, kinds1, kinds2, long, many, empty: [], short: noura.slice(1, 3), closed: noura, blocked: noura, ai: noura, soon: noura, pressing: noura, offline: noura }[scene] ?? noura;
const hour = 60 * min;
const windowEndsAt = scene === "closed" ? null : scene === "soon" ? now + 3.2 * hour : scene === "pressing" ? now + 38 * min : now + 23.17 * hour;
const row = aRow({
  windowEndsAt,
  unread: Number(q.get("unread") ?? (scene === "noura" ? 1 : 0)),
  contactName: scene === "long" ? "Aleksandra-Konstantinopolitanskaya von und zu Hohenlohe-Langenburg" : "نورة الحربي",
  assignee: scene === "ai" ? anAssignee({ id: "bia", name: "Bia", isAi: true, isMe: false }) : anAssignee(),
  draft: scene === "short" || scene === "empty" ? null : "وصلني رد شركة الشحن: السائق سلّم لعمارة مجاورة. بيرجعون يستلمونها اليوم",
  channelKind: scene === "blocked" ? "phone" : "whatsAppAndPhone",
});
const host = fakeHost({
  settings: someSettings({ language: lang }),
  lines: [aLine(scene === "offline" || scene === "kinds2" ? { health: { state: "offline" } } : {})],
  rows: [row],
  details: { [row.id]: aDetail({ row, replyWindow: windowEndsAt === null ? { state: "closed", endedAt: now - 2 * hour } : { state: "open", endsAt: windowEndsAt } }) },
  items: { [row.id]: items },
  media: { i14: new Blob([Uint8Array.from(atob(png), (c) => c.charCodeAt(0))], { type: "image/png" }) },
});
// the media key depends on numbering: give every image but the last failing one a file
for (const each of kinds1) if (each.content.type === "media" && each.content.kind === "image" && each.content.caption !== null) host.data.media[each.id] = host.data.media["i14"] as Blob;
const follower = new ChangeFollower(queryClient);
void host.subscribe((e) => { if (e.event === "changed") follower.take(e); }, () => {});
selection.openConversation(row.id);
Object.assign(window, { host, row, anItem, it, text });

createRoot(document.getElementById("root")!).render(
  <QueryClientProvider client={queryClient}>
    <main data-pane="conversation" style={{ blockSize: "100%", inlineSize: q.get("width") ?? "560px", borderInlineEnd: "1px solid var(--line)" }}>
      <Conversation key={row.id} conversation={row.id} />
    </main>
  </QueryClientProvider>,
);
