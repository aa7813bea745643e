// A conversation that nobody wrote in yet: begun here, opened at once, known to the platform in the end.
import { atTheDesk, checkNow, expect, status, test } from "./fixtures.ts";
import { layCable } from "../support/cable.mjs";

const number = "+966500000417";

test.describe("beginning a conversation", () => {
  test("opens at once, waits for the internet, and goes out once", async ({
    page,
    desk,
    world,
  }) => {
    const cable = await layCable(world.hatif.baseUrl);
    await atTheDesk(page, desk, {
      ...world,
      hatif: { ...world.hatif, baseUrl: cable.url },
    });
    await cable.pull();
    await checkNow(page);
    await expect(status(page)).toHaveText("Offline");

    await page.keyboard.press("c");
    const dialog = page.getByRole("dialog", { name: "New conversation" });
    await dialog.getByRole("searchbox").fill(number);
    await dialog.getByRole("textbox", { name: "Template name" }).fill("order_update");
    await dialog.getByRole("textbox", { name: "Language code" }).fill("en");
    await dialog
      .getByRole("textbox", { name: /^Wording/ })
      .fill("Hello {{1}}, there is news about your order {{2}}. Reply here to continue.");
    await dialog.getByRole("textbox", { name: "Value for 1" }).fill("Amal");
    await dialog.getByRole("textbox", { name: "Value for 2" }).fill("4711");
    await dialog.getByRole("button", { name: /^Begin/ }).click();
    await expect(dialog).toHaveCount(0);

    const said = page
      .getByRole("article")
      .filter({ hasText: "Hello Amal, there is news about your order 4711." });
    await expect(said).toContainText("Waits for the internet");
    await expect(status(page)).toHaveText("Offline · 1 to send");

    await cable.mend();
    await expect(status(page)).toHaveText("Live");
    await expect(said).toHaveAccessibleName(/, (Sent|Delivered|Read)$/);
    await expect(said).toHaveCount(1);
    await cable.pull();
  });
});
