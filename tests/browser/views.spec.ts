// What a platform holds for the person by name: mentions, which are read on both sides, and views.
import { startChatwoot } from "../support/world.mjs";
import { connectChatwoot, expect, row, test } from "./fixtures.ts";

test.use({ worldOptions: { relay: false } });

test("a mention asks for me until I have read it, and a view of the platform opens with what it answers", async ({
  page,
  desk,
}) => {
  const chatwoot = await startChatwoot();
  try {
    const happened = await chatwoot.control("receive", {
      phone: "+4915550100",
      name: "Lia Costa",
      what: { text: "Who is in charge?" },
    });
    const lia = { name: "Lia Costa" };
    await chatwoot.control("portal-labels", {
      conversationId: happened.conversationId,
      labels: ["urgent"],
    });
    await connectChatwoot(desk, chatwoot.baseUrl, chatwoot.accessToken);
    await desk.open(page);
    await expect(page.getByRole("contentinfo", { name: "Status" }).getByRole("status")).toHaveText(
      /^Live/,
    );
    const views = page.getByRole("navigation", { name: "Views" });
    await expect(row(page, lia)).toBeVisible();

    // The platform alone can say what this view holds, and it is asked when it is opened.
    await views.getByRole("button", { name: /^Urgent, saved on Web shop/u }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Urgent 1");
    await expect(page.getByText(/^According to Web shop, /u)).toBeVisible();
    await expect(row(page, lia)).toBeVisible();
    await expect(
      views.getByRole("button", { name: /^Urgent, saved on Web shop, /u }),
    ).toBeVisible();

    const ask = async (path: string): Promise<unknown> => {
      const headers = { api_access_token: chatwoot.accessToken };
      const response = await fetch(`${chatwoot.baseUrl}/api/v1/${path}`, {
        headers,
      });
      return await response.json();
    };
    const { id: me } = (await ask("profile")) as { id: number };
    const { users } = await chatwoot.truth("state");
    const others = users.filter(({ userId }: { userId: number }) => userId !== me);
    await views.getByRole("button", { name: /^Needs a person/u }).click();
    await expect(row(page, lia)).toBeHidden();
    await chatwoot.control("mention", {
      conversationId: happened.conversationId,
      userId: me,
      by: others[0].userId,
    });
    await expect(row(page, lia)).toContainText("You were mentioned");
    await row(page, lia).click();
    // Looked at for a moment it is read, here and on the platform; the open one keeps its place.
    await expect(row(page, lia)).not.toContainText("You were mentioned");
    await expect(views.getByRole("button", { name: "Needs a person", exact: true })).toBeVisible();
    await expect.poll(() => ask("accounts/1/notifications/unread_count")).toBe(0);
  } finally {
    await chatwoot.stop();
  }
});
