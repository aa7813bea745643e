import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeEach, expect, test, vi } from "vitest";
import type { AttentionItemDto, PropertyDto } from "../../ipc/bindings.gen";
import { queryClient } from "../../lib/hostQuery";
import { selection } from "../../lib/selection";
import { aDetail, aLine, anAssignee, aRow, someCapabilities } from "../../testing/builders";
import { fakeHost } from "../../testing/fakeHost";
import { Details } from "./Details";

/** A text called Order that cannot be changed, unless said otherwise. */
const aProperty = (over: Partial<PropertyDto> = {}): PropertyDto => ({
  key: "Order",
  name: "Order",
  value: null,
  kind: "text",
  options: [],
  editable: false,
  ...over,
});

function show(): void {
  render(
    <QueryClientProvider client={queryClient}>
      <Details conversation="one" />
    </QueryClientProvider>,
  );
}

const full = aDetail({
  row: aRow({ id: "one", assignee: anAssignee({ pending: true }), priority: "high" }),
  contact: {
    id: "contact",
    name: "نورة الحربي",
    key: "noura",
    phone: "+966 50 000 0041",
    email: "noura@example.com",
    company: null,
  },
  mood: "negative",
  summary: {
    text: "## Order\n- washer **not** here\n- <b>photo</b>",
    at: Date.UTC(2026, 10, 18, 16, 17),
    item: "call",
    newerItems: 4,
  },
  others: [
    {
      id: "other",
      lineName: "Riyadh line",
      channelKind: "email",
      whoseMove: "waiting",
      preview: "Invoice copy",
      lastActivityAt: Date.UTC(2026, 8, 1),
    },
  ],
});

beforeEach(() => {
  localStorage.clear();
});

test("a conversation that is not here says so and leads back", async () => {
  fakeHost({ lines: [aLine()] });
  selection.openConversation("one");
  show();
  await screen.findByRole("heading", { name: "This conversation is not on this computer" });
  await userEvent.click(screen.getByRole("button", { name: "Back to the list" }));
  expect(selection.get().conversation).toBeNull();
});

test("without the internet it says that it will open by itself", async () => {
  fakeHost({ lines: [aLine({ health: { state: "offline" } })] });
  show();
  await screen.findByText("It opens by itself when the internet is back.");
});

test("a store that fails is not taken for a missing conversation", async () => {
  fakeHost({ lines: [aLine()] }).fail("get_conversation", "storeFailed");
  show();
  await screen.findByRole("heading", { name: "The details could not be read" });
});

test("a status that the platform has not confirmed says so", async () => {
  const resolved = aRow({ id: "one", status: "resolved", statusPending: true });
  fakeHost({ lines: [aLine()], details: { one: aDetail({ status: "resolved", row: resolved }) } });
  show();
  const value = await screen.findByText(/^Resolved/u);
  expect(value.textContent).toContain("not confirmed yet");
});

test("empty sections are not drawn", async () => {
  fakeHost({ rows: [aRow({ id: "one" })] });
  show();
  await screen.findByRole("button", { name: "Facts" });
  expect(screen.queryByRole("button", { name: /Summary/ })).toBeNull();
  expect(screen.queryByRole("button", { name: /Other conversations/ })).toBeNull();
  expect(screen.queryByText("Mood")).toBeNull();
});

const able = aLine({
  teams: [{ id: "t1", name: "Billing" }],
  capabilities: someCapabilities({
    setPriority: "available",
    assignTeam: "available",
    setTags: "available",
    setProperties: "available",
    resolveAttention: "available",
  }),
});
const asked = (over: Partial<AttentionItemDto>): AttentionItemDto => ({
  id: "a1",
  kind: "humanRequested",
  reason: null,
  raisedAt: Date.now(),
  open: true,
  ...over,
});

test("what a person was asked for stays, with its way off, where the platform takes no answer", async () => {
  const host = fakeHost({
    lines: [aLine({ capabilities: someCapabilities({ resolveAttention: "notByPlatform" }) })],
    details: { one: { ...full, attention: [asked({ reason: "Wants a manager" })] } },
  });
  show();
  await screen.findByText("Wants a manager");
  const done = () => screen.getByRole("button", { name: "Done: A person was asked for" });
  await waitFor(() => {
    expect(done().getAttribute("aria-disabled")).toBe("true");
  });
  await userEvent.click(done());
  expect(host.inputsOf("change")).toEqual([]);
});

test("what a person was asked for is marked as done, and what goes by itself says so", async () => {
  const host = fakeHost({
    lines: [able],
    details: {
      one: {
        ...full,
        attention: [
          asked({}),
          asked({ id: null, kind: "aiStuck" }),
          asked({ id: "old", kind: "other", open: false }),
        ],
      },
    },
  });
  show();
  await screen.findByText("2 open");
  screen.getByText("Goes when a person answers.");
  screen.getByText("done");
  await userEvent.click(screen.getByRole("button", { name: "Done: A person was asked for" }));
  expect(host.inputsOf("change")).toEqual([
    { conversations: ["one"], change: { type: "resolveAttention", item: "a1" } },
  ]);
});

test("properties that cannot be changed are words", async () => {
  const property = aProperty({ value: "48213", editable: true });
  fakeHost({
    lines: [aLine({ capabilities: someCapabilities({ setProperties: "notByPlatform" }) })],
    details: { one: { ...full, properties: [property] } },
  });
  show();
  await screen.findByText("48213");
  expect(screen.queryByRole("button", { name: /Change Order/u })).toBeNull();
  await waitFor(() => {
    const add = screen.getByRole("button", { name: /Add a property/u });
    expect(add.getAttribute("aria-disabled")).toBe("true");
  });
});

test("a property is changed in its place, and Esc leaves it as it was", async () => {
  const host = fakeHost({
    lines: [able],
    details: {
      one: {
        ...full,
        properties: [
          aProperty({ value: "48213", editable: true }),
          aProperty({ key: "Orders", name: "Orders", value: "7" }),
        ],
      },
    },
  });
  show();
  await userEvent.click(await screen.findByRole("button", { name: "Change Order: 48213" }));
  await userEvent.type(screen.getByRole("textbox", { name: "Order" }), "9{Escape}");
  expect(host.inputsOf("change")).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Change Order: 48213" }));
  await userEvent.type(screen.getByRole("textbox", { name: "Order" }), "9{Enter}");
  expect(host.inputsOf("change")).toEqual([
    { conversations: ["one"], change: { type: "setProperty", name: "Order", value: "482139" } },
  ]);
  expect(screen.queryByRole("button", { name: /Change Orders/u })).toBeNull();
});

test("a property is added, but not twice", async () => {
  const host = fakeHost({
    lines: [able],
    details: {
      one: { ...full, properties: [aProperty({ value: "1" })] },
    },
  });
  show();
  await userEvent.click(await screen.findByRole("button", { name: "Add a property" }));
  await userEvent.type(screen.getByRole("textbox", { name: "Name" }), "Order");
  screen.getAllByText("There is a property of this name.");
  await userEvent.clear(screen.getByRole("textbox", { name: "Name" }));
  await userEvent.type(screen.getByRole("textbox", { name: "Name" }), "City");
  await userEvent.type(screen.getByRole("textbox", { name: "Value" }), "الرياض{Enter}");
  expect(host.inputsOf("change")).toEqual([
    { conversations: ["one"], change: { type: "setProperty", name: "City", value: "الرياض" } },
  ]);
});

test("frustration is five lamps and its number, and changeable facts open their choice", async () => {
  fakeHost({
    lines: [able],
    details: {
      one: {
        ...full,
        row: aRow({ id: "one", frustration: 78 }),
        status: "snoozed",
        team: { id: "t1", name: "Billing" },
      },
    },
  });
  show();
  await screen.findByText("4 of 5, 78 %");
  screen.getByText("until they answer");
  await screen.findByRole("button", { name: /Change Team/u });
  screen.getByRole("button", { name: /Change Priority/u });
  screen.getByRole("button", { name: /Change Tags/u });
});

test("a summary without age or call says what it is about", async () => {
  fakeHost({
    details: { one: { ...full, summary: { text: "All", at: null, item: null, newerItems: 0 } } },
  });
  show();
  await screen.findByText("About the whole conversation.");
  screen.getByText("Hatif AI");
});

test("a conversation on another line says on which, the name apart so that it is cut at its own end", async () => {
  const [other] = full.others;
  fakeHost({
    lines: [able],
    details: {
      one: { ...full, others: other === undefined ? [] : [{ ...other, lineName: "Loja BR" }] },
    },
  });
  show();
  const name = await screen.findByText("Loja BR", { selector: "bdi" });
  expect(name.parentElement?.textContent).toBe("Also on Loja BR");
});

test("a summary is read as light markdown and never as markup", async () => {
  fakeHost({ details: { one: full } });
  show();
  await screen.findByText("Order");
  expect(screen.getByText("not").tagName).toBe("STRONG");
  screen.getByText("<b>photo</b>");
  screen.getByText("From the call. 4 messages are newer.");
});

test("facts are words, and what is not confirmed is said", async () => {
  fakeHost({ details: { one: full } });
  show();
  await screen.findByText("Open, our turn");
  screen.getByText("negative");
  screen.getByText("not confirmed yet");
  screen.getByText("8 min");
});

test("the number is copied and the copying is said", async () => {
  fakeHost({ details: { one: full } });
  const user = userEvent.setup();
  const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  show();
  await user.click(await screen.findByRole("button", { name: "Copy number" }));
  expect(write).toHaveBeenCalledWith("+966 50 000 0041");
  await screen.findByRole("button", { name: "Copied" });
});

test("another conversation opens when it is activated", async () => {
  fakeHost({ details: { one: full } });
  show();
  const other = await screen.findByRole("button", { name: /on Riyadh line.*Invoice copy/ });
  await userEvent.click(other);
  expect(selection.get().conversation).toBe("other");
});

test("a folded section stays folded", async () => {
  fakeHost({ details: { one: full } });
  show();
  const facts = await screen.findByRole("button", { name: "Facts" });
  await userEvent.click(facts);
  expect(facts.ariaExpanded ?? facts.getAttribute("aria-expanded")).toBe("false");
  document.body.replaceChildren();
  show();
  const again = await screen.findByRole("button", { name: "Facts" });
  expect(again.getAttribute("aria-expanded")).toBe("false");
});

test("the panel is without accessibility faults", async () => {
  fakeHost({ details: { one: full } });
  show();
  await screen.findByText("Order");
  within(document.body).getByRole("region", { name: "Contact" });
  const { violations } = await axe.run(document.body, {
    rules: {
      region: { enabled: false },
      "color-contrast": { enabled: false },
      // The page's own first heading is the conversation's.
      "page-has-heading-one": { enabled: false },
    },
  });
  expect(violations.map((each) => each.id)).toEqual([]);
});

test("a platform whose AI sums up is asked for a new summary; why there is none is said", async () => {
  const host = fakeHost({
    lines: [aLine({ capabilities: someCapabilities({ aiTasks: "available" }) })],
    details: { one: { ...full, summary: null } },
  });
  host.fail("ask_ai", "aiUsedUp");
  show();
  await screen.findByText("Nobody has summed this conversation up yet.");
  await userEvent.click(screen.getByRole("button", { name: "Sum it up" }));
  expect((await screen.findByRole("alert")).textContent).toBe(
    "The account has used up what its plan allows the AI.",
  );
  host.answer("ask_ai", () => ({ type: "nothing" }));
  await userEvent.click(screen.getByRole("button", { name: "Sum it up" }));
  await screen.findByText("There is nothing to sum up yet.");
  expect(host.inputsOf("ask_ai").map(({ wish }) => wish.type)).toEqual(["summary", "summary"]);
});

test("a summary under way shows that, and can be let go of", async () => {
  const host = fakeHost({
    lines: [aLine({ capabilities: someCapabilities({ aiTasks: "available" }) })],
    details: { one: full },
  });
  host.hang("ask_ai");
  show();
  await userEvent.click(await screen.findByRole("button", { name: "Make a new one" }));
  await screen.findByText("Hatif AI is summing up…");
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  screen.getByRole("button", { name: "Make a new one" });
  expect(host.inputsOf("stop_asking_ai")).toEqual([
    { attempt: host.inputsOf("ask_ai")[0]?.attempt },
  ]);
});

test("where the account has no AI the way to a summary is off, and elsewhere not drawn", async () => {
  const host = fakeHost({
    lines: [aLine({ capabilities: someCapabilities({ aiTasks: "notByAccount" }) })],
    details: { one: full },
  });
  show();
  const button = await screen.findByRole("button", { name: /^Make a new one/u });
  expect(button.getAttribute("aria-disabled")).toBe("true");
  expect(host.inputsOf("ask_ai")).toEqual([]);
});

test("a property is called and changed by what its platform says it is, also before it has a value", async () => {
  const host = fakeHost({
    lines: [able],
    details: {
      one: {
        ...full,
        properties: [
          aProperty({ key: "order_no", name: "Order number", kind: "number", editable: true }),
          aProperty({ key: "paid", name: "Paid", kind: "checkbox", editable: true }),
          aProperty({
            key: "size",
            name: "Size",
            kind: "choice",
            options: ["S", "L"],
            value: "S",
            editable: true,
          }),
        ],
      },
    },
  });
  show();
  await userEvent.click(await screen.findByRole("button", { name: "Change Order number: empty" }));
  await userEvent.type(screen.getByRole("textbox", { name: "Order number" }), "soon{Enter}");
  screen.getByRole("alert");
  expect(host.inputsOf("change")).toEqual([]);
  await userEvent.clear(screen.getByRole("textbox", { name: "Order number" }));
  await userEvent.type(screen.getByRole("textbox", { name: "Order number" }), "17{Enter}");
  await userEvent.click(screen.getByRole("checkbox", { name: "Paid" }));
  await waitFor(() => {
    expect(host.inputsOf("change").map(({ change }) => change)).toEqual([
      { type: "setProperty", name: "order_no", value: "17" },
      { type: "setProperty", name: "paid", value: "true" },
    ]);
  });
});

test("what a property may not exceed is said and counted while one types", async () => {
  const capabilities = someCapabilities({
    setProperties: "available",
    propertyNameLimit: 20,
    propertyValueLimit: 10,
  });
  const host = fakeHost({
    lines: [aLine({ capabilities })],
    details: { one: { ...full, properties: [aProperty({ value: "1", editable: true })] } },
  });
  show();
  await userEvent.click(await screen.findByRole("button", { name: "Add a property" }));
  await userEvent.type(screen.getByRole("textbox", { name: "Name" }), "City");
  screen.getByText("16 characters left");
  await userEvent.type(screen.getByRole("textbox", { name: "Value" }), "Rio de Janeiro{Enter}");
  screen.getAllByText("4 characters too long");
  expect(host.inputsOf("change")).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "Change Order: 1" }));
  await userEvent.type(screen.getByRole("textbox", { name: "Order" }), "2345678901{Enter}");
  screen.getAllByText("1 character too long");
  expect(host.inputsOf("change")).toEqual([]);
});

test("a change of a property that the platform did not take says so, and can be tried again or left", async () => {
  const host = fakeHost({
    lines: [able],
    details: {
      one: {
        ...full,
        properties: [aProperty({ key: "order_no", name: "Order number", editable: true })],
        refusedProperties: [{ outbox: "o1", key: "order_no", value: "17", reason: "refused" }],
      },
    },
  });
  show();
  const refused = await screen.findByRole("alert");
  expect(refused.textContent).toMatch(/^Order number/u);
  await userEvent.click(within(refused).getByRole("button", { name: "Try again" }));
  await userEvent.click(within(refused).getAllByRole("button")[1] as HTMLElement);
  expect(host.inputsOf("retry_send")).toEqual([{ outbox: "o1" }]);
  expect(host.inputsOf("discard_send")).toEqual([{ outbox: "o1", intoDraft: false }]);
});
