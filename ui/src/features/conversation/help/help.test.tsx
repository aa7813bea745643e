import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { AbilityDto, LineDto } from "../../../ipc/bindings.gen";
import { findAction, runAction } from "../../../lib/actions";
import { resetToasts, undoLast } from "../../../lib/toasts";
import { aDetail, aLine, someCapabilities } from "../../../testing/builders";
import { layOut } from "../../../testing/layout";
import { box, descriptionOf, id, noAccessibilityFaults, opened, row } from "../conversationTesting";
import { drafts } from "../composer/drafts";
import { finding, openTabs, templating } from "../composer/kept";
import { resetAsking } from "./asking";

const withAi = (ability: AbilityDto = "available"): LineDto[] => [
  aLine({ capabilities: someCapabilities({ aiTasks: ability }) }),
];
const withAnswers = (over: Partial<LineDto> = {}): LineDto[] => [
  aLine({
    capabilities: someCapabilities({ findAnswers: "available", endAiPause: "available" }),
    ...over,
  }),
];
const run = (action: string) => {
  let ran = false;
  act(() => {
    ran = runAction(action);
  });
  return ran;
};
/** Runs an action once the line it asks is known. */
const runWhenKnown = (action: string) =>
  waitFor(() => {
    expect(run(action)).toBe(true);
  });

beforeEach(() => {
  layOut({ viewport: 900, row: 60 });
  drafts.reset();
  resetAsking();
  resetToasts();
  for (const kept of [openTabs, templating, finding]) kept.reset();
});

describe("a template", () => {
  it("is off with the platform's reason, not with a closed window's, while one may write freely", async () => {
    await opened({
      lines: [
        aLine({ capabilities: someCapabilities({ sendTemplate: "notByPlatform" }) }),
        aLine({ id: "2", capabilities: someCapabilities({ sendTemplate: "available" }) }),
      ],
    });
    const button = await screen.findByRole("button", { name: /template/iu });
    expect(descriptionOf(button)).toContain("Hatif sends templates from its own pages only.");
    expect(descriptionOf(button)).not.toContain("can be sent now");
  });
});

describe("the AI that helps", () => {
  it("is not drawn where no line has one", async () => {
    await opened({ lines: withAi("notByPlatform") });
    await box();
    expect(screen.queryByRole("button", { name: "AI help" })).toBeNull();
    expect(findAction("conversation.suggestReply")?.reason?.()).toBe(
      "Hatif has no AI that helps to answer.",
    );
  });

  it("is off with the reason where the account does not have it", async () => {
    const host = await opened({ lines: withAi("notByAccount") });
    const button = await screen.findByRole("button", { name: "AI help" });
    expect(button.getAttribute("aria-disabled")).toBe("true");
    expect(run("conversation.suggestReply")).toBe(false);
    expect(host.inputsOf("ask_ai")).toEqual([]);
  });

  it.each([
    ["aiOff", "AI is not switched on for this account."],
    ["aiUsedUp", "The account has used up what its plan allows the AI."],
    ["unreachable", "The platform cannot be reached."],
    ["rateLimited", "The platform asks to wait a moment."],
  ] as const)("that says %s is said in words, and what was typed is kept", async (code, said) => {
    const host = await opened({ lines: withAi() });
    host.fail("ask_ai", code);
    await userEvent.type(await box(), "My own words");
    await runWhenKnown("conversation.suggestReply");
    expect((await screen.findByRole("alert")).textContent).toContain(said);
    expect(await box()).toHaveProperty("value", "My own words");
    await noAccessibilityFaults();
  });

  it("shows that it works, and can be let go of", async () => {
    const host = await opened({ lines: withAi() });
    host.hang("ask_ai");
    await runWhenKnown("conversation.suggestReply");
    await screen.findByText("Hatif AI is writing a suggestion…");
    expect(findAction("conversation.suggestReply")?.reason?.()).toBe(
      "The AI is already at work here.",
    );
    await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
    expect(screen.queryByText("Hatif AI is writing a suggestion…")).toBeNull();
    const [asked] = host.inputsOf("ask_ai");
    expect(host.inputsOf("stop_asking_ai")).toEqual([{ attempt: asked?.attempt }]);
  });

  it("suggests; nothing is sent, taking it replaces what was written, and undo brings that back", async () => {
    const host = await opened({ lines: withAi() });
    host.answer("ask_ai", () => ({ type: "words", text: "We look into it.", refinable: false }));
    await userEvent.type(await box(), "My own words");
    await runWhenKnown("conversation.suggestReply");
    const card = await screen.findByRole("region", { name: "Suggestion by Hatif AI" });
    within(card).getByText("We look into it.");
    expect(await box()).toHaveProperty("value", "My own words");
    await noAccessibilityFaults();
    await userEvent.click(within(card).getByRole("button", { name: "Replace what I wrote" }));
    expect(await box()).toHaveProperty("value", "We look into it.");
    expect(host.inputsOf("send_message")).toEqual([]);
    act(undoLast);
    expect(await box()).toHaveProperty("value", "My own words");
  });

  it("takes nothing back once one has written on", async () => {
    const host = await opened({ lines: withAi() });
    host.answer("ask_ai", () => ({ type: "words", text: "Fine.", refinable: false }));
    await box();
    await runWhenKnown("conversation.suggestReply");
    await userEvent.click(await screen.findByRole("button", { name: "Use it" }));
    await userEvent.type(await box(), " And thank you.");
    act(undoLast);
    expect(await box()).toHaveProperty("value", "Fine. And thank you.");
  });

  it("changes its suggestion as wished", async () => {
    const host = await opened({ lines: withAi() });
    host.answer("ask_ai", ({ wish }) => ({
      type: "words",
      text: wish.type === "refine" ? `Shorter: ${wish.wish}` : "A long answer",
      refinable: true,
    }));
    await box();
    await runWhenKnown("conversation.suggestReply");
    await userEvent.type(
      await screen.findByRole("textbox", { name: "What to change" }),
      "two lines{Enter}",
    );
    await screen.findByText("Shorter: two lines");
    const [first, second] = host.inputsOf("ask_ai");
    expect(second?.wish).toEqual({ type: "refine", attempt: first?.attempt, wish: "two lines" });
  });

  it("rewrites what was written, in the tone that was chosen", async () => {
    const host = await opened({ lines: withAi() });
    host.answer("ask_ai", () => ({ type: "nothing" }));
    await userEvent.click(await screen.findByRole("button", { name: "AI help" }));
    const early = await screen.findByRole("menuitem", { name: /Friendlier/u });
    expect(early.textContent).toContain("Write something first.");
    await userEvent.keyboard("{Escape}");
    await userEvent.type(await box(), "helo");
    await userEvent.click(screen.getByRole("button", { name: "AI help" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Friendlier" }));
    expect(host.inputsOf("ask_ai").map(({ wish }) => wish)).toEqual([
      { type: "rewrite", text: "helo", tone: "friendly" },
    ]);
    await screen.findByText("Hatif AI has nothing to suggest here.");
  });

  it("offers tags one by one, and puts back the one that could not be added", async () => {
    const host = await opened({ lines: withAi() });
    const refund = { id: "1:refund", name: "refund", icon: null };
    const vip = { id: "1:vip", name: "VIP", icon: "⭐" };
    host.answer("ask_ai", () => ({ type: "tags", tags: [refund, vip] }));
    await box();
    await runWhenKnown("conversation.suggestTags");
    await userEvent.click(await screen.findByRole("button", { name: "Add refund" }));
    expect(host.inputsOf("change")).toEqual([
      { conversations: [id], change: { type: "setTags", tags: ["1:refund"] } },
    ]);
    await waitFor(() => {
      expect(screen.queryByRole("button", { name: "Add refund" })).toBeNull();
    });
    host.fail("change", "unreachable");
    await userEvent.click(screen.getByRole("button", { name: "Add VIP" }));
    await screen.findByRole("button", { name: "Add VIP" });
    await noAccessibilityFaults();
  });
});

describe("finding an answer", () => {
  const findings = [
    {
      id: "kb1",
      kind: "knowledge" as const,
      heading: "When do you deliver?",
      text: "Within three days.",
      confidence: 91,
    },
    {
      id: "p1",
      kind: "rule" as const,
      heading: "Refunds",
      text: "Within 14 days.",
      confidence: null,
    },
  ];

  it("is off with the reason where a line knows nothing", async () => {
    await opened({ lines: withAi() });
    await box();
    expect(findAction("conversation.findAnswer")?.reason?.()).toBe(
      "Hatif has no knowledge that can be searched from here.",
    );
  });

  it("searches on Enter only, begins with the customer's words, and says what went wrong", async () => {
    const host = await opened({ lines: withAnswers() });
    await box();
    await runWhenKnown("conversation.findAnswer");
    const field = await screen.findByRole("searchbox", { name: "Your question" });
    expect(field).toHaveProperty("value", row.preview?.text);
    host.fail("find_answers", "rateLimited");
    await userEvent.clear(field);
    await userEvent.type(field, "delivery");
    expect(host.inputsOf("find_answers")).toEqual([]);
    await userEvent.keyboard("{Enter}");
    expect((await screen.findByRole("alert")).textContent).toBe(
      "The platform asks to wait a moment.",
    );
    expect(host.inputsOf("find_answers")).toEqual([{ conversation: id, question: "delivery" }]);
    host.answer("find_answers", () => []);
    await userEvent.keyboard("{Enter}");
    await screen.findByText("Nothing is known about this. Ask it in other words.");
    // The first one empties the field, as in every search.
    await userEvent.keyboard("{Escape}{Escape}");
    expect(screen.queryByRole("searchbox", { name: "Your question" })).toBeNull();
  });

  it("puts a found answer into the reply, where undo takes it out, or copies it", async () => {
    const host = await opened({ lines: withAnswers() });
    host.answer("find_answers", () => findings);
    await userEvent.type(await box(), "Hello, ");
    await runWhenKnown("conversation.findAnswer");
    await userEvent.click(await screen.findByRole("button", { name: "Search" }));
    const list = await screen.findByRole("list", { name: "Find an answer" });
    within(list).getByText("91% sure");
    within(list).getByText("Policy");
    await noAccessibilityFaults();
    const [insert] = within(list).getAllByRole("button", { name: "Insert" });
    await userEvent.click(insert as HTMLElement);
    expect(await box()).toHaveProperty("value", "Hello, Within three days.");
    expect(host.inputsOf("send_message")).toEqual([]);
    act(undoLast);
    expect(await box()).toHaveProperty("value", "Hello, ");
    // user-event puts a working clipboard in place.
    const hand = userEvent.setup();
    const [, copy] = within(list).getAllByRole("button", { name: "Copy" });
    await hand.click(copy as HTMLElement);
    expect(await navigator.clipboard.readText()).toBe("Within 14 days.");
  });
});

describe("a pause of the AI", () => {
  const pause = {
    type: "aiPaused" as const,
    reason: "Too many corrections",
    since: Date.now() - 60_000,
    pause: "w1/b1",
    company: "Nordic Parts",
    acknowledged: false,
  };
  const at = (company: string | null) => {
    const detail = aDetail({ row });
    return { contact: { ...detail.contact, company } };
  };

  it("of another company does not concern this conversation", async () => {
    await opened({ lines: withAnswers({ notices: [pause] }), detail: at("Other") });
    await box();
    expect(screen.queryByText(/AI is paused/u)).toBeNull();
  });

  it("is noted first and ended then; a failure is said", async () => {
    const host = await opened({
      lines: withAnswers({ notices: [pause] }),
      detail: at("Nordic Parts"),
    });
    await screen.findByText(/AI is paused for/u);
    screen.getByText("Nordic Parts", { selector: "bdi" });
    await noAccessibilityFaults();
    await userEvent.click(screen.getByRole("button", { name: "Acknowledge" }));
    expect(host.inputsOf("settle_ai_pause")).toEqual([
      { line: "line-riyadh", pause: "w1/b1", end: false },
    ]);
    host.data.lines = withAnswers({ notices: [{ ...pause, acknowledged: true }] });
    act(() => {
      host.changed({ type: "lines" });
    });
    await userEvent.click(await screen.findByRole("button", { name: "Let AI answer again" }));
    expect(host.inputsOf("settle_ai_pause").at(-1)?.end).toBe(true);
  });

  it("that the key may not end says so", async () => {
    await opened({
      lines: withAnswers({
        notices: [{ ...pause, company: null }],
        capabilities: someCapabilities({ endAiPause: "notByKey" }),
      }),
    });
    const button = await screen.findByRole("button", { name: /^Acknowledge/u });
    expect(button.getAttribute("aria-disabled")).toBe("true");
  });
});
