// Who carries a conversation: given, taken, put back, undone; here and in the portal.
import type { Page } from "@playwright/test";

import {
  atTheDesk,
  checkNow,
  expect,
  newCustomer,
  openConversation,
  row,
  test,
  type Customer,
  type World,
} from "./fixtures.ts";

const carrier = (page: Page, name: string) =>
  page.getByRole("button", { name: `Assignee: ${name}. Assign` });

async function userId(world: World, name: string): Promise<string> {
  const { users }: { users: { userId: string; name: string }[] } = await world.hatif.truth("state");
  const user = users.find((each) => each.name === name);
  if (user === undefined) throw new Error(`nobody is called ${name}`);
  return user.userId;
}

/** At the platform, `customer` is with the person of that name, or with nobody. */
async function expectCarrier(world: World, customer: Customer, name: string | null): Promise<void> {
  const wanted = name === null ? null : await userId(world, name);
  await expect
    .poll(async () => {
      const all: { id: string; assigneeId: string | null }[] =
        await world.hatif.truth("conversations");
      return all.find((each) => each.id === customer.conversation)?.assigneeId;
    })
    .toBe(wanted);
}

async function assignTo(page: Page, typed: string, name: string): Promise<void> {
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog", { name: "Assign this conversation" });
  await dialog.getByRole("searchbox", { name: "Name or e-mail" }).fill(typed);
  await expect(dialog.getByRole("option").first()).toContainText(name);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
}

test.describe("assigning", () => {
  test("by name to a person and to an AI agent, and back again by undo", async ({
    page,
    desk,
    world,
  }) => {
    const amal = await newCustomer(world, "Amal Haddad", "Who can help me?");
    await atTheDesk(page, desk, world);
    await openConversation(page, amal);

    await assignTo(page, "jam", "James Okoro");
    await expect(page.getByText("1 conversation moved to James Okoro.")).toBeVisible();
    await expect(carrier(page, "James Okoro")).toBeVisible();
    await expect(row(page, amal)).toHaveAccessibleName(/Assigned to James Okoro/);
    await expectCarrier(world, amal, "James Okoro");

    await assignTo(page, "night", "Night Desk AI");
    await expect(carrier(page, "Night Desk AI")).toBeVisible();
    await expect(row(page, amal)).toHaveAccessibleName(/AI is handling/);
    await expectCarrier(world, amal, "Night Desk AI");

    await page.keyboard.press("z");
    await expect(page.getByText("Undone: 1 conversation is back where it was.")).toBeVisible();
    await expect(carrier(page, "James Okoro")).toBeVisible();
    await expectCarrier(world, amal, "James Okoro");
  });

  test("taken by M, put back by Shift A, and the counts follow", async ({ page, desk, world }) => {
    const amal = await newCustomer(world, "Amal Haddad", "Who can help me?");
    await newCustomer(world, "Bruno Tavares", "Bom dia");
    await atTheDesk(page, desk, world);
    await openConversation(page, amal);
    const views = page.getByRole("navigation", { name: "Views" });

    await page.keyboard.press("m");
    await expect(page.getByText("1 conversation moved to you.")).toBeVisible();
    await expect(carrier(page, "You")).toBeVisible();
    await expect(views.getByRole("button", { name: /^Mine, .*1$/ })).toBeVisible();
    await expect(views.getByRole("button", { name: /^Unassigned, .*1$/ })).toBeVisible();
    await expectCarrier(world, amal, "Layla Hassan");

    await page.keyboard.press("Shift+A");
    await expect(page.getByText("1 conversation moved back to the queue.")).toBeVisible();
    await expect(views.getByRole("button", { name: /^Unassigned, .*2$/ })).toBeVisible();
    await expectCarrier(world, amal, null);
  });

  test("what a colleague assigns in the portal appears, and an undo does not take it from them", async ({
    page,
    desk,
    world,
  }) => {
    const amal = await newCustomer(world, "Amal Haddad", "Who can help me?");
    await atTheDesk(page, desk, world);
    await openConversation(page, amal);
    await assignTo(page, "jam", "James Okoro");
    await expectCarrier(world, amal, "James Okoro");

    await world.hatif.control("portal-assign", {
      conversationId: amal.conversation,
      userId: await userId(world, "Miguel Duarte"),
    });
    await checkNow(page);
    await expect(carrier(page, "Miguel Duarte")).toBeVisible();
    await page.keyboard.press("z");
    await expect(page.getByText("Somebody changed 1 meanwhile; it stays as it is.")).toBeVisible();
    await expectCarrier(world, amal, "Miguel Duarte");
  });
});
