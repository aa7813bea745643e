/** What the host of the preview answers when somebody looks closer. */
import { aContact, aDetail, anAgent, anItem, someContactAbilities } from "./builders";
import { able, host } from "./previewHost";
import { now, minute, hour, wanted, rows } from "./previewRows";

/** Answers what lies deeper than lists: one customer with everything that can be known of one, tools and macros. */
export function answerEverything(): void {
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
        {
          id: "l1",
          scenario: "Spring sales",
          step: "Lead",
          state: "over",
          beganAt: now - 50 * hour,
        },
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
    { id: "1:3", name: "Spam", shared: true, deeds: [{ type: "mute" }] },
  ]);
  host.answer("list_told", () => ["2"]);
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
}
