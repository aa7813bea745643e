// Playing a customer on an API channel, and two accounts of one person side by side.
import type { Page } from "@playwright/test";

import { serveAsOne } from "../support/twoAccounts.mjs";
import { startChatwoot } from "../support/world.mjs";
import { expectAccessible } from "./accessible.ts";
import { box, connectChatwoot, expect, message, row, test } from "./fixtures.ts";

test.use({ worldOptions: { relay: false } });

async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill(name);
  await page.getByRole("option", { name: new RegExp(`^${name}`) }).click();
}

test("what is written as a customer arrives in the inbox, and the reply arrives with the customer", async ({
  page,
  desk,
  context,
}) => {
  const chatwoot = await startChatwoot();
  try {
    await connectChatwoot(desk, chatwoot.baseUrl, chatwoot.accessToken);
    await desk.open(page);
    await expect(page.getByRole("contentinfo", { name: "Status" }).getByRole("status")).toHaveText(
      /^Live/,
    );
    const visitor = await context.newPage();
    await desk.open(visitor);
    // Keys are heard once the window stands.
    await expect(
      visitor.getByRole("contentinfo", { name: "Status" }).getByRole("status"),
    ).toHaveText(/^Live/);
    await command(visitor, "Test an API channel");
    await expect(visitor.getByText("This makes a real conversation.")).toBeVisible();
    await expectAccessible(visitor, "coming in as a customer");
    await visitor.getByRole("textbox", { name: "Name of the customer" }).fill("Lia Costa");
    await visitor.getByRole("button", { name: "Come in" }).click();
    const words = visitor.getByRole("textbox", {
      name: "Write as the customer",
    });
    await words.fill("Is the oak table still there?");
    await words.press("Enter");

    const lia = { name: "Lia Costa" };
    await expect(row(page, lia)).toContainText("Is the oak table still there?");
    await row(page, lia).click();
    await expect(message(page, "Is the oak table still there?")).toBeVisible();
    await box(page, lia).fill("It is, until Friday");
    await box(page, lia).press("Control+Enter");
    await expect(
      visitor.getByRole("article").filter({ hasText: "It is, until Friday" }),
    ).toBeVisible();

    await visitor.getByRole("button", { name: "Resolve as the customer" }).click();
    await expect(visitor.getByText("The conversation is resolved.")).toBeVisible();
    await expectAccessible(visitor, "a conversation as its customer");
    await visitor.getByRole("button", { name: "End", exact: true }).click();
    const ending = visitor.getByRole("dialog", { name: "End this test?" });
    await expect(ending).toBeVisible();
    await expectAccessible(visitor, "how to end a test");
    await ending.getByRole("button", { name: "End and leave it there" }).click();
    await expect(visitor.getByRole("button", { name: "Come in" })).toBeVisible();
  } finally {
    await chatwoot.stop();
  }
});

test("two accounts of one person stand side by side, each with its name and its own state", async ({
  page,
  desk,
}) => {
  const [first, second] = await Promise.all([
    startChatwoot({ seed: 7 }),
    startChatwoot({ seed: 8 }),
  ]);
  const both = await serveAsOne(first, second, ["Loja Lisboa", "Loja Porto"]);
  try {
    await desk.open(page);
    for (const account of ["Loja Lisboa", "Loja Porto"]) {
      await page.getByRole("button", { name: "Connect a line" }).first().click();
      const dialog = page.getByRole("dialog", { name: "Connect a line" });
      await dialog.getByText("Chatwoot", { exact: true }).click();
      await dialog.getByRole("button", { name: "Continue" }).click();
      await dialog.getByRole("textbox", { name: "Server address" }).fill(both.baseUrl);
      await dialog.getByLabel("Access token", { exact: true }).fill(first.accessToken);
      await dialog.getByRole("button", { name: "Continue" }).click();
      await expect(dialog.getByRole("heading", { name: "Which account?" })).toBeFocused();
      await expectAccessible(page, "which account");
      await dialog.getByText(account, { exact: true }).click();
      await dialog.getByRole("button", { name: "Continue" }).click();
      await expect(dialog.getByText("The test has passed.")).toBeAttached();
      await dialog.getByRole("button", { name: "Continue" }).click();
      // The account's own name is proposed, so that the lines are told apart.
      await expect(dialog.getByRole("textbox", { name: "Name of this line" })).toHaveValue(account);
      await dialog.getByRole("button", { name: "Continue" }).click();
      await dialog.getByRole("button", { name: /^Connect\b/ }).click();
      await expect(dialog).toBeHidden();
    }
    const views = page.getByRole("navigation", { name: "Views" });
    await expect(views.getByRole("button", { name: /^Loja Lisboa,/ })).toBeVisible();
    await expect(views.getByRole("button", { name: /^Loja Porto,/ })).toBeVisible();
    // What happens to one says nothing of the other.
    await views.getByRole("button", { name: /^Loja Porto,/ }).click({ button: "right" });
    await page.getByRole("menuitem", { name: "Pause" }).click();
    await expect(views.getByRole("button", { name: /^Loja Porto,/ })).toHaveAccessibleName(
      /[Pp]aused/,
    );
    await expect(views.getByRole("button", { name: /^Loja Lisboa,/ })).not.toHaveAccessibleName(
      /[Pp]aused/,
    );
    await expectAccessible(page, "a paused line");
    await second.control("receive", {
      phone: "+351911000001",
      name: "Rui Alves",
      what: { text: "Paused?" },
    });
    await first.control("receive", {
      phone: "+351911000002",
      name: "Inês Melo",
      what: { text: "Aberto hoje?" },
    });
    await expect(row(page, { name: "Inês Melo" })).toContainText("Loja Lisboa");
    await expect(row(page, { name: "Rui Alves" })).toBeHidden();
  } finally {
    await both.stop();
    await Promise.all([first.stop(), second.stop()]);
  }
});
