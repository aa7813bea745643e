// Naming a colleague in a note, with the keys alone; the platform tells them.
import { startChatwoot } from "../support/world.mjs";
import { connectChatwoot, expect, message, openConversation, status, test } from "./fixtures.ts";

test.use({ worldOptions: { relay: false } });

test("a colleague who is chosen behind @ is told by the platform, and the note shows the name", async ({
  page,
  desk,
}) => {
  const chatwoot = await startChatwoot();
  try {
    const { conversationId } = await chatwoot.control("receive", {
      phone: "+4915550101",
      name: "Lia Costa",
      what: { text: "Where is my parcel?" },
    });
    const ask = async (path: string): Promise<unknown> => {
      const headers = { api_access_token: chatwoot.accessToken };
      const response = await fetch(`${chatwoot.baseUrl}/api/v1/${path}`, {
        headers,
      });
      return await response.json();
    };
    // Whom the platform tells of this conversation: those who have its inbox.
    const { id: me } = (await ask("profile")) as { id: number };
    const { inbox_id: inbox } = (await ask(
      `accounts/1/conversations/${String(conversationId)}`,
    )) as { inbox_id: number };
    const { payload } = (await ask(`accounts/1/inbox_members/${String(inbox)}`)) as {
      payload: { id: number; available_name: string }[];
    };
    const colleague = payload.find(({ id }) => id !== me);
    if (colleague === undefined) throw new Error("nobody else has the inbox");
    const name = colleague.available_name;
    await connectChatwoot(desk, chatwoot.baseUrl, chatwoot.accessToken);
    await desk.open(page);
    await expect(status(page)).toHaveText(/^Live/u);
    await openConversation(page, { name: "Lia Costa" });

    await page.keyboard.press("n");
    const note = page.getByRole("textbox", { name: "Note about Lia Costa" });
    await expect(note).toBeFocused();
    await page.keyboard.type("Could you look, @");
    const list = page.getByRole("listbox", { name: "Colleagues to name" });
    const chosen = list.getByRole("option", { selected: true });
    await expect(list).toBeVisible();
    for (let down = await list.getByRole("option").count(); down > 0; down -= 1) {
      if ((await chosen.locator("bdi").first().textContent()) === name) break;
      await page.keyboard.press("ArrowDown");
    }
    await expect(chosen).toContainText(name);
    await page.keyboard.press("Enter");
    await expect(list).toBeHidden();
    await expect(note).toHaveValue(`Could you look, @${name} `);
    await page.keyboard.type("please?");
    await page.keyboard.press("Control+Enter");

    const said = message(page, "Could you look");
    await expect(said).toContainText(`Could you look, @${name} please?`);
    await expect(said).not.toContainText("mention:");
    await expect(note).toHaveValue("");
    const notes = async () => {
      const items: { content: string | null; private: boolean }[] = await chatwoot.truth(
        `timeline/${String(conversationId)}`,
      );
      return items.filter((each) => each.private).map(({ content }) => content ?? "");
    };
    const address = `mention://user/${String(colleague.id)}/${encodeURIComponent(name)}`;
    await expect.poll(notes).toEqual([`Could you look, [@${name}](${address}) please?`]);
    const told = (await ask(`accounts/1/conversations/${String(conversationId)}/participants`)) as {
      id: number;
    }[];
    expect(told.map((each) => each.id)).toContain(colleague.id);
  } finally {
    await chatwoot.stop();
  }
});
