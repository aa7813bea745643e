/**
 * A host in memory for component tests and the preview: answers every command from plain data that a test
 * may read and change. It keeps the contract's shapes, not the host's rules; those are tested in Rust.
 */
import type {
  Attention,
  ConversationFilter,
  ConversationRow,
  HostEvent,
  InterfaceProblem,
  LineDto,
  SavedReplyDto,
  SavedView,
  ViewDto,
} from "../ipc/bindings.gen";
import {
  HostError,
  installTransport,
  type CommandName,
  type InputOf,
  type OutputOf,
} from "../ipc/transport";
import { aContact, anAgent, anAppInfo, aDetail, someSettings, anItem } from "./builders";
import type { Call, FakeData, FakeHost, Handlers, HeldView } from "./fakeData";
import { fakeFiles } from "./fakeFiles";
import { inView, letsIn, everyMove, countsOf, placesOf } from "./fakeRows";

export type { FakeData, FakeHost } from "./fakeData";

/** Makes a host with this data and installs it as the transport. */
export function fakeHost(data: Partial<FakeData> = {}): FakeHost {
  const held: FakeData = {
    appInfo: anAppInfo(),
    settings: someSettings(),
    lines: [],
    agents: [],
    mentionable: [],
    rows: [],
    savedViews: [],
    platformViews: [],
    viewMembers: {},
    places: {},
    details: {},
    items: {},
    outbox: [],
    savedReplies: [],
    made: 0,
    media: {},
    dropped: {},
    draftFiles: {},
    ...data,
  };
  const calls: Call[] = [];
  const attention: Attention[] = [];
  const problems: InterfaceProblem[] = [];
  const listeners = new Set<(event: HostEvent) => void>();
  let sequence = 0;

  const rowOf = (id: string): ConversationRow => {
    const row = held.rows.find((each) => each.id === id);
    if (row === undefined) throw new HostError("notFound", "conversation");
    return row;
  };
  const lineOf = (id: string): LineDto => {
    const line = held.lines.find((each) => each.id === id);
    if (line === undefined) throw new HostError("notFound", "line");
    return line;
  };
  const savedViewOf = (id: string): HeldView => {
    const view = held.savedViews.find((each) => each.id === id);
    if (view === undefined) throw new HostError("notFound", "saved view");
    return view;
  };
  const within = (view: ViewDto, filter: ConversationFilter): ConversationRow[] => {
    const { platformView } = filter;
    const members = platformView === null ? null : (held.viewMembers[platformView] ?? []);
    return held.rows.filter(
      (row) =>
        (members === null ? inView(row, view) : members.includes(row.id)) &&
        letsIn(filter, row, held.places[row.id]),
    );
  };
  const counted = (view: HeldView): SavedView => {
    const { recipe } = view;
    const inside = within(recipe.view, recipe.filter);
    const unread = inside.filter((row) => row.unread > 0).length;
    return { ...view, unread, total: inside.length };
  };
  const replaceRow = (id: string, patch: Partial<ConversationRow>): void => {
    held.rows = held.rows.map((row) => (row.id === id ? { ...row, ...patch } : row));
  };
  const unsupported = (): never => {
    throw new HostError("unsupported", "fake host: give an answer with host.answer(…)");
  };
  const tellRow = (conversation: string): void => {
    host.changed({ type: "conversation", conversation }, { type: "conversations" });
  };

  const draftFiles = fakeFiles(held, (conversation) => {
    const files = (held.draftFiles[conversation] ?? []).filter(({ note }) => !note);
    replaceRow(conversation, { draftFiles: files.map(({ name }) => name) });
    tellRow(conversation);
  });
  const handlers: Handlers = {
    app_info: () => held.appInfo,
    get_settings: () => held.settings,
    set_settings: (settings) => {
      held.settings = settings;
      host.changed({ type: "settings" });
      return settings;
    },
    set_attention: (seen) => {
      attention.push(seen);
      return {};
    },
    open_link: () => ({}),
    send_test_notification: () => ({}),
    report_problem: (problem) => {
      problems.push(problem);
      return {};
    },
    list_lines: () => held.lines,
    sign_in: () => ({ state: "accounts", accounts: [{ account: "account-1", name: "" }] }),
    give_code: unsupported,
    forget_sign_in: () => ({}),
    test_line: unsupported,
    drop_test: () => ({}),
    add_line: unsupported,
    update_line: ({ line, name, paused }) => {
      const before = lineOf(line);
      const after: LineDto = {
        ...before,
        name: name ?? before.name,
        health:
          paused === null ? before.health : paused ? { state: "paused" } : { state: "starting" },
      };
      held.lines = held.lines.map((each) => (each.id === line ? after : each));
      host.changed({ type: "lines" });
      return after;
    },
    sign_in_again: () => ({ state: "accounts", accounts: [{ account: "account-1", name: "" }] }),
    replace_key: ({ line }) => lineOf(line),
    use_dashboard: ({ line, on }) => {
      const before = lineOf(line);
      const capabilities =
        before.capabilities === null ? null : { ...before.capabilities, dashboard: on };
      const after: LineDto = { ...before, capabilities };
      held.lines = held.lines.map((each) => (each.id === line ? after : each));
      host.changed({ type: "lines" });
      return after;
    },
    name_person: ({ line, person }) => {
      const named = anAgent({
        id: `agent-${person.id}`,
        name: person.name === "" ? person.id : person.name,
        isMe: false,
        email: null,
        openConversations: 0,
      });
      held.agents = [...held.agents, named];
      host.changed({ type: "directory", line });
      return named;
    },
    get_webhook: unsupported,
    set_inlet: unsupported,
    register_webhook: unsupported,
    remove_webhook: () => ({}),
    list_visitor_channels: unsupported,
    open_visitor_window: () => ({ opened: false }),
    start_visitor: unsupported,
    get_visitor: unsupported,
    open_visitor_file: () => ({}),
    send_as_visitor: () => ({}),
    set_visitor_typing: () => ({}),
    mark_visitor_read: () => ({}),
    rate_as_visitor: () => ({}),
    resolve_as_visitor: () => ({}),
    end_visitor: () => ({}),
    set_relay: ({ line }) => lineOf(line),
    remove_line: ({ line }) => {
      held.lines = held.lines.filter((each) => each.id !== line);
      host.changed({ type: "lines" });
      return {};
    },
    check_now: () => ({}),
    list_agents: () => held.agents,
    list_mentionable: () => held.mentionable,
    list_told: unsupported,
    start_demo: () => ({}),
    list_conversations: (query) => {
      const rows = within(query.view, query.filter);
      const from = query.cursor === null ? 0 : Number(query.cursor);
      const to = from + query.limit;
      return {
        rows: rows.slice(from, to),
        next: to < rows.length ? String(to) : null,
        groups: everyMove
          .map((whoseMove) => ({
            whoseMove,
            count: rows.filter((row) => row.whoseMove === whoseMove).length,
          }))
          .filter(({ count }) => count > 0),
        total: rows.length,
        unread: rows.filter((row) => row.unread > 0).length,
      };
    },
    list_saved_views: () => held.savedViews.map(counted),
    list_platform_views: () => held.platformViews,
    ask_platform_view: () => ({}),
    save_view: ({ name, recipe, place }) => {
      const view = { id: `view-${String(held.savedViews.length + 1)}`, name, recipe };
      held.savedViews = held.savedViews.toSpliced(place ?? held.savedViews.length, 0, view);
      host.changed({ type: "savedViews" });
      return counted(view);
    },
    update_view: ({ savedView, name, recipe, place }) => {
      const before = savedViewOf(savedView);
      const after = { ...before, name: name ?? before.name, recipe: recipe ?? before.recipe };
      const others = held.savedViews.filter(({ id }) => id !== savedView);
      held.savedViews = others.toSpliced(place ?? held.savedViews.indexOf(before), 0, after);
      host.changed({ type: "savedViews" });
      return counted(after);
    },
    delete_view: ({ savedView }) => {
      const view = savedViewOf(savedView);
      const place = held.savedViews.indexOf(view);
      held.savedViews = held.savedViews.toSpliced(place, 1);
      host.changed({ type: "savedViews" });
      return { name: view.name, recipe: view.recipe, place };
    },
    create_tag: ({ line, name }) => {
      host.changed({ type: "directory", line });
      return { id: `${line}:${name}`, name, icon: null };
    },
    rail_counts: ({ line }) =>
      countsOf(held.rows.filter((row) => line === null || row.line === line)),
    place_counts: ({ line }) =>
      placesOf(
        held.rows.filter((row) => line === null || row.line === line),
        held.places,
      ),
    find_conversations: ({ text, limit }) =>
      held.rows
        .filter((row) => row.contactName.toLowerCase().includes(text.toLowerCase()))
        .slice(0, limit),
    get_conversation: ({ conversation }) =>
      held.details[conversation] ?? aDetail({ row: rowOf(conversation) }),
    list_items: ({ conversation, anchor, limit }) => {
      const all = held.items[conversation] ?? [];
      const at = "item" in anchor ? all.findIndex((item) => item.id === anchor.item) : all.length;
      const [from, to] =
        anchor.at === "before"
          ? [Math.max(0, at - limit), at]
          : anchor.at === "after"
            ? [at + 1, Math.min(all.length, at + 1 + limit)]
            : anchor.at === "around"
              ? [Math.max(0, at - Math.floor(limit / 2)), at + Math.ceil(limit / 2)]
              : [Math.max(0, all.length - limit), all.length];
      const unread = held.rows.find((row) => row.id === conversation)?.unread ?? 0;
      const inbound = all.filter((item) => item.direction === "inbound");
      return {
        items: all.slice(from, to),
        hasBefore: from > 0,
        hasAfter: to < all.length,
        historyComplete: true,
        firstUnread: unread > 0 ? (inbound.at(-unread)?.id ?? null) : null,
        unread,
      };
    },
    fetch_history: () => ({}),
    set_read: ({ conversation, read }) => {
      replaceRow(conversation, { unread: read ? 0 : 1 });
      tellRow(conversation);
      return {};
    },
    save_draft: ({ conversation, note, text }) => {
      if (note) {
        const detail = held.details[conversation] ?? aDetail({ row: rowOf(conversation) });
        held.details[conversation] = { ...detail, noteDraft: text === "" ? null : text };
        return {};
      }
      replaceRow(conversation, { draft: text === "" ? null : text });
      tellRow(conversation);
      return {};
    },
    save_note_terms: ({ conversation, terms }) => {
      const detail = held.details[conversation] ?? aDetail({ row: rowOf(conversation) });
      held.details[conversation] = { ...detail, noteTerms: terms };
      return {};
    },
    save_draft_buttons: ({ conversation, titles }) => {
      const detail = held.details[conversation] ?? aDetail({ row: rowOf(conversation) });
      held.details[conversation] = { ...detail, draftButtons: titles };
      replaceRow(conversation, { draftButtons: titles.filter((title) => title.trim() !== "") });
      tellRow(conversation);
      return {};
    },
    save_reply_head: ({ copies }) => {
      if (![...copies.cc, ...copies.bcc].every((each) => each.includes("@"))) {
        throw new HostError("emailNeeded", "");
      }
      return copies;
    },
    assign: ({ conversations, agent }) => {
      const to = held.agents.find((each) => each.id === agent) ?? null;
      for (const conversation of conversations) {
        replaceRow(conversation, {
          assignee:
            to === null
              ? null
              : { id: to.id, name: to.name, isAi: to.isAi, isMe: to.isMe, pending: true },
        });
        tellRow(conversation);
      }
      const changed = conversations.length;
      return { undo: "undo-1", changed, undoable: changed, agent: to };
    },
    change: ({ conversations, change }) => {
      for (const conversation of conversations) {
        if (change.type === "setAi") replaceRow(conversation, { aiOn: change.on });
        if (change.type === "setPriority") replaceRow(conversation, { priority: change.priority });
        tellRow(conversation);
      }
      const changed = conversations.length;
      return change.type === "approve"
        ? { undo: null, changed, undoable: 0 }
        : { undo: "undo-1", changed, undoable: changed };
    },
    undo: () => ({ restored: 1, changedMeanwhile: 0 }),
    open_in_platform: () => ({}),
    get_contact: async ({ conversation }) => {
      const { contact } = await handlers.get_conversation({ conversation });
      return aContact({
        name: contact.name,
        phone: contact.phone,
        email: contact.email,
        company: contact.company === null ? null : { id: null, name: contact.company, facts: [] },
      });
    },
    read_contact: () => ({}),
    change_contact: () => ({ undo: "undo-1", changed: 1, undoable: 1 }),
    delete_own_note: () => ({}),
    fetch_other_conversations: () => ({ count: 0 }),
    find_contacts: () => [],
    merge_contacts: () => ({}),
    find_companies: () => [],
    get_person: () => ({ others: [], apart: [], conversations: 1 }),
    split_person: ({ contact }) => ({ contact, others: ["own"] }),
    undo_split: () => ({}),
    join_person: () => ({}),
    list_story: async ({ conversation, anchor, limit }) => {
      const part = await handlers.list_items({ conversation, anchor, limit });
      const row = held.rows.find((each) => each.id === conversation);
      return {
        places: [
          {
            conversation,
            line: row?.line ?? "line-riyadh",
            lineName: row?.lineName ?? "Riyadh line",
            platform: row?.platform ?? "hatif",
            channelName: null,
            channelKind: row?.channelKind ?? "whatsApp",
            historyComplete: part.historyComplete,
          },
        ],
        items: part.items.map((item) => ({ place: 0, item })),
        hasBefore: part.hasBefore,
        hasAfter: part.hasAfter,
      };
    },
    ...draftFiles.handlers,
    send_message: ({ conversation, text, note, terms, files, buttons }) => {
      held.draftFiles[conversation] = (held.draftFiles[conversation] ?? []).filter(
        ({ id }) => !files.includes(id),
      );
      const echo = anItem({
        id: `echo-${String((held.items[conversation] ?? []).length)}`,
        occurredAt: Date.now(),
        direction: note ? "internal" : "outbound",
        authorKind: "me",
        authorName: null,
        content: note
          ? { type: "note", text, mentions: [], terms }
          : buttons.length === 0
            ? { type: "text", text }
            : {
                type: "interactive",
                kind: "choice",
                text,
                entries: buttons.map((title) => ({
                  title,
                  description: null,
                  link: null,
                  answer: null,
                })),
              },
        delivery: { state: "queued", outbox: "outbox-1", until: null },
      });
      held.items[conversation] = [...(held.items[conversation] ?? []), echo];
      const detail = held.details[conversation];
      if (detail !== undefined) {
        held.details[conversation] = {
          ...detail,
          ...(note ? { noteDraft: null, noteTerms: null } : { draftButtons: [] }),
        };
      }
      // A note is for colleagues: the customer's turn and the draft of the reply stay as they are.
      if (!note)
        replaceRow(conversation, {
          preview: { kind: "text", outbound: true, authorKind: "me", authorName: null, text },
          // It is ours until the platform took the words.
          draft: null,
          draftButtons: [],
          draftFiles: [],
          delivery: "toSend",
        });
      host.changed({ type: "items", conversation }, { type: "outbox" });
      tellRow(conversation);
      return echo;
    },
    list_outbox: () => held.outbox,
    retry_send: () => ({}),
    discard_send: ({ outbox }) => {
      held.outbox = held.outbox.filter((each) => each.id !== outbox);
      host.changed({ type: "outbox" });
      return { text: null };
    },
    begin_conversation: ({ line }) => ({ conversation: `${line}:new/outbox-1` }),
    list_beginnings: ({ line }) => lineOf(line).channels,
    opening_terms: () => ({
      reachedBy: "phone",
      strangers: true,
      subject: false,
      template: false,
      inNameOfAi: false,
      conversation: null,
    }),
    find_recipients: ({ text, limit }) =>
      held.rows
        .filter((row) => row.contactName.toLowerCase().includes(text.toLowerCase()))
        .slice(0, limit)
        .map((row) => ({
          contact: row.contactKey,
          name: row.contactName,
          key: row.contactKey,
          phone: "+966 50 000 0041",
          email: null,
          company: row.company,
          conversation: row.id,
        })),
    get_opening_draft: () => null,
    save_opening_draft: () => ({}),
    take_over_held: ({ outbox }) => {
      held.outbox = held.outbox.filter((each) => each.id !== outbox);
      host.changed({ type: "outbox" });
      return {};
    },
    delete_item: () => ({}),
    change_note: () => ({}),
    retry_item: () => ({}),
    translate_item: () => ({ text: "Translated" }),
    tell_writing: () => ({}),
    list_participants: () => [],
    set_participants: () => ({}),
    mail_transcript: () => ({}),
    record_message: () => ({}),
    conversation_link: ({ conversation }) => ({
      address: `https://platform.example/${conversation}`,
    }),
    get_scenarios: () => ({ all: [], place: null, log: [] }),
    move_in_scenarios: () => ({ messageSent: false, blockedByWindow: false }),
    list_presences: () => [],
    get_presence: () => ({ presence: "online" }),
    set_presence: () => ({}),
    list_saved_replies: ({ conversation }) =>
      held.savedReplies.filter(
        ({ line }) => conversation === null || line === null || line === rowOf(conversation).line,
      ),
    add_saved_reply: ({ line, shortCode, text }) => {
      held.made += 1;
      const id = `${line ?? "desk"}:made-${String(held.made)}`;
      const reply: SavedReplyDto = { id, line, shortCode, text, filled: text };
      held.savedReplies = [...held.savedReplies, reply];
      host.changed({ type: "savedReplies" });
      return reply;
    },
    change_saved_reply: ({ reply, shortCode, text }) => {
      const known = held.savedReplies.find(({ id }) => id === reply);
      if (known === undefined) throw new HostError("notFound", "reply");
      const changed: SavedReplyDto = { ...known, shortCode, text, filled: text };
      held.savedReplies = held.savedReplies.map((each) => (each.id === reply ? changed : each));
      host.changed({ type: "savedReplies" });
      return changed;
    },
    delete_saved_reply: ({ reply }) => {
      held.savedReplies = held.savedReplies.filter(({ id }) => id !== reply);
      host.changed({ type: "savedReplies" });
      return {};
    },
    list_macros: () => [],
    run_macro: () => ({}),
    ask_ai: unsupported,
    stop_asking_ai: () => ({}),
    find_answers: () => [],
    settle_ai_pause: () => ({}),
    list_templates: () => [],
    set_template_number: ({ line, number }) => {
      const after: LineDto = { ...lineOf(line), templateNumber: number };
      held.lines = held.lines.map((each) => (each.id === line ? after : each));
      host.changed({ type: "lines" });
      return after;
    },
    save_media: () => ({ fileName: "file" }),
    open_media: () => ({}),
  };

  const host: FakeHost = {
    data: held,
    calls,
    attention,
    problems,
    inputsOf: <K extends CommandName>(name: K) =>
      calls.filter((each) => each.name === name).map((each) => each.input as InputOf<K>),
    answer: (name, handler) => {
      handlers[name] = handler;
    },
    fail: (name, code) => {
      Object.assign(handlers, {
        [name]: () => {
          throw new HostError(code, "fake host");
        },
      });
    },
    hang: (name) => {
      Object.assign(handlers, { [name]: () => new Promise(() => {}) });
    },
    changed: (...changes) => {
      sequence += 1;
      const numbered = sequence;
      // After the answer, as the host does: a change never overtakes the command that made it.
      queueMicrotask(() => {
        host.emit({ event: "changed", sequence: numbered, changes });
      });
    },
    emit: (event) => {
      for (const listener of listeners) listener(event);
    },
    loseEvent: () => {
      sequence += 1;
    },
    async call<K extends CommandName>(name: K, input: InputOf<K>): Promise<OutputOf<K>> {
      calls.push({ name, input } as Call);
      return await handlers[name](input);
    },
    subscribe: (onEvent) => {
      listeners.add(onEvent);
      return Promise.resolve(() => {
        listeners.delete(onEvent);
      });
    },
    ...draftFiles.wire,
    fetchMedia: (item) => {
      const blob = held.media[item];
      return blob === undefined
        ? Promise.reject(new HostError("notFound", "media"))
        : Promise.resolve(blob);
    },
  };
  installTransport(host);
  return host;
}
