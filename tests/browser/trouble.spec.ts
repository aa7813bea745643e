// Trouble between desk, platform and relay: said in plain words, survived, and over by itself where it can be.
import { expectAccessible } from "./accessible.ts";
import {
  atTheDesk,
  checkNow,
  expect,
  expectSentOnce,
  message,
  newCustomer,
  openConversation,
  reply,
  row,
  status,
  test,
  timesSent,
  writes,
} from "./fixtures.ts";

test.describe("trouble", () => {
  test("a platform that asks for patience gets it, and one that fails is tried again", async ({
    page,
    desk,
    world,
  }) => {
    const amal = await newCustomer(world, "Amal Haddad", "Is it in stock?");
    await atTheDesk(page, desk, world);
    await openConversation(page, amal);

    await world.hatif.control("faults", {
      tooManyRequestsNext: 1,
      tooManyRequestsWaitS: 4,
    });
    await reply(page, amal, "Yes, two of them.");
    await expect(message(page, "Yes, two of them.")).toContainText("Tries again at");
    await expect(status(page)).toHaveText(/^Riyadh line slowed until \d/);
    await expect(status(page)).toHaveText("Live");
    await expectSentOnce(world, "Yes, two of them.");

    await world.hatif.control("faults", { serverErrorsNext: 1_000 });
    await checkNow(page);
    await expect(status(page)).toHaveText(
      "Riyadh line: the platform answers with failures. Trying again by itself.",
    );
    await expectAccessible(page, "a platform that fails");
    await world.hatif.control("faults", { serverErrorsNext: 0 });
    await expect(status(page)).toHaveText("Live");
    await expect(message(page, "Yes, two of them.")).toHaveAccessibleName(
      /, (Sent|Delivered|Read)$/,
    );
  });

  test("a revoked key is said, keeps what is to send, and a new one mends it", async ({
    page,
    desk,
    world,
  }) => {
    const amal = await newCustomer(world, "Amal Haddad", "Is it in stock?");
    await atTheDesk(page, desk, world);
    await openConversation(page, amal);
    const renewed: { clientId: string; clientSecret: string } =
      await world.hatif.control("revoke-credentials");
    await reply(page, amal, "Yes, two of them.");
    await expect(status(page)).toHaveText("Riyadh line: key refused");
    await reply(page, amal, "And a third tomorrow.");
    await expect(message(page, "And a third tomorrow.")).toBeVisible();
    expect(await timesSent(world, "Yes, two of them.")).toBe(0);
    await expectAccessible(page, "a refused key, and what waits for a new one");

    await page
      .getByRole("contentinfo", { name: "Status" })
      .getByRole("button", { name: "Replace key" })
      .click();
    const replace = page.getByRole("main").getByRole("button", { name: "Replace key" }).first();
    await expect(replace).toBeVisible();
    await expectAccessible(page, "a line whose key is refused, in the settings");
    await replace.click();
    const dialog = page.getByRole("dialog", {
      name: "New key for Riyadh line",
    });
    await dialog.getByRole("textbox", { name: "Client id" }).fill(renewed.clientId);
    await dialog.getByLabel("Client secret").fill("still not right");
    await dialog.getByRole("button", { name: "Replace key" }).click();
    await expect(dialog.getByRole("alert")).toContainText("Hatif refused the client id or secret");
    await expectAccessible(page, "a new key that is refused too");
    await dialog.getByLabel("Client secret").fill(renewed.clientSecret);
    await dialog.getByRole("button", { name: "Replace key" }).click();
    await expect(page.getByText("Riyadh line has its new key and catches up.")).toBeVisible();
    await page.keyboard.press("Escape");

    await expect(status(page)).toHaveText("Live");
    for (const text of ["Yes, two of them.", "And a third tomorrow."]) {
      await expectSentOnce(world, text);
      await expect(message(page, text)).toHaveAccessibleName(/, (Sent|Delivered|Read)$/);
    }
  });

  test("without its relay the line looks by itself and says so, until the relay is back", async ({
    page,
    desk,
    world,
  }) => {
    const amal = await newCustomer(world, "Amal Haddad", "Is it in stock?");
    await atTheDesk(page, desk, world);
    await openConversation(page, amal);
    await world.relay?.stop();
    await expect(status(page)).toHaveText(
      "Riyadh line: the relay does not answer. Checking the platform directly meanwhile.",
    );
    await expectAccessible(page, "a silent relay");
    await writes(world, amal, "Nobody forwards this");
    // The line looks every ten seconds or so.
    await expect(message(page, "Nobody forwards this")).toBeVisible({ timeout: 30_000 });

    await world.relay?.start();
    await expect(status(page)).toHaveText("Live");
    await writes(world, amal, "And this comes at once");
    await expect(message(page, "And this comes at once")).toBeVisible({
      timeout: 2_000,
    });
    await expect(row(page, amal)).toContainText("And this comes at once");
    await expect(message(page, "Nobody forwards this")).toHaveCount(1);
  });
});
