import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test } from "vitest";
import type { OpeningDraftDto, TermsDto } from "../../ipc/bindings.gen";
import { findAction, registerActions, runAction } from "../../lib/actions";
import { callHost, queryClient, queryKeyOf } from "../../lib/hostQuery";
import { selection } from "../../lib/selection";
import { aLine, anAgent, aRow, someCapabilities, someTools } from "../../testing/builders";
import { accessibilityProblems, renderOnHost } from "../../testing/renderOnHost";
import type { FakeHost } from "../../testing/fakeHost";
import { beginActions } from "./beginActions";
import { BeginDialog } from "./BeginDialog";
import { openBegin } from "../../lib/beginning";
import { emptyDraft, nobody } from "./openingDraft";

const terms: TermsDto = {
  reachedBy: "phone",
  strangers: true,
  subject: false,
  template: false,
  inNameOfAi: false,
  conversation: null,
};

async function shown(
  prepare: (host: FakeHost) => void = () => {},
  lines = [aLine()],
): Promise<FakeHost> {
  const host = await renderOnHost(
    <BeginDialog />,
    {
      lines,
      rows: [aRow({ contactName: "Beatriz Nogueira", contactKey: "contact-bea" })],
      agents: [anAgent(), anAgent({ id: "agent-bia", name: "Bia", isAi: true, isMe: false })],
    },
    prepare,
  );
  act(() => {
    openBegin({});
  });
  await screen.findByRole("dialog", { name: "New conversation" });
  return host;
}

const words = () => screen.findByRole("textbox", { name: "First words" });
const to = () => screen.findByRole("searchbox");
/** What a control says about itself. */
function described(control: HTMLElement): string {
  const ids = control.getAttribute("aria-describedby")?.split(" ") ?? [];
  return ids.map((each) => document.getElementById(each)?.textContent ?? "").join(" ");
}
const begin = () => screen.findByRole("button", { name: /^Begin/u });

beforeEach(() => {
  queryClient.clear();
  selection.reset();
  act(() => {
    openBegin(null);
  });
});

describe("a new conversation", () => {
  test("begins with somebody whose number was passed on, and words that were begun stay", async () => {
    const user = userEvent.setup();
    const lines = [aLine(), aLine({ id: "line-br", name: "Brasil" })];
    const host = await renderOnHost(<BeginDialog />, { lines }, (each) => {
      each.answer("get_opening_draft", () => ({
        ...emptyDraft("line-riyadh"),
        recipient: { ...nobody, phone: "+966500000001" },
        text: "Good morning",
      }));
    });
    act(() => {
      openBegin({ line: "line-br", to: { phone: "+551199990000", name: "Lia Sand" } });
    });
    expect(((await to()) as HTMLInputElement).value).toBe("+551199990000");
    expect(((await words()) as HTMLInputElement).value).toBe("Good morning");
    await user.click(await begin());
    await waitFor(() => {
      expect(host.inputsOf("begin_conversation")).toMatchObject([
        {
          line: "line-br",
          recipient: { phone: "+551199990000", name: "Lia Sand" },
          text: "Good morning",
        },
      ]);
    });
  });

  test("says what the host refuses, and keeps what was typed", async () => {
    const user = userEvent.setup();
    const host = await shown((each) => {
      each.fail("begin_conversation", "templateNeeded");
    });
    await user.type(await to(), "+966500000041");
    await user.type(await words(), "Good morning");
    await user.click(await begin());
    expect((await screen.findByRole("alert")).textContent).toContain(
      "Not begun: They have not written within 24 hours. Choose a template.",
    );
    expect(((await words()) as HTMLInputElement).value).toBe("Good morning");
    expect(selection.get().conversation).toBeNull();
    expect(host.inputsOf("begin_conversation")).toHaveLength(1);
  });

  test("is off until there is somebody and something to say", async () => {
    const user = userEvent.setup();
    const host = await shown();
    const button = await begin();
    expect(described(button)).toBe("Enter a phone number with country code.");
    await user.type(await to(), "+966500000041");
    expect(described(await begin())).toBe("Write the first words.");
    await user.click(await begin());
    expect(host.inputsOf("begin_conversation")).toHaveLength(0);
  });

  test("goes to a number as it is typed, and opens at once", async () => {
    const user = userEvent.setup();
    const host = await shown();
    await user.type(await to(), "+966500000041");
    await user.type(await screen.findByRole("textbox", { name: "Name" }), "Noura");
    await user.type(await words(), "Good morning");
    await user.click(await begin());
    await waitFor(() => {
      expect(selection.get().conversation).toBe("line-riyadh:new/outbox-1");
    });
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(host.inputsOf("begin_conversation")).toEqual([
      {
        line: "line-riyadh",
        channel: "channel-1",
        recipient: { contact: null, name: "Noura", phone: "+966500000041", email: null },
        subject: null,
        inNameOf: null,
        text: "Good morning",
        template: null,
      },
    ]);
  });

  test("goes to somebody this computer knows, chosen from what typing finds", async () => {
    const user = userEvent.setup();
    const host = await shown();
    await user.type(await to(), "bea");
    await user.click(await screen.findByRole("option", { name: /Beatriz Nogueira/u }));
    const chosen = await screen.findByRole("group", { name: "To" });
    expect(within(chosen).getByText("Beatriz Nogueira")).not.toBeNull();
    await user.type(await words(), "Good morning");
    await user.click(await begin());
    await waitFor(() => {
      expect(host.inputsOf("begin_conversation")[0]?.recipient.contact).toBe("contact-bea");
    });
  });

  test("tells of a conversation that is there already, and opens it", async () => {
    const user = userEvent.setup();
    await shown((host) => {
      host.answer("opening_terms", () => ({ ...terms, conversation: "conversation-noura" }));
    });
    await user.type(await to(), "+966500000041");
    await user.click(await screen.findByRole("button", { name: "Open it" }));
    expect(selection.get().conversation).toBe("conversation-noura");
  });

  test("wants what the channel wants: a subject, an agent, a template", async () => {
    const user = userEvent.setup();
    const host = await shown((each) => {
      each.answer("opening_terms", () => ({
        ...terms,
        reachedBy: "email",
        subject: true,
        inNameOfAi: true,
      }));
    });
    await user.type(await to(), "ana@example.org");
    expect(described(await begin())).toBe("Enter a subject.");
    await user.type(await screen.findByRole("textbox", { name: "Subject" }), "Your order");
    await user.type(await words(), "It is on its way");
    await user.click(await begin());
    await waitFor(() => {
      expect(host.inputsOf("begin_conversation")[0]).toMatchObject({
        subject: "Your order",
        inNameOf: "agent-bia",
        recipient: { email: "ana@example.org" },
      });
    });
  });

  test("sends a template where only that goes out, with every gap filled", async () => {
    const user = userEvent.setup();
    const host = await shown((each) => {
      each.answer("opening_terms", () => ({ ...terms, template: true }));
    });
    await user.type(await to(), "+966500000041");
    await user.type(await screen.findByRole("textbox", { name: "Template name" }), "parts_ready");
    await user.type(screen.getByRole("textbox", { name: "Language code" }), "en");
    await user.click(screen.getByRole("textbox", { name: /^Wording/u }));
    await user.paste("Hello {{1}}, your parts are here.");
    expect(described(await begin())).toBe("Fill in 1.");
    await user.type(screen.getByRole("textbox", { name: "Value for 1" }), "Noura");
    await user.click(await begin());
    await waitFor(() => {
      expect(host.inputsOf("begin_conversation")[0]).toMatchObject({
        text: "Hello Noura, your parts are here.",
        template: { name: "parts_ready", language: "en" },
      });
    });
  });

  test("keeps what was filled in when it is closed, and comes back with it", async () => {
    const user = userEvent.setup();
    const kept: OpeningDraftDto = {
      ...emptyDraft("line-riyadh"),
      channel: "channel-1",
      recipient: { ...nobody, phone: "+966500000041" },
      text: "Half a sen",
    };
    const host = await shown((each) => {
      each.answer("get_opening_draft", () => kept);
    });
    expect(((await words()) as HTMLInputElement).value).toBe("Half a sen");
    expect(((await to()) as HTMLInputElement).value).toBe("+966500000041");
    await user.type(await words(), "tence");
    await user.click(screen.getByRole("button", { name: "Later" }));
    await waitFor(() => {
      expect(host.inputsOf("save_opening_draft").at(-1)?.text).toBe("Half a sentence");
    });
  });

  test("has no accessibility faults", async () => {
    const user = userEvent.setup();
    await shown();
    await user.type(await to(), "bea");
    await screen.findByRole("option", { name: /Beatriz Nogueira/u });
    expect(await accessibilityProblems()).toEqual([]);
  });
});

describe("the way to it", () => {
  test("is off, with the reason, where no line can begin one", async () => {
    const unable = someCapabilities({ tools: someTools({ begin: "notByPlatform" }) });
    await renderOnHost(null, { lines: [aLine({ capabilities: unable })] });
    await queryClient.fetchQuery({
      queryKey: queryKeyOf("list_lines", {}),
      queryFn: () => callHost("list_lines", {}),
    });
    const forget = registerActions(beginActions);
    expect(findAction("begin.open")?.reason?.()).toBe(
      "Hatif has no way to begin a conversation from here.",
    );
    expect(runAction("begin.open")).toBe(false);
    forget();
  });
});
