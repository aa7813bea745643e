import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import type { ContactCardDto, ConversationDetail } from "../../../ipc/bindings.gen";
import { findAction } from "../../../lib/actions";
import { applyLanguage } from "../../../lib/i18n";
import { resetToasts, undoLast } from "../../../lib/toasts";
import { aContact, aDetail, aLine, aRow, someContactAbilities } from "../../../testing/builders";
import type { FakeHost } from "../../../testing/fakeHost";
import { accessibilityProblems, renderOnHost } from "../../../testing/renderOnHost";
import { Details } from "../Details";

const able = (over: Partial<ContactCardDto> = {}): ContactCardDto =>
  aContact({
    readAt: Date.now(),
    name: "نورة الحربي",
    phone: "+966 50 000 0041",
    email: "noura@example.com",
    can: someContactAbilities(),
    ...over,
  });

function show(
  card: ContactCardDto,
  prepare: (host: FakeHost) => void = () => {},
  detail: Partial<ConversationDetail> = {},
): Promise<FakeHost> {
  const row = aRow({ id: "one" });
  return renderOnHost(
    <Details conversation="one" />,
    { lines: [aLine()], details: { one: aDetail({ row, ...detail }) } },
    (host) => {
      host.answer("get_contact", () => card);
      prepare(host);
    },
  );
}

const menu = async (item: string) => {
  await userEvent.click(await screen.findByRole("button", { name: "What can be done" }));
  return screen.findByRole("menuitem", { name: new RegExp(`^${item}`, "u") });
};

beforeEach(() => {
  localStorage.clear();
  resetToasts();
});

test("without the platform the card stays, and it is said how old it is", async () => {
  const readAt = Date.now() - 3 * 3_600_000;
  await show(able({ readAt }), (host) => {
    host.fail("read_contact", "unreachable");
  });
  await screen.findByText(/Not read anew\. Last read: 3 h\./u);
  screen.getByText("+966 50 000 0041");
});

test("before a card was ever read it is said that little is known", async () => {
  await show(able({ readAt: null }), (host) => {
    host.fail("read_contact", "unreachable");
  });
  await screen.findByText(/Only what the conversation tells is known yet\./u);
});

test("what a line cannot do stays in the menu, off, with the reason", async () => {
  const host = await show(able({ can: someContactAbilities({}, "notByPlatform") }));
  const item = await menu("Join with another contact");
  within(item).getByText("Hatif has no way to do this.");
  await userEvent.click(item);
  expect(screen.queryByRole("dialog", { name: /Join another contact/u })).toBeNull();
  expect(findAction("contact.merge")?.reason?.()).toBe("Hatif has no way to do this.");
  expect(host.inputsOf("change_contact")).toEqual([]);
});

test("name and number are changed together, and both are taken back", async () => {
  const host = await show(able());
  await userEvent.click(await menu("Edit the customer"));
  const form = await screen.findByRole("form", { name: "Edit the customer" });
  const save = within(form).getByRole("button", { name: /Save/u });
  expect(save.getAttribute("aria-disabled")).toBe("true");
  const name = within(form).getByRole("textbox", { name: "Name" });
  await userEvent.clear(name);
  await userEvent.type(name, "Noura A.");
  const phone = within(form).getByRole("textbox", { name: "Phone number" });
  await userEvent.clear(phone);
  await userEvent.click(within(form).getByRole("button", { name: /Save/u }));
  await waitFor(() => {
    expect(host.inputsOf("change_contact").map(({ change }) => change)).toEqual([
      { type: "setName", name: "Noura A." },
      { type: "setPhone", phone: null },
    ]);
  });
  await screen.findByText("Customer changed.");
  undoLast();
  await waitFor(() => {
    expect(host.inputsOf("undo")).toHaveLength(2);
  });
});

test("what a platform can only replace cannot be emptied, and Esc leaves all as it was", async () => {
  const can = someContactAbilities({ clear: "notByPlatform", company: "notByPlatform" });
  const host = await show(able({ can }));
  await userEvent.click(await menu("Edit the customer"));
  const form = await screen.findByRole("form", { name: "Edit the customer" });
  expect(within(form).queryByRole("textbox", { name: "Company" })).toBeNull();
  const phone = within(form).getByRole("textbox", { name: "Phone number" });
  await userEvent.clear(phone);
  within(form).getAllByText("Hatif keeps what is there: it can be replaced, not emptied.");
  await userEvent.type(phone, "1{Escape}");
  expect(screen.queryByRole("form", { name: "Edit the customer" })).toBeNull();
  expect(host.inputsOf("change_contact")).toEqual([]);
});

test("a refused change says what and why, and is tried again or left", async () => {
  const refused = {
    outbox: "o1",
    change: { type: "setEmail", email: "taken@example.com" },
    reason: "refused",
  } as const;
  const host = await show(able({ refused: [refused] }));
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("E-mail: not changed. Hatif refused it.");
  await userEvent.click(within(alert).getByRole("button", { name: "Try again" }));
  expect(host.inputsOf("retry_send")).toEqual([{ outbox: "o1" }]);
  await userEvent.click(within(alert).getByRole("button", { name: "Leave it" }));
  expect(host.inputsOf("discard_send")).toEqual([{ outbox: "o1", intoDraft: false }]);
});

test("a city and its country are said in the order of the language that is spoken", async () => {
  applyLanguage("ar");
  const place = {
    city: "Riyadh",
    country: "SA",
    countryText: null,
    byNumber: false,
    timeZone: null,
  };
  await show(able({ place }));
  const where = await screen.findByText("Riyadh، المملكة العربية السعودية");
  expect(where.closest("bdi"), "as a name it would begin on the side of its first word").toBeNull();
});

test("place and local time come from the platform, else from the number", async () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 19, 11, 5), toFake: ["Date"] });
  await show(
    able({
      place: {
        city: null,
        country: "SA",
        countryText: null,
        byNumber: true,
        timeZone: "Asia/Riyadh",
      },
      language: "ar",
      pending: true,
      blocked: true,
    }),
  );
  await screen.findByText("14:05 there now");
  screen.getByText("Saudi Arabia");
  screen.getByText(/by the number/u);
  screen.getByText("Speaks Arabic");
  screen.getByText("Not confirmed by the platform yet.");
  screen.getByText("Blocked: their messages are not let through.");
  vi.useRealTimers();
});

test("fields are changed by what they hold", async () => {
  const field = { options: [], byAi: false };
  const host = await show(
    able({
      fields: [
        {
          ...field,
          key: "d1",
          name: "Tier",
          kind: "choice",
          options: ["gold", "silver"],
          value: "gold",
        },
        { ...field, key: "d2", name: "Newsletter", kind: "checkbox", value: "false" },
        { ...field, key: "d3", name: "Orders", kind: "number", value: "7", byAi: true },
      ],
    }),
  );
  await userEvent.click(await screen.findByRole("button", { name: /Tier/u }));
  await userEvent.click(await screen.findByRole("option", { name: "silver" }));
  await userEvent.click(screen.getByRole("checkbox", { name: "Newsletter" }));
  await userEvent.click(screen.getByRole("button", { name: "Change Orders: 7" }));
  const orders = screen.getByRole("textbox", { name: "Orders" });
  await userEvent.type(orders, "x{Enter}");
  await screen.findByText("This is no number.");
  await userEvent.type(orders, "{Backspace}8{Enter}");
  await waitFor(() => {
    expect(host.inputsOf("change_contact").map(({ change }) => change)).toEqual([
      { type: "setField", key: "d1", value: "silver" },
      { type: "setField", key: "d2", value: "true" },
      { type: "setField", key: "d3", value: "78" },
    ]);
  });
});

test("fields that cannot be changed are words, and long ones fold", async () => {
  const long = "سطر ".repeat(120);
  await show(
    able({
      can: someContactAbilities({}, "notByPlatform"),
      fields: [{ key: "a", name: "History", kind: "text", options: [], value: long, byAi: false }],
    }),
  );
  const more = await screen.findByRole("button", { name: "Show all" });
  expect(screen.queryByRole("button", { name: /Change History/u })).toBeNull();
  await userEvent.click(more);
  screen.getByRole("button", { name: "Show less" });
});

test("a note that is refused is not lost", async () => {
  const host = await show(able());
  host.fail("change_contact", "keyRefused");
  await userEvent.click(await screen.findByRole("button", { name: "Add note" }));
  const box = await screen.findByRole("textbox", { name: "Note about the customer" });
  await userEvent.type(box, "Call back on Monday");
  await userEvent.click(screen.getByRole("button", { name: /^Add note/u }));
  await waitFor(() => {
    expect(host.inputsOf("change_contact")).toHaveLength(1);
  });
  expect((box as HTMLTextAreaElement).value).toBe("Call back on Monday");
});

test("notes say where they are kept, and a deleted one is written again", async () => {
  const host = await show(
    able({
      can: someContactAbilities({ addNotes: "notByPlatform", deleteNotes: "notByPlatform" }),
      notes: [
        { id: "7", text: "Likes tea", author: null, writtenAt: Date.now(), own: true },
        { id: "p", text: "From the portal", author: "Layla", writtenAt: null, own: false },
      ],
    }),
  );
  await userEvent.click(await screen.findByRole("button", { name: "Add note" }));
  await screen.findByText(/Kept only on this computer: Hatif keeps no notes/u);
  expect(screen.queryByRole("button", { name: "Delete the note: From the portal" })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Delete the note: Likes tea" }));
  expect(host.inputsOf("delete_own_note")).toEqual([{ conversation: "one", note: "7" }]);
  await screen.findByText("Note deleted.");
  undoLast();
  await waitFor(() => {
    expect(host.inputsOf("change_contact")).toEqual([
      { conversation: "one", change: { type: "addNote", text: "Likes tea" } },
    ]);
  });
});

test("labels are given and taken one by one, always told whole", async () => {
  const label = (id: string) => ({ id: `1:${id}`, name: id, icon: null });
  const host = await show(
    able({ labels: [label("vip")], knownLabels: [label("vip"), label("late")] }),
  );
  await userEvent.click(await screen.findByRole("button", { name: "Add a label" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "late" }));
  await userEvent.click(screen.getByRole("button", { name: "Remove vip" }));
  await waitFor(() => {
    expect(host.inputsOf("change_contact").map(({ change }) => change)).toEqual([
      { type: "setLabels", labels: ["1:vip", "1:late"] },
      { type: "setLabels", labels: [] },
    ]);
  });
});

test("joining shows both sides and what wins, asks, and says a failure in its place", async () => {
  const host = await show(able());
  host.answer("find_contacts", () => [
    { id: "9", name: "N. Harbi", phone: null, email: "n@example.com", company: "Harbi Trading" },
  ]);
  await userEvent.click(await menu("Join with another contact"));
  const dialog = await screen.findByRole("dialog");
  await userEvent.type(within(dialog).getByRole("searchbox"), "harbi");
  await userEvent.click(await within(dialog).findByRole("button", { name: /N\. Harbi/u }));
  const company = within(dialog).getByRole("row", { name: /^Company/u });
  // Theirs fills what ours lacks.
  expect(within(company).getAllByText("Harbi Trading")).toHaveLength(2);
  const email = within(dialog).getByRole("row", { name: /^E-mail/u });
  expect(within(email).getAllByText("noura@example.com")).toHaveLength(2);
  within(dialog).getByText(/This cannot be taken back\./u);
  expect(host.inputsOf("merge_contacts")).toEqual([]);
  host.fail("merge_contacts", "platformFailed");
  await userEvent.click(within(dialog).getByRole("button", { name: /Join them for good/u }));
  await within(dialog).findByRole("alert");
  host.answer("merge_contacts", () => ({}));
  await userEvent.click(within(dialog).getByRole("button", { name: /Join them for good/u }));
  await screen.findByText("N. Harbi is part of نورة الحربي now.");
  expect(host.inputsOf("merge_contacts").at(-1)).toEqual({ conversation: "one", gone: "9" });
});

test("a company is chosen among the platform's, and what it found out is words", async () => {
  const host = await show(
    able({
      company: {
        id: "c1",
        name: "Nordic Parts ApS",
        facts: [
          { name: "vatValid", value: "true" },
          { name: "resolutionStatus", value: "vies_resolved" },
          { name: "headcount", value: "40" },
        ],
      },
      brand: "Nordic",
      quality: {
        overall: 430,
        outcome: 500,
        process: null,
        environment: null,
        confidence: 80,
        scoredAt: null,
      },
    }),
  );
  await screen.findByText("VAT number valid");
  screen.getByText("the VAT register");
  screen.getByText("headcount");
  screen.getByText("4.3 of 5");
  host.answer("find_companies", () => [{ id: "c2", name: "Mueller GmbH", facts: [] }]);
  await userEvent.click(await menu("Choose the company"));
  await userEvent.click(await screen.findByRole("button", { name: "Mueller GmbH" }));
  await waitFor(() => {
    expect(host.inputsOf("change_contact").map(({ change }) => change)).toEqual([
      { type: "linkCompany", company: "c2", name: "Mueller GmbH" },
    ]);
  });
});

test("conversations that only the platform knows are asked for and counted", async () => {
  const host = await show(able());
  host.answer("fetch_other_conversations", () => ({ count: 3 }));
  await userEvent.click(await screen.findByRole("button", { name: /^Get older/u }));
  await screen.findByText("3 conversations came.");
  host.fail("fetch_other_conversations", "unreachable");
  await userEvent.click(screen.getByRole("button", { name: /^Get older/u }));
  await waitFor(() => {
    expect(screen.queryByText("3 conversations came.")).toBeNull();
  });
});

test("a promise says what is due, and what is over is said as over", async () => {
  const now = Date.now();
  await show(able(), () => {}, {
    promise: {
      name: "Gold",
      state: "runningBroken",
      firstReplyDue: now - 10 * 60_000 - 500,
      nextReplyDue: now + 30 * 60_000 + 30_000,
      resolutionDue: null,
    },
    ad: {
      headline: "Winter offer",
      body: "Up to 40 %",
      url: "https://ads.example/1",
      clickedAt: now - 3_600_000,
    },
  });
  await screen.findByText("Gold");
  screen.getByText("broken, still running");
  screen.getByText("10 min over");
  screen.getByText("in 30 min");
  expect(screen.queryByText("Resolution due")).toBeNull();
  screen.getByText("Winter offer");
  screen.getByRole("button", { name: "Open the ad" });
});

test("the full card is without accessibility faults", async () => {
  await show(
    able({
      fields: [
        { key: "a", name: "Tier", kind: "choice", options: ["x"], value: null, byAi: true },
        { key: "b", name: "Site", kind: "link", options: [], value: "https://e.org", byAi: false },
      ],
      notes: [{ id: "1", text: "Note", author: "Layla", writtenAt: Date.now(), own: false }],
      labels: [{ id: "1:vip", name: "vip", icon: null }],
    }),
  );
  await screen.findByRole("button", { name: "Remove vip" });
  expect(await accessibilityProblems()).toEqual([]);
});
