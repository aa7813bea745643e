import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { ConversationDetail, TemplateDto } from "../../../../ipc/bindings.gen";
import { runAction } from "../../../../lib/actions";
import { aDetail, aLine, anItem, someCapabilities } from "../../../../testing/builders";
import { fakeHost, type FakeHost } from "../../../../testing/fakeHost";
import { layOut } from "../../../../testing/layout";
import {
  box,
  descriptionOf,
  hour,
  id,
  noAccessibilityFaults,
  row,
  show,
} from "../../conversationTesting";
import { drafts } from "../drafts";
import { openTabs, templating } from "../kept";

const closed: Partial<ConversationDetail> = {
  replyWindow: { state: "closed", endedAt: Date.now() - 2 * hour },
};
const ready: TemplateDto = {
  name: "order_ready",
  language: "en_US",
  category: "UTILITY",
  header: "Your order",
  body: "Hi {{1}}, order {{number}} is ready",
  footer: "Reply STOP to end",
  buttons: ["Track it"],
  gaps: [
    { name: "1", proposal: "Noura" },
    { name: "number", proposal: null },
  ],
  obstacle: null,
};
const film: TemplateDto = { ...ready, name: "film", gaps: [], body: "Look", obstacle: "media" };

/** The conversation on a line that lists these templates. */
async function listing(
  answer: () => TemplateDto[],
  detail: Partial<ConversationDetail> = closed,
): Promise<FakeHost> {
  const shown = aDetail({ row, ...detail });
  const host = fakeHost({
    lines: [aLine({ capabilities: someCapabilities({ listTemplates: "available" }) })],
    rows: [shown.row],
    details: { [id]: shown },
    items: { [id]: [anItem()] },
  });
  host.answer("list_templates", answer);
  await show();
  return host;
}

beforeEach(() => {
  layOut({ viewport: 900, row: 60 });
  drafts.reset();
  for (const kept of [openTabs, templating]) kept.reset();
});

describe("the list of templates", () => {
  it("that does not come says so, can be asked for again, and can be done without", async () => {
    const told = { fails: true };
    await listing(() => {
      if (told.fails) throw new Error("no");
      return [ready];
    });
    await screen.findByRole("alert");
    await noAccessibilityFaults();
    told.fails = false;
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByRole("option", { name: /order_ready/u });
  });

  it("gives way to entering one by hand", async () => {
    await listing(() => {
      throw new Error("no");
    });
    await userEvent.click(await screen.findByRole("button", { name: "Enter one by hand" }));
    await screen.findByRole("textbox", { name: "Template name" });
  });

  it("says when the channel has none", async () => {
    await listing(() => []);
    await screen.findByText("This channel has no approved templates. They are made in Hatif.");
  });

  it("is searched by name, language and wording, and says why one cannot go out", async () => {
    await listing(() => [ready, film]);
    const search = await screen.findByRole("searchbox", { name: "Search templates" });
    await userEvent.type(search, "film");
    const option = await screen.findByRole("option");
    expect(option.textContent).toContain("It shows a file that cannot be given from here.");
    await userEvent.click(option);
    expect(screen.queryByRole("button", { name: /Send template/u })).toBeNull();
    await userEvent.clear(search);
    await userEvent.type(search, "zzz");
    await screen.findByText("No match for “zzz”");
  });
});

describe("a chosen template", () => {
  it("has what is known in it, stays here while a gap is empty, and goes with its values", async () => {
    const host = await listing(() => [ready]);
    await userEvent.click(await screen.findByRole("option", { name: /order_ready/u }));
    expect(screen.getByRole("textbox", { name: "Value for {{1}}" })).toHaveProperty(
      "value",
      "Noura",
    );
    const open = screen.getByRole("textbox", { name: "Value for {{number}}" });
    expect(document.activeElement).toBe(open);
    const send = screen.getByRole("button", { name: /Send template/u });
    expect(descriptionOf(send)).toBe("The value for {{number}} is empty.");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect(host.inputsOf("send_message")).toEqual([]);
    await userEvent.type(open, "8841");
    const preview = screen.getByRole("group", { name: /reads/u });
    within(preview).getByText("Hi Noura, order 8841 is ready");
    within(preview).getByText("Track it");
    await noAccessibilityFaults();
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => {
      expect(host.inputsOf("send_message").map(({ text, template }) => [text, template])).toEqual([
        [
          "Hi Noura, order 8841 is ready",
          {
            name: "order_ready",
            language: "en_US",
            category: "UTILITY",
            values: [
              { gap: "1", value: "Noura" },
              { gap: "number", value: "8841" },
            ],
          },
        ],
      ]);
    });
  });

  it("that is refused says why and keeps its values", async () => {
    const host = await listing(() => [{ ...ready, gaps: [], body: "Hello" }]);
    host.fail("send_message", "refused");
    await userEvent.click(await screen.findByRole("option", { name: /order_ready/u }));
    await userEvent.click(screen.getByRole("button", { name: /Send template/u }));
    expect((await screen.findByRole("alert")).textContent).toContain("Not sent");
    screen.getByRole("button", { name: /Send template/u });
  });

  it("can be sent while free text could be, and one goes back to that", async () => {
    await listing(() => [ready], {
      replyWindow: { state: "open", endsAt: Date.now() + 20 * hour },
    });
    await userEvent.type(await box(), "Half a reply");
    act(() => {
      runAction("conversation.template");
    });
    await screen.findByRole("searchbox", { name: "Search templates" });
    await userEvent.click(screen.getByRole("button", { name: "Write freely instead" }));
    expect(await box()).toHaveProperty("value", "Half a reply");
  });
});
