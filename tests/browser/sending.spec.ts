// When sending does not go as it should: nothing typed is lost, nothing is sent twice, and it is said.
import { layCable } from "../support/cable.mjs";
import { expectAccessible } from "./accessible.ts";
import {
  atTheDesk,
  box,
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
} from "./fixtures.ts";

test.describe("sending", () => {
  test("what is written offline waits, says so, can be taken back, and leaves once when the way is back", async ({
    page,
    desk,
    world,
  }) => {
    const amal = await newCustomer(world, "Amal Haddad", "Is it in stock?");
    const cable = await layCable(world.hatif.baseUrl);
    await atTheDesk(page, desk, {
      ...world,
      hatif: { ...world.hatif, baseUrl: cable.url },
    });
    await openConversation(page, amal);
    await cable.pull();
    await checkNow(page);
    await expect(status(page)).toHaveText("Offline");
    await reply(page, amal, "Yes, two of them.");
    await expect(message(page, "Yes, two of them.")).toContainText("Waits for the internet");
    await expect(status(page)).toHaveText("Offline · 1 to send");
    await expect(page.getByRole("button", { name: /^Send when online/ })).toBeVisible();
    await reply(page, amal, "No, three!");
    await expect(status(page)).toHaveText("Offline · 2 to send");
    await expectAccessible(page, "offline, with messages that wait");
    await message(page, "No, three!").getByRole("button", { name: "Cancel" }).click();
    await expect(status(page)).toHaveText("Offline · 1 to send");
    await expect(box(page, amal)).toHaveValue("No, three!");
    expect(await timesSent(world, "Yes, two of them.")).toBe(0);

    await cable.mend();
    await expect(status(page)).toHaveText("Live");
    await expect(message(page, "Yes, two of them.")).toHaveAccessibleName(
      /, (Sent|Delivered|Read)$/,
    );
    await expectSentOnce(world, "Yes, two of them.");
    await expect(message(page, "Yes, two of them.")).toHaveCount(1);
    expect(await timesSent(world, "No, three!")).toBe(0);
    await cable.pull();
  });

  test("a lost answer is looked for, never sent again", async ({ page, desk, world }) => {
    const amal = await newCustomer(world, "Amal Haddad", "Is it in stock?");
    await atTheDesk(page, desk, world);
    await openConversation(page, amal);
    // No webhook may tell what the lost answer would have told.
    await world.relay?.stop();
    await world.hatif.control("faults", {
      loseSendAnswersNext: 1,
      latencyMs: 1_000,
    });
    await reply(page, amal, "Yes, two of them.");
    await expect(message(page, "Yes, two of them.")).toContainText(
      "No answer from Hatif. Checking if it went out…",
    );
    await world.hatif.control("faults", { latencyMs: 0 });
    await expect(message(page, "Yes, two of them.")).toHaveAccessibleName(
      /, (Sent|Delivered|Read)$/,
    );
    await expect(message(page, "Yes, two of them.")).toHaveCount(1);
    await expectSentOnce(world, "Yes, two of them.");
  });

  test("a closed window explains itself and keeps the draft", async ({ page, desk, world }) => {
    await page.clock.install();
    const amal = await newCustomer(world, "Amal Haddad", "Is it in stock?");
    await atTheDesk(page, desk, world);
    await openConversation(page, amal);
    await expect(box(page, amal)).toHaveAccessibleDescription(/left to reply freely/);
    await box(page, amal).fill("Yes, two of");
    await expect(page.getByText("Draft saved")).toBeVisible();

    await page.clock.fastForward("25:00:00");
    const composer = page.getByRole("form", { name: "Reply" });
    await expect(composer).toContainText("Window closed 1 h ago.");
    await expect(composer).toContainText("Enter the approved template as it is on Hatif.");
    await expect(composer).toContainText("Sending does not reopen the window. Their answer does.");
    await expect(box(page, amal)).toHaveCount(0);
    await expect(composer).toContainText("Your draft is kept:");
    await expect(composer.getByText("Yes, two of", { exact: true })).toBeVisible();
    await expect(composer.getByRole("button", { name: "Send template" })).toBeVisible();
    await expectAccessible(page, "a closed window with a template to send");
  });

  test("a text over the limit is counted and stays here", async ({ page, desk, world }) => {
    const amal = await newCustomer(world, "Amal Haddad", "Tell me everything");
    await atTheDesk(page, desk, world);
    await openConversation(page, amal);
    const longest = "ا".repeat(4_095) + "🪑";
    await box(page, amal).fill(`${longest}!`);
    const composer = page.getByRole("form", { name: "Reply" });
    await expect(composer.getByRole("status")).toHaveText("1 character too long");
    await box(page, amal).press("Control+Enter");
    await expect(box(page, amal)).toHaveValue(`${longest}!`);
    await expect(composer.getByRole("button", { name: /^Send/ })).toHaveAttribute(
      "aria-disabled",
      "true",
    );
    expect(await timesSent(world, `${longest}!`)).toBe(0);
    await expectAccessible(page, "a text over the limit");

    await box(page, amal).press("Control+End");
    await box(page, amal).press("Backspace");
    await expect(composer.getByRole("status")).toHaveText("0 characters left");
    await box(page, amal).press("Control+Enter");
    await expectSentOnce(world, longest);
  });

  test("a failed delivery says why and asks for a person", async ({ page, desk, world }) => {
    const amal = await newCustomer(world, "Amal Haddad", "Is it in stock?");
    await atTheDesk(page, desk, world);
    await openConversation(page, amal);
    const fails = (code: number, reason: string) => ({
      fails: { insteadOf: "Sent", code, reason },
    });
    await world.hatif.control("next-deliveries", [
      fails(131_026, "Message undeliverable"),
      fails(131_049, "Healthy ecosystem engagement"),
    ]);
    await reply(page, amal, "Yes, two of them.");
    await expect(message(page, "Yes, two of them.")).toContainText(
      "Not delivered: this number is not on WhatsApp.",
    );
    await expect(row(page, amal)).toHaveAccessibleName(/Needs a person: Not delivered/);
    await expectAccessible(page, "a failed delivery");
    await message(page, "Yes, two of them.")
      .getByRole("button", { name: "Write it again" })
      .click();
    await expect(box(page, amal)).toBeFocused();
    await expect(box(page, amal)).toHaveValue("Yes, two of them.");

    await box(page, amal).fill("They are still here.");
    await box(page, amal).press("Control+Enter");
    await expect(message(page, "They are still here.")).toContainText(
      "Not delivered: Healthy ecosystem engagement",
    );
    await expectSentOnce(world, "Yes, two of them.");
  });
});
