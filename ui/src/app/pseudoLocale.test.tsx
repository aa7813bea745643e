/** Every word on the main screens comes from the catalogue: what is written into a component stays Latin here. */
import { act, cleanup, render, screen, waitFor } from "@testing-library/react";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { sectionIds } from "../features/settings/sections";
import { closeAssignDialog, openAssignDialog } from "../features/assign/assignDialogState";
import { selection } from "../lib/selection";
import { setWords, type Words } from "../lib/words";
import * as english from "../paraglide/messages/en.js";
import { aDetail, aLine, anAgent, anAssignee, anItem, aRow } from "../testing/builders";
import { fakeHost } from "../testing/fakeHost";
import { layOut } from "../testing/layout";
import { App, prepare } from "./App";
import { openOverlay } from "./overlays";
import { fetchParts } from "./parts";

/** Fullwidth letters: readable, and none that a component would hold. */
function pseudo(text: string): string {
  return text.replace(/[A-Za-z]/gu, (letter) =>
    String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0),
  );
}

const pseudoWords = new Proxy({} as Words, {
  get: (_, name) => (inputs: never) =>
    pseudo((Reflect.get(english, name) as (inputs: never) => string)(inputs)),
});

/** Names of things and addresses, which are the same in every language, and keys as they are printed. */
const sameEverywhere =
  /https?:\/\/\S+|Switchboard|Linux|WhatsApp|Hatif|English|Português|\(Brasil\)|\b(?:Ctrl|Alt|Shift|Esc|Tab|Space)\b|\b(?:AM|PM)\b/gu;
const told = ["aria-label", "aria-roledescription", "alt", "placeholder", "title"];

function latinIn(text: string | null): string | null {
  const left = (text ?? "").replace(sameEverywhere, "");
  return /[A-Za-z]{2,}/u.test(left) ? (text ?? "") : null;
}

/** What is shown or told in Latin letters, except keys, dates (they are the formatter's) and React Aria's own words. */
function latin(): string[] {
  const found: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node.parentElement?.closest("kbd, time, script, style") !== null) continue;
    const text = latinIn(node.textContent);
    if (text !== null) found.push(text);
  }
  for (const name of told) {
    for (const element of document.body.querySelectorAll(`[${name}]`)) {
      if (element.matches("[data-live-announcer] *, button[tabindex='-1'], time")) continue;
      const text = latinIn(element.getAttribute(name));
      if (text !== null) found.push(`${name}: ${text}`);
    }
  }
  return found;
}

const minute = 60_000;
const noura = "نورة الحربي";
const items = (): ReturnType<typeof anItem>[] => {
  const base = { authorName: noura, occurredAt: Date.now() - 5 * minute };
  const text = { type: "text", text: "السلام" } as const;
  const ours = { direction: "outbound", authorKind: "me", authorName: null } as const;
  return [
    anItem({ ...base, id: "1", content: text }),
    anItem({ ...base, ...ours, id: "2", content: text, delivery: { state: "read" } }),
    anItem({
      ...base,
      ...ours,
      id: "3",
      content: text,
      delivery: { state: "stuck", outbox: "o", reason: "notFoundAfterNoAnswer" },
    }),
    anItem({ ...base, id: "4", content: { type: "deleted" } }),
    anItem({
      ...base,
      id: "5",
      content: { type: "note", text: "ملاحظة", mentions: [], terms: null },
    }),
    anItem({
      ...base,
      id: "6",
      content: {
        type: "call",
        outcome: "answered",
        ringing: null,
        duration: 60_000,
        hasRecording: true,
        summary: "ملخص",
        transcript: [],
      },
    }),
    anItem({
      ...base,
      id: "7",
      authorKind: "system",
      content: {
        type: "assigned",
        toName: null,
        toMe: true,
        toAi: false,
        byName: "سارة",
        byMe: false,
      },
    }),
  ];
};

async function shown(over: Parameters<typeof fakeHost>[0] = {}): Promise<void> {
  const sara = anAgent({ name: "سارة", email: null });
  const row = aRow({
    id: "c1",
    lineName: "خط",
    unread: 2,
    lastActivityAt: Date.now() - 5 * minute,
    moveSince: Date.now() - 5 * minute,
    preview: { kind: "text", outbound: true, authorKind: "me", authorName: null, text: "السلام" },
    assignee: anAssignee({ name: "سارة" }),
    tags: [{ id: "t", name: "وسم", icon: null }],
  });
  fakeHost({
    lines: [
      aLine({
        name: "خط",
        me: sara,
        relayUrl: null,
        lastEventAt: Date.now(),
        channels: [{ id: "channel-1", name: "قناة", kind: "whatsAppAndPhone", address: null }],
      }),
    ],
    agents: [sara],
    rows: [row],
    details: { c1: aDetail({ row, channelName: "قناة", platformStatus: "مفتوح" }) },
    items: { c1: items() },
    ...over,
  });
  await prepare();
  setWords(pseudoWords);
  await fetchParts();
  render(<App />);
  await screen.findByRole("contentinfo");
}

beforeAll(() => {
  setWords(pseudoWords);
});
beforeEach(() => {
  layOut({ viewport: 900, row: 60 });
  openOverlay(null);
  closeAssignDialog();
});
afterAll(() => {
  cleanup();
  setWords(english);
});

it("the check itself finds what is not in the catalogue", () => {
  const label = document.createElement("button");
  label.textContent = "Send it";
  label.title = "Now";
  document.body.append(label);
  expect(latin()).toEqual(["Send it", "title: Now"]);
  label.remove();
});

it("the inbox with an open conversation", async () => {
  await shown();
  act(() => {
    selection.openConversation("c1");
  });
  await waitFor(() => {
    expect(screen.getAllByRole("article")).toHaveLength(7);
  });
  expect(latin()).toEqual([]);
});

it("the first run and connecting", async () => {
  await shown({ lines: [], rows: [] });
  await screen.findByRole("main");
  expect(latin()).toEqual([]);
  act(() => {
    selection.openPage("connect");
  });
  await screen.findByRole("dialog");
  expect(latin()).toEqual([]);
});

it("the palette, the keys and assigning", async () => {
  await shown();
  act(() => {
    openOverlay("palette");
  });
  await screen.findByRole("combobox");
  expect(latin()).toEqual([]);
  act(() => {
    openOverlay("keys");
  });
  await screen.findByRole("searchbox");
  expect(latin()).toEqual([]);
  act(() => {
    openOverlay(null);
    openAssignDialog(new Map([["c1", { line: "line-riyadh" }]]));
  });
  await screen.findByRole("option", { name: /سارة/u });
  expect(latin()).toEqual([]);
});

it.each(sectionIds)("the settings: %s", async (section) => {
  await shown();
  act(() => {
    selection.openPage("settings", section);
  });
  await screen.findByRole("main");
  expect(latin()).toEqual([]);
});
