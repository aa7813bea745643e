// Buttons below a reply: what was begun waits in its conversation, and goes out once.
import { startChatvolt } from "../support/world.mjs";
import { expectAccessible } from "./accessible.ts";
import { box, connectChatvolt, expect, message, openConversation, test } from "./fixtures.ts";

test.use({ worldOptions: { relay: false } });

test("buttons that were begun are there again, are sent once, and stay as the customer sees them", async ({
  page,
  desk,
}) => {
  const chatvolt = await startChatvolt();
  try {
    await chatvolt.control("ai-answers", { on: false });
    const [ana, rui] = [{ name: "Ana Prado" }, { name: "Rui Matos" }] as const;
    for (const [at, { name }] of [ana, rui].entries()) {
      const { conversationId } = await chatvolt.control("receive", {
        phone: `+55119555000${String(at)}`,
        name,
        what: { text: "Can somebody call me?" },
      });
      await chatvolt.control("request-human", { conversationId });
    }
    await connectChatvolt(desk, chatvolt);
    await desk.open(page);
    await openConversation(page, ana);

    await box(page, ana).fill("When shall we call?");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("buttons below");
    await page.getByRole("option", { name: /Buttons below the reply/u }).click();
    const form = page.getByRole("group", { name: "Buttons to answer by" });
    const field = (number: number) =>
      form.getByRole("textbox", { name: `Button ${String(number)}` });
    await expect(field(1)).toBeFocused();
    await page.keyboard.type("Today");
    await page.keyboard.press("Enter");
    await expect(field(2)).toBeFocused();
    await page.keyboard.type("غدًا صباحًا");
    await expectAccessible(page, "buttons that are written");

    const isAsItWas = async () => {
      await expect(field(1)).toHaveValue("Today");
      await expect(field(2)).toHaveValue("غدًا صباحًا");
      await expect(box(page, ana)).toHaveValue("When shall we call?");
    };
    await openConversation(page, rui);
    await expect(box(page, rui)).toHaveValue("");
    await expect(form).toBeHidden();
    await openConversation(page, ana);
    await isAsItWas();
    await page.reload();
    await openConversation(page, ana);
    await isAsItWas();

    await field(2).press("Control+Enter");
    await expect(form).toBeHidden();
    await expect(box(page, ana)).toHaveValue("");
    interface Send {
      kind: string;
      text: string;
      accepted: boolean;
    }
    const offered = async () =>
      ((await chatvolt.truth("sends")) as Send[]).map(({ kind, text, accepted }) => [
        kind,
        text,
        accepted,
      ]);
    const once = [["interactive", "When shall we call?\nToday\nغدًا صباحًا", true]];
    await expect.poll(offered).toEqual(once);

    // What the platform tells of it is only a text; what was sent is known better.
    const said = message(page, "When shall we call?");
    const buttons = said.getByRole("list").getByRole("listitem");
    await expect(buttons).toHaveText(["Today", "غدًا صباحًا"]);
    await expect(said).toHaveCount(1);
    await page.reload();
    await openConversation(page, ana);
    await expect(buttons).toHaveText(["Today", "غدًا صباحًا"]);
    await expect(said).toHaveCount(1);
    await expect(form).toBeHidden();
    expect(await offered()).toEqual(once);
    await expectAccessible(page, "buttons that were sent");
  } finally {
    await chatvolt.stop();
  }
});
