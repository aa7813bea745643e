/** Builders for the host's shapes: a plausible value, overridden where a test cares. */
import type {
  AgentDto,
  AppInfo,
  AssigneeDto,
  CapabilitiesDto,
  ContactAbilitiesDto,
  ContactCardDto,
  ConversationDetail,
  ConversationRow,
  ItemDto,
  LineDto,
  OutboxEntry,
  PlatformViewDto,
  SavedReplyDto,
  Settings,
  ToolsDto,
} from "../ipc/bindings.gen";
import { noFilter } from "../lib/filters";

/** Thursday 19 November 2026, 13:45 UTC: the time of the tests' world. */
export const noon = Date.UTC(2026, 10, 19, 13, 45);
const minute = 60_000;

/** Facts about the program. */
export function anAppInfo(over: Partial<AppInfo> = {}): AppInfo {
  return {
    version: "0.1.0",
    system: "linux",
    demo: false,
    canStartDemo: true,
    keychain: "available",
    notifications: "available",
    storeRebuilt: false,
    ...over,
  };
}

/** All choices, as on the first day. */
export function someSettings(over: Partial<Settings> = {}): Settings {
  return {
    theme: "light",
    density: "comfortable",
    language: "en",
    sendKey: "modifierEnter",
    signEmails: true,
    singleKeys: true,
    listWidth: 352,
    panelWidth: 292,
    panelOpen: true,
    badge: "mine",
    notifications: {
      enabled: true,
      concern: "mineAndUnassigned",
      hideText: false,
      hideName: false,
      quietFrom: null,
      quietUntil: null,
    },
    ...over,
  };
}

/** The tools of a Hatif line. */
export function someTools(over: Partial<ToolsDto> = {}): ToolsDto {
  return {
    begin: "available",
    deleteMessage: "notByPlatform",
    retryMessage: "notByPlatform",
    translate: "notByPlatform",
    changeNote: "notByPlatform",
    deleteNote: "notByPlatform",
    participants: "notByPlatform",
    transcript: "notByPlatform",
    record: "notByPlatform",
    outcome: "notByPlatform",
    scenarios: "notByPlatform",
    availability: "notByPlatform",
    tellsWriting: false,
    ...over,
  };
}

/** A view that was saved on a platform and that only the platform can answer; never asked so far. */
export function aPlatformView(over: Partial<PlatformViewDto> = {}): PlatformViewDto {
  const id = "line-riyadh:7";
  return {
    id,
    line: "line-riyadh",
    lineName: "Riyadh line",
    name: "Old ones",
    kind: "saved",
    recipe: {
      view: "allOpen",
      filter: { ...noFilter, line: "line-riyadh", platformView: id },
      sort: "newest",
    },
    asked: true,
    answeredAt: null,
    there: null,
    unread: null,
    total: null,
    ...over,
  };
}

/** What a Hatif line can do. */
export function someCapabilities(over: Partial<CapabilitiesDto> = {}): CapabilitiesDto {
  return {
    sendText: "available",
    sendTemplate: "available",
    listTemplates: "notByPlatform",
    sendFile: "notByPlatform",
    attachLink: "available",
    buttons: null,
    notes: "notByPlatform",
    mentions: "notByPlatform",
    emailCopies: "notByPlatform",
    quote: "notByPlatform",
    assignPerson: "available",
    assignAi: "available",
    assignTeam: "notByPlatform",
    setStatus: "notByPlatform",
    reopen: "notByPlatform",
    snooze: "notByPlatform",
    setPriority: "notByPlatform",
    setAi: "notByPlatform",
    takeOverFirst: false,
    approve: "notByPlatform",
    resolveAttention: "notByPlatform",
    setProperties: "notByPlatform",
    propertyNameLimit: 0,
    propertyValueLimit: 0,
    mute: "notByPlatform",
    setTags: "available",
    createTags: "available",
    playVisitor: "notByPlatform",
    webhooks: "byHand",
    peopleById: false,
    dashboard: null,
    tools: someTools(),
    savedReplies: "notByPlatform",
    macros: "notByPlatform",
    aiTasks: "notByPlatform",
    findAnswers: "notByPlatform",
    endAiPause: "notByPlatform",
    wantsTemplateNumber: false,
    readReceipts: true,
    textLimit: 4096,
    noteLimit: 4096,
    fileBytes: 0,
    filesAtOnce: 10,
    noteFiles: false,
    noteTerms: false,
    linkNeedsSize: false,
    ...over,
  };
}

/** What a line can do whose platform leaves nothing out. */
export function everyCapability(over: Partial<CapabilitiesDto> = {}): CapabilitiesDto {
  return someCapabilities({
    listTemplates: "available",
    sendFile: "available",
    notes: "available",
    mentions: "available",
    emailCopies: "available",
    quote: "available",
    assignTeam: "available",
    setStatus: "available",
    reopen: "available",
    snooze: "available",
    setPriority: "available",
    setAi: "available",
    approve: "available",
    resolveAttention: "available",
    setProperties: "available",
    mute: "available",
    savedReplies: "available",
    macros: "available",
    aiTasks: "available",
    findAnswers: "available",
    endAiPause: "available",
    attachLink: "notByPlatform",
    buttons: { channels: ["whatsApp"], count: 3, title: 20, text: 1024 },
    fileBytes: 40 * 1024 * 1024,
    filesAtOnce: 15,
    noteFiles: true,
    noteTerms: true,
    ...over,
  });
}

/** A colleague, Sara Al-Otaibi who is me unless said otherwise. */
export function anAgent(over: Partial<AgentDto> = {}): AgentDto {
  return {
    id: "agent-sara",
    name: "Sara Al-Otaibi",
    isAi: false,
    isMe: true,
    email: "sara@example.com",
    openConversations: 12,
    ...over,
  };
}

/** A live Hatif line named "Riyadh line". */
export function aLine(over: Partial<LineDto> = {}): LineDto {
  return {
    id: "line-riyadh",
    platform: "hatif",
    name: "Riyadh line",
    health: { state: "live" },
    relay: { state: "connected" },
    relayUrl: "https://relay.example.com",
    relayEventAt: null,
    webhookRegistered: false,
    baseUrl: "https://api.example.com",
    unprotected: false,
    templateNumber: null,
    me: anAgent(),
    capabilities: someCapabilities(),
    channels: [
      { id: "channel-1", name: "Support", kind: "whatsAppAndPhone", address: "+966 11 000 0000" },
    ],
    teams: [],
    notices: [],
    live: false,
    lastEventAt: noon - 2_000,
    toSend: 0,
    history: null,
    ...over,
  };
}

/** Who carries a conversation: me unless said otherwise. */
export function anAssignee(over: Partial<AssigneeDto> = {}): AssigneeDto {
  return {
    id: "agent-sara",
    name: "Sara Al-Otaibi",
    isAi: false,
    isMe: true,
    pending: false,
    ...over,
  };
}

/** A row of the list: our turn, read, unassigned. */
export function aRow(over: Partial<ConversationRow> = {}): ConversationRow {
  return {
    id: "conversation-noura",
    line: "line-riyadh",
    platform: "hatif",
    lineName: "Riyadh line",
    channelKind: "whatsApp",
    contactName: "نورة الحربي",
    contactKey: "contact-noura",
    company: null,
    whoseMove: "ourTurn",
    moveSince: noon - 50 * minute,
    moveReason: null,
    status: "open",
    snoozedUntil: null,
    subject: null,
    priority: null,
    lastActivityAt: noon - 50 * minute,
    preview: {
      kind: "text",
      outbound: false,
      authorKind: "contact",
      authorName: null,
      text: "المدخل رقم 2، جنب الصيدلية. الصورة مو لعمارتنا",
    },
    delivery: "none",
    statusPending: false,
    unread: 0,
    windowEndsAt: noon + 23 * 60 * minute,
    assignee: null,
    aiOn: false,
    frustration: null,
    tags: [],
    draft: null,
    draftButtons: [],
    draftFiles: [],
    ...over,
  };
}

/** What header, composer and panel show, made from a row. */
export function aDetail(over: Partial<ConversationDetail> = {}): ConversationDetail {
  const row = over.row ?? aRow();
  return {
    row,
    channelName: "Support",
    contact: {
      id: `contact-of-${row.id}`,
      name: row.contactName,
      key: row.contactKey,
      phone: "+966 50 000 0041",
      email: null,
      company: row.company,
    },
    status: row.status,
    platformStatus: "Open",
    mood: null,
    waitingSince: row.moveSince,
    firstReplyAfter: 8 * minute,
    replyWindow:
      row.windowEndsAt === null
        ? { state: "closed", endedAt: noon - 120 * minute }
        : { state: "open", endsAt: row.windowEndsAt },
    windowOnlyWarns: false,
    summary: null,
    others: [],
    historyComplete: true,
    subject: null,
    snoozedUntil: null,
    aiOffSince: null,
    noticed: false,
    noteDraft: null,
    noteTerms: null,
    draftButtons: [],
    replyHead: null,
    team: null,
    muted: false,
    properties: [],
    refusedProperties: [],
    promise: null,
    ad: null,
    attention: [],
    rating: null,
    beingBegun: false,
    writing: null,
    ...over,
  };
}

/** A message of the customer. */
export function anItem(over: Partial<ItemDto> = {}): ItemDto {
  return {
    id: "item-1",
    occurredAt: noon - 3 * minute,
    direction: "inbound",
    authorKind: "contact",
    authorName: "نورة الحربي",
    content: { type: "text", text: "المدخل رقم 2" },
    delivery: null,
    quote: null,
    edited: false,
    ...over,
  };
}

/** A prepared text of the person's own. */
export function aSavedReply(over: Partial<SavedReplyDto> = {}): SavedReplyDto {
  const text = over.text ?? "Thank you for your patience.";
  return { id: "desk:1", line: null, shortCode: "thanks", text, filled: text, ...over };
}

/** A text that waits to be sent. */
export function anOutboxEntry(over: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    id: "outbox-1",
    conversation: "conversation-noura",
    contactName: "نورة الحربي",
    line: "line-riyadh",
    action: { type: "send", text: "On its way", note: false, files: [], recorded: false },
    state: { state: "queued" },
    createdAt: noon - minute,
    ...over,
  };
}

/** What everything about a contact can be, alike. */
export function someContactAbilities(
  over: Partial<ContactAbilitiesDto> = {},
  all: ContactAbilitiesDto["name"] = "available",
): ContactAbilitiesDto {
  return {
    read: all,
    name: all,
    addresses: all,
    company: all,
    clear: all,
    fields: all,
    newFields: all,
    addNotes: all,
    deleteNotes: all,
    labels: all,
    block: all,
    merge: all,
    linkCompany: all,
    conversations: all,
    ...over,
  };
}

/** A customer of whom only names and numbers are known. */
export function aContact(over: Partial<ContactCardDto> = {}): ContactCardDto {
  return {
    readAt: null,
    pending: false,
    refused: [],
    name: null,
    phone: null,
    email: null,
    addresses: [],
    position: null,
    externalId: null,
    place: { city: null, country: null, countryText: null, byNumber: false, timeZone: null },
    language: null,
    blocked: null,
    fields: [],
    notes: [],
    labels: [],
    knownLabels: [],
    company: null,
    brand: null,
    quality: null,
    can: null,
    ...over,
  };
}
