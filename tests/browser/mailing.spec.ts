// Answering an e-mail: under one's signature, with a copy to somebody else.
import { startChatwoot } from "../support/world.mjs";
import { connectChatwoot, expect, message, openConversation, status, test } from "./fixtures.ts";

test.use({ worldOptions: { relay: false } });

test("an answer to an e-mail is signed, and goes to whom it says", async ({ page, desk }) => {
  const chatwoot = await startChatwoot();
  try {
    const ask = async <Answer>(path: string): Promise<Answer> => {
      const headers = { api_access_token: chatwoot.accessToken };
      const response = await fetch(`${chatwoot.baseUrl}/api/v1/accounts/1/${path}`, { headers });
      return (await response.json()) as Answer;
    };
    const { payload: inboxes } = await ask<{
      payload: { id: number; channel_type: string }[];
    }>("inboxes");
    const mailbox = inboxes.find(({ channel_type: kind }) => kind === "Channel::Email");
    if (mailbox === undefined) throw new Error("there is no mailbox");
    const { conversationId } = await chatwoot.control("receive", {
      email: "lia@mail.example",
      inboxId: mailbox.id,
      name: "Lia Costa",
      what: { text: "Where is my table?" },
    });
    await connectChatwoot(desk, chatwoot.baseUrl, chatwoot.accessToken);
    await desk.open(page);
    await expect(status(page)).toHaveText(/^Live/u);
    await openConversation(page, { name: "Lia Costa" });

    const head = page.getByRole("group", { name: "Who gets this e-mail" });
    await expect(head).toContainText("lia@mail.example");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("copy recipients");
    await page.getByRole("option", { name: /Add people in copy/u }).click();
    const copy = head.getByRole("textbox", { name: "Add people in copy" });
    await expect(copy).toBeFocused();
    await page.keyboard.type("accounts");
    await page.keyboard.press("Enter");
    await expect(head.getByRole("alert")).toContainText("is not an e-mail address");
    await page.keyboard.type("@mail.example");
    await page.keyboard.press("Enter");
    await expect(head.getByRole("list", { name: "Cc" })).toContainText("accounts@mail.example");

    const reply = page.getByRole("textbox", { name: "Reply to Lia Costa" });
    await expect(reply).toHaveValue(/^\n\n.*\nOasis Furniture$/u);
    await reply.focus();
    await page.keyboard.type("It leaves today.");
    await expect(reply).toHaveValue(/^It leaves today\.\n\n.*\nOasis Furniture$/u);
    // What was begun is there again in a new window, with whom it goes to.
    await page.reload();
    await openConversation(page, { name: "Lia Costa" });
    await expect(reply).toHaveValue(/^It leaves today\./u);
    await expect(head.getByRole("list", { name: "Cc" })).toContainText("accounts@mail.example");
    await reply.focus();
    await page.keyboard.press("Control+Enter");

    const said = message(page, "It leaves today.");
    await said.getByRole("button", { name: /^To 1 person/u }).click();
    await expect(said).toContainText("accounts@mail.example");
    await expect(reply).toHaveValue(/^\n\n.*\nOasis Furniture$/u);
    interface Sent {
      content: string | null;
      message_type: number;
      content_attributes: { cc_emails?: string[] };
    }
    const sent = async () => {
      const { payload } = await ask<{ payload: Sent[] }>(
        `conversations/${String(conversationId)}/messages`,
      );
      return payload
        .filter(({ message_type: type }) => type === 1)
        .map(({ content, content_attributes: told }) => [content?.split("\n")[0], told.cc_emails]);
    };
    await expect.poll(sent).toEqual([["It leaves today.", ["accounts@mail.example"]]]);
  } finally {
    await chatwoot.stop();
  }
});
