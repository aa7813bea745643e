// The first run: from nothing to an inbox that lives.
import { expectAccessible } from "./accessible.ts";
import {
  atTheDesk,
  expect,
  message,
  newCustomer,
  openConversation,
  row,
  status,
  test,
  writes,
} from "./fixtures.ts";

test.describe("connecting a line", () => {
  test("a refused secret is said and nothing is kept; the right one leads to a living inbox", async ({
    page,
    desk,
    world,
  }) => {
    const amal = await newCustomer(world, "Amal Haddad", "Is the oak table still there?");
    await desk.open(page);
    await page
      .getByRole("main", { name: "Connect your first line" })
      .getByRole("button", { name: "Connect a line" })
      .click();
    const dialog = page.getByRole("dialog", { name: "Connect a line" });
    await expect(dialog.getByRole("radio", { name: /^Hatif/ })).toBeChecked();
    await dialog.getByRole("button", { name: "Continue" }).click();

    await dialog.getByRole("textbox", { name: "Client id" }).fill(world.hatif.clientId);
    await dialog.getByLabel("Client secret").fill("not the secret of anybody");
    await dialog.getByRole("button", { name: "Use another address" }).click();
    await dialog.getByRole("textbox", { name: "Another address" }).fill(world.hatif.baseUrl);
    await dialog.getByRole("button", { name: "Continue" }).click();
    await expect(dialog.getByRole("alert")).toContainText("Hatif refused the client id or secret");
    await expectAccessible(page, "a refused secret");
    expect(await desk.call("list_lines")).toEqual([]);

    await dialog.getByRole("button", { name: "Back" }).click();
    await expect(dialog.getByLabel("Client secret")).toHaveValue("");
    await dialog.getByLabel("Client secret").fill(world.hatif.clientSecret);
    await dialog.getByRole("button", { name: "Continue" }).click();
    await expect(dialog.getByText("The test has passed.")).toBeVisible();
    const found = dialog.getByRole("listitem");
    await expect(found.filter({ hasText: "People found" })).toContainText("5 people");
    await expect(found.filter({ hasText: "People found" })).toContainText("2 AI agents");
    await expect(found.filter({ hasText: "Channels found" })).toContainText("Showroom (phone)");
    expect(await desk.call("list_lines"), "a test keeps nothing").toEqual([]);
    await dialog.getByRole("button", { name: "Continue" }).click();

    await expect(dialog.getByRole("heading", { name: "What this line can do" })).toBeFocused();
    await expect(dialog.getByRole("listitem").filter({ hasText: "Can: Reply" })).toContainText(
      "free text for 24 hours",
    );
    await expect(
      dialog.getByRole("listitem").filter({ hasText: "Cannot: Close a conversation" }),
    ).toContainText("done in Hatif");
    await dialog.getByRole("textbox", { name: "Name of this line" }).fill("Riyadh line");
    await dialog.getByRole("combobox", { name: "Who you are on this line" }).fill("kath");
    await page.getByRole("option", { name: "Katharina Vogel" }).click();
    await dialog.getByRole("button", { name: "Continue" }).click();

    await dialog.getByText("Use a relay", { exact: true }).click();
    await dialog.getByRole("textbox", { name: "Address of the relay" }).fill(world.relay!.url);
    await dialog.getByLabel("Reader token").fill("nobodys-token");
    await dialog.getByRole("button", { name: /^Connect\b/ }).click();
    await expect(dialog.getByRole("alert")).toContainText("The relay refuses the reader token");
    await expectAccessible(page, "a refused reader token");
    expect(await desk.call("list_lines")).toEqual([]);
    await dialog.getByLabel("Reader token").fill(world.relay!.token);
    await dialog.getByRole("button", { name: /^Connect\b/ }).click();

    await expect(page.getByText("Riyadh line is connected.")).toBeVisible();
    await expect(dialog).toBeHidden();
    await expect(row(page, amal)).toContainText("Is the oak table still there?");
    await expect(page.getByText("Katharina Vogel")).toBeVisible();
    await expect(status(page)).toHaveText("Live");
    await openConversation(page, amal);
    await writes(world, amal, "And the chairs?");
    await expect(message(page, "And the chairs?")).toBeVisible();
  });

  test("a second line of the same account is refused in words", async ({ page, desk, world }) => {
    await atTheDesk(page, desk, world);
    await page
      .getByRole("navigation", { name: "Views" })
      .getByRole("button", { name: "Connect a line" })
      .click();
    const dialog = page.getByRole("dialog", { name: "Connect a line" });
    await dialog.getByRole("button", { name: "Continue" }).click();
    await dialog.getByRole("textbox", { name: "Client id" }).fill(world.hatif.clientId);
    await dialog.getByLabel("Client secret").fill(world.hatif.clientSecret);
    await dialog.getByRole("button", { name: "Use another address" }).click();
    await dialog.getByRole("textbox", { name: "Another address" }).fill(world.hatif.baseUrl);
    await dialog.getByRole("button", { name: "Continue" }).click();
    await expect(dialog.getByRole("alert")).toContainText("This account is connected already");
    await expectAccessible(page, "an account that is connected already");
  });
});
