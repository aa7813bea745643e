import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";
import type { VisitorChannelDto, VisitorDto, VisitorMessageDto } from "../../ipc/bindings.gen";
import { applyLanguage } from "../../lib/i18n";
import { aLine, noon } from "../../testing/builders";
import type { FakeHost } from "../../testing/fakeHost";
import { accessibilityProblems, renderOnHost } from "../../testing/renderOnHost";
import { VisitorPage } from "./VisitorPage";

const app: VisitorChannelDto = { id: "3", name: "App", proves: true, proofNeeded: false };

function aMessage(over: Partial<VisitorMessageDto> = {}): VisitorMessageDto {
  return {
    id: "1",
    own: false,
    author: "Sara",
    writtenAt: noon,
    content: { type: "text", text: "Hello Lia" },
    ...over,
  };
}

function aVisitor(over: Partial<VisitorDto> = {}): VisitorDto {
  return {
    visitor: "visitor-1",
    line: "line-riyadh",
    channel: "App",
    name: "Lia",
    conversation: "conversation-9",
    messages: [],
    resolved: false,
    deskReadAt: null,
    writingUntil: null,
    writer: null,
    live: true,
    unreachable: false,
    removal: "possible",
    ...over,
  };
}

const onClose = vi.fn<() => void>();

async function opened(prepare: (host: FakeHost) => void = () => {}): Promise<FakeHost> {
  return renderOnHost(
    <VisitorPage line="line-riyadh" onClose={onClose} />,
    { lines: [aLine()] },
    (host) => {
      host.answer("list_visitor_channels", () => [app]);
      host.answer("start_visitor", () => aVisitor());
      host.answer("get_visitor", () => aVisitor());
      prepare(host);
    },
  );
}

async function cameIn(): Promise<void> {
  await userEvent.type(await screen.findByLabelText("Name of the customer"), "Lia");
  await userEvent.click(screen.getByRole("button", { name: "Come in" }));
  await screen.findByRole("list", { name: /as the customer sees it/u });
}

describe("playing a customer, when it fails", () => {
  test("a key that may not look is said, and a line without a channel too", async () => {
    const host = await opened((each) => {
      each.fail("list_visitor_channels", "scopeMissing");
    });
    expect((await screen.findByRole("alert")).textContent).toContain("Only an administrator’s key");
    host.answer("list_visitor_channels", () => []);
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText(/no channel that is built on the API/u)).toBeTruthy();
    expect(await accessibilityProblems()).toEqual([]);
  });

  test("who is not let in stays at the form with what was typed", async () => {
    await opened((host) => {
      host.fail("start_visitor", "refused");
      host.answer("list_visitor_channels", () => [{ ...app, proofNeeded: true }]);
    });
    await userEvent.type(await screen.findByLabelText("Name of the customer"), "Lia");
    await userEvent.click(screen.getByRole("button", { name: "Come in" }));
    expect(screen.getByText("This channel wants an id.")).toBeTruthy();
    await userEvent.type(screen.getByLabelText("Id in your own program"), "7");
    await userEvent.click(screen.getByRole("button", { name: "Come in" }));
    expect((await screen.findByRole("alert")).textContent).toContain(
      "does not let this customer in",
    );
    expect(screen.getByLabelText("Name of the customer")).toHaveProperty("value", "Lia");
  });

  test("what could not be sent stays in the box, and a channel that is away is said", async () => {
    await opened((host) => {
      host.fail("send_as_visitor", "unreachable");
      host.answer("get_visitor", () => aVisitor({ unreachable: true, live: false }));
    });
    await cameIn();
    const box = screen.getByLabelText("Write as the customer");
    await userEvent.type(box, "Anybody?{Enter}");
    expect(await screen.findByRole("alert")).toBeTruthy();
    expect(box).toHaveProperty("value", "Anybody?");
    expect(await screen.findByText(/The channel does not answer/u)).toBeTruthy();
    expect(await accessibilityProblems()).toEqual([]);
  });

  test("one that was ended elsewhere is over", async () => {
    const host = await opened();
    await cameIn();
    host.fail("get_visitor", "notFound");
    host.changed({ type: "visitor", visitor: "visitor-1" });
    expect(await screen.findByText("This customer is not played any more.")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Play another customer" }));
    expect(await screen.findByRole("button", { name: "Come in" })).toBeTruthy();
  });

  test("who may have been there before is not offered to be removed, and it is said why", async () => {
    const host = await opened((each) => {
      each.answer("get_visitor", () => aVisitor({ removal: "refused" }));
      each.answer("start_visitor", () => aVisitor({ removal: "refused" }));
    });
    await cameIn();
    await userEvent.click(screen.getByRole("button", { name: "End" }));
    const dialog = within(await screen.findByRole("dialog", { name: "End this test?" }));
    expect(dialog.getByText(/may have been on the platform before/u)).toBeTruthy();
    expect(dialog.queryByRole("button", { name: /Remove/u })).toBeNull();
    await userEvent.click(dialog.getByRole("button", { name: "End and leave it there" }));
    expect(host.inputsOf("end_visitor")).toEqual([{ visitor: "visitor-1", cleanUp: false }]);
  });

  test("a removal takes a while, may fail, and can be left", async () => {
    const host = await opened();
    await cameIn();
    await userEvent.click(screen.getByRole("button", { name: "End" }));
    const dialog = within(await screen.findByRole("dialog", { name: "End this test?" }));
    host.answer("get_visitor", () => aVisitor({ removal: "waiting", live: false }));
    await userEvent.click(dialog.getByRole("button", { name: /Remove customer/u }));
    host.changed({ type: "visitor", visitor: "visitor-1" });
    expect(await screen.findByText(/takes up to two minutes/u)).toBeTruthy();
    expect(screen.queryByLabelText("Write as the customer")).toBeNull();
    host.answer("get_visitor", () => aVisitor({ removal: "failed", live: false }));
    host.changed({ type: "visitor", visitor: "visitor-1" });
    expect((await screen.findByRole("alert")).textContent).toContain("did not remove");
    await userEvent.click(screen.getByRole("button", { name: "End and leave it there" }));
    expect(await screen.findByRole("button", { name: "Come in" })).toBeTruthy();
    expect(host.inputsOf("end_visitor").map(({ cleanUp }) => cleanUp)).toEqual([true, false]);
  });
});

describe("playing a customer", () => {
  test("says all along that it is real, and tells both sides", async () => {
    const host = await opened();
    const real = /This makes a real conversation/u;
    expect(await screen.findByText(real)).toBeTruthy();
    await cameIn();
    expect(screen.getByText(real)).toBeTruthy();
    expect(host.inputsOf("start_visitor")).toEqual([
      { line: "line-riyadh", channel: "3", name: "Lia", email: "", identifier: "" },
    ]);
    const box = screen.getByLabelText("Write as the customer");
    await userEvent.type(box, "Is anybody there?");
    await userEvent.click(screen.getByRole("button", { name: "Send" }));
    await waitFor(() => {
      expect(host.inputsOf("send_as_visitor")).toEqual([
        { visitor: "visitor-1", text: "Is anybody there?" },
      ]);
    });
    expect(box).toHaveProperty("value", "");
    expect(host.inputsOf("set_visitor_typing").map(({ on }) => on)).toEqual([true, false]);

    host.answer("get_visitor", () =>
      aVisitor({
        messages: [
          aMessage({ id: "1", own: true, content: { type: "text", text: "Is anybody there?" } }),
          aMessage({ id: "2" }),
          aMessage({
            id: "3",
            content: {
              type: "media",
              kind: "document",
              fileName: "price-list.pdf",
              mimeType: "application/pdf",
              bytes: 1200,
              duration: null,
              caption: null,
            },
          }),
        ],
        writingUntil: Date.now() + 30_000,
        writer: "Sara",
      }),
    );
    host.changed({ type: "visitor", visitor: "visitor-1" });
    expect(await screen.findByText("Hello Lia")).toBeTruthy();
    expect(screen.getByText("Sara is writing")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Open" }));
    expect(host.inputsOf("open_visitor_file")).toEqual([{ visitor: "visitor-1", message: "3" }]);
    expect(await accessibilityProblems()).toEqual([]);
  });

  test("a question for a rating is answered once", async () => {
    const question = (answer: string | null) =>
      aVisitor({
        messages: [
          aMessage({
            id: "8",
            content: {
              type: "interactive",
              kind: "rating",
              text: "How was it?",
              entries:
                answer === null ? [] : [{ title: answer, description: null, link: null, answer }],
            },
          }),
        ],
      });
    const host = await opened((each) => {
      each.answer("get_visitor", () => question(null));
    });
    await cameIn();
    await userEvent.type(await screen.findByLabelText("In your words"), "Fine");
    await userEvent.click(screen.getByRole("button", { name: "Rate with 4 of 5" }));
    expect(host.inputsOf("rate_as_visitor")).toEqual([
      { visitor: "visitor-1", message: "8", rating: 4, words: "Fine" },
    ]);
    host.answer("get_visitor", () => question("4"));
    host.changed({ type: "visitor", visitor: "visitor-1" });
    expect(await screen.findByText("Rated with 4 of 5")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Rate with 4 of 5" })).toBeNull();
  });

  test("is resolved as a customer does, in Arabic", async () => {
    applyLanguage("ar");
    const host = await opened();
    await userEvent.click(await screen.findByRole("button", { name: "الدخول" }));
    await userEvent.click(await screen.findByRole("button", { name: "إنهاء المحادثة كعميل" }));
    expect(host.inputsOf("resolve_as_visitor")).toEqual([{ visitor: "visitor-1" }]);
    expect(await accessibilityProblems()).toEqual([]);
  });
});
