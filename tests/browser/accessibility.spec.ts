// Nothing serious stands in the way of people who see, hear or move differently.
import type { Page } from "@playwright/test";

import { expectAccessible } from "./accessible.ts";
import {
  atTheDesk,
  expect,
  message,
  newCustomer,
  openConversation,
  reply,
  test,
  type Desk,
  type World,
} from "./fixtures.ts";

/** A list with something in each group that a fresh platform can have, one conversation open. */
async function livelyDesk(page: Page, desk: Desk, world: World) {
  const bruno = await newCustomer(world, "Bruno Tavares", "Tem em nogueira?");
  const amal = await newCustomer(world, "أمل حداد", "هل الطاولة متوفرة؟");
  await world.hatif.control("receive", {
    conversationId: amal.conversation,
    what: { media: { messageType: "Document", caption: "الفاتورة" } },
  });
  await world.hatif.control("call", {
    phone: "+966555900001",
    name: "Carla Moniz",
    ringSeconds: 12,
    ending: "missed",
    pace: 0,
  });
  await atTheDesk(page, desk, world);
  await openConversation(page, amal);
  await world.hatif.control("next-deliveries", [
    {
      fails: {
        insteadOf: "Sent",
        code: 131_026,
        reason: "Message undeliverable",
      },
    },
  ]);
  await reply(page, amal, "نعم");
  await expect(message(page, "نعم")).toContainText("Not delivered");
  return { amal, bruno };
}

test.describe("accessibility", () => {
  test("first run and each step of connecting", async ({ page, desk, world }) => {
    await desk.open(page);
    await expect(page.getByRole("main", { name: "Connect your first line" })).toBeVisible();
    await expectAccessible(page, "welcome");
    await page.getByRole("button", { name: "Connect a line" }).click();
    const dialog = page.getByRole("dialog", { name: "Connect a line" });
    await expectAccessible(page, "platform");
    await dialog.getByRole("button", { name: "Continue" }).click();
    await dialog.getByRole("textbox", { name: "Client id" }).fill(world.hatif.clientId);
    await dialog.getByLabel("Client secret").fill(world.hatif.clientSecret);
    await dialog.getByRole("button", { name: "Use another address" }).click();
    await dialog.getByRole("textbox", { name: "Another address" }).fill(world.hatif.baseUrl);
    await expectAccessible(page, "key");
    await dialog.getByRole("button", { name: "Continue" }).click();
    await expect(dialog.getByText("The test has passed.")).toBeVisible();
    await expectAccessible(page, "test");
    await dialog.getByRole("button", { name: "Continue" }).click();
    await expect(dialog.getByRole("heading", { name: "What this line can do" })).toBeFocused();
    await expectAccessible(page, "abilities");
    await dialog.getByRole("textbox", { name: "Name of this line" }).fill("Riyadh line");
    await dialog.getByRole("button", { name: "Continue" }).click();
    await dialog.getByText("Use a relay", { exact: true }).click();
    await expectAccessible(page, "notifications");
  });

  test("the inbox, its overlays and the settings", async ({ page, desk, world }) => {
    await livelyDesk(page, desk, world);
    await expectAccessible(page, "inbox");

    await page.getByRole("option", { name: /^Bruno/ }).click({ button: "right" });
    await expect(page.getByRole("menu")).toBeVisible();
    await expectAccessible(page, "menu of a row");
    await page.keyboard.press("Escape");

    await page.keyboard.press("Control+k");
    await page.keyboard.type("a");
    await expectAccessible(page, "palette");
    await page.keyboard.press("Escape");

    await page.keyboard.press("a");
    await expect(
      page.getByRole("dialog").getByRole("option", { name: /James Okoro/ }),
    ).toBeVisible();
    await expectAccessible(page, "assign");
    await page.keyboard.press("Escape");

    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
    await expectAccessible(page, "keys");
    await page.keyboard.press("Escape");

    await page.keyboard.press("g");
    await page.keyboard.press("m");
    await expect(page.getByText("Nothing is waiting for you")).toBeVisible();
    await expectAccessible(page, "empty view");

    await page.keyboard.press("Control+,");
    const sections = page.getByRole("navigation", { name: "Settings" });
    for (const name of [
      "Appearance",
      "Language",
      "Notifications",
      "Keyboard",
      "Lines and sync health",
      "Outbox",
      "About",
    ]) {
      await sections.getByRole("button", { name: new RegExp(`^${name}`) }).click();
      await expect(page.getByRole("main").getByRole("heading", { level: 1, name })).toBeVisible();
      await expectAccessible(page, `settings: ${name}`);
    }
  });

  test("a call with what was said in it", async ({ page, desk, world }) => {
    await world.hatif.control("call", {
      phone: "+966555900002",
      name: "Marta Nunes",
      ringSeconds: 5,
      ending: { answered: { talkSeconds: 90 } },
      pace: 0,
    });
    await atTheDesk(page, desk, world);
    await openConversation(page, { name: "Marta Nunes" });
    const call = page.getByRole("article").filter({ hasText: "Incoming call" });
    await expect(call.getByRole("button", { name: "Play" })).toBeVisible();
    await expectAccessible(page, "a call");
    await call.getByRole("button", { name: "Find" }).click();
    await expect(call.getByRole("button", { name: "Transcript" })).toHaveAttribute(
      "aria-expanded",
      "true",
    );
    await expectAccessible(page, "a call with its transcript open, to find in");
  });

  test("narrow windows", async ({ page, desk, world }) => {
    const { bruno } = await livelyDesk(page, desk, world);
    await page.setViewportSize({ width: 800, height: 700 });
    await expectAccessible(page, "800 px");
    await page.setViewportSize({ width: 600, height: 700 });
    await expectAccessible(page, "600 px, conversation");
    await page.getByRole("button", { name: "Back to the list" }).click();
    await expect(page.getByRole("option", { name: new RegExp(`^${bruno.name}`) })).toBeVisible();
    await expectAccessible(page, "600 px, list");
    await page.getByRole("button", { name: "Show views and lines" }).click();
    await expect(page.getByRole("navigation", { name: "Views" })).toBeVisible();
    await expectAccessible(page, "600 px, rail");
    await page.keyboard.press("Escape");
    await page.setViewportSize({ width: 480, height: 480 });
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, "nothing scrolls sideways in the smallest window").toBeLessThanOrEqual(0);
  });

  test("dark, and dark in Arabic", async ({ page, desk, world }) => {
    await livelyDesk(page, desk, world);
    const brightness = () =>
      page.evaluate(() => {
        const [red = 0, green = 0, blue = 0] = (
          getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g) ?? []
        ).map(Number);
        return (red + green + blue) / 3;
      });
    const before = await brightness();
    await desk.call("set_settings", {
      ...(await desk.call<object>("get_settings")),
      theme: "dark",
    });
    await expect.poll(brightness).toBeLessThan(before / 2);
    await expectAccessible(page, "dark");
    await desk.call("set_settings", {
      ...(await desk.call<object>("get_settings")),
      language: "ar",
    });
    await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
    await expectAccessible(page, "dark, Arabic");
  });
});
