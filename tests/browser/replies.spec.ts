// A text that was prepared once: found with a slash, filled by the conversation and by hand, sent once.
import { expectAccessible } from "./accessible.ts";
import {
  atTheDesk,
  box,
  expect,
  expectSentOnce,
  newCustomer,
  openConversation,
  test,
} from "./fixtures.ts";

test("a saved reply is written in the settings, inserted with a slash, filled, and sent", async ({
  page,
  desk,
  world,
}) => {
  const amal = await newCustomer(world, "Amal Haddad", "Where is my order?");
  await atTheDesk(page, desk, world);
  await page.keyboard.press("Control+,");
  await page.getByRole("button", { name: "Saved replies" }).click();
  await page.getByRole("button", { name: "New saved reply" }).click();
  const editor = page.getByRole("dialog", { name: "New saved reply" });
  await editor.getByRole("textbox", { name: "Short name" }).fill("Café délai");
  await editor
    .getByRole("textbox", { name: "Text" })
    .fill("Hello {{contact.first_name}}, order {{order}} comes tomorrow.");
  await expectAccessible(page, "a saved reply that is written");
  await editor.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("button", { name: "Edit Café délai" })).toBeVisible();
  await expectAccessible(page, "settings: Saved replies");
  await page.keyboard.press("Escape");

  await openConversation(page, amal);
  const writing = box(page, amal);
  await writing.click();
  await page.keyboard.type("/delai");
  await expect(page.getByRole("option", { name: /Café délai/ })).toBeVisible();
  await expectAccessible(page, "saved replies to choose from");
  await page.keyboard.press("Enter");
  await expect(writing).toHaveValue("Hello Amal, order {{order}} comes tomorrow.");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Fill or remove {{order}} first.").first()).toBeAttached();
  await expectAccessible(page, "a reply with a gap to fill");
  await page.keyboard.type("8841");
  await expect(writing).toHaveValue("Hello Amal, order 8841 comes tomorrow.");
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+Shift+z");
  await expect(writing).toHaveValue("Hello Amal, order 8841 comes tomorrow.");
  await page.keyboard.press("Control+Enter");
  await expectSentOnce(world, "Hello Amal, order 8841 comes tomorrow.");
});
