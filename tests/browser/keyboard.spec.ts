// A whole round without a pointer.
import {
  atTheDesk,
  box,
  expect,
  expectSentOnce,
  newCustomer,
  row,
  test,
  timeline,
} from "./fixtures.ts";

test.describe("keyboard", () => {
  test("reads, answers, jumps and looks up keys without a pointer", async ({
    page,
    desk,
    world,
  }) => {
    const carla = await newCustomer(world, "Carla Moniz", "Boa tarde");
    const bruno = await newCustomer(world, "Bruno Tavares", "Bom dia");
    const amal = await newCustomer(world, "Amal Haddad", "Good morning");
    await atTheDesk(page, desk, world);
    for (const customer of [amal, bruno, carla]) await expect(row(page, customer)).toBeVisible();

    // Those who have waited longest come first.
    await page.keyboard.press("j");
    await expect(timeline(page, carla)).toBeVisible();
    await page.keyboard.press("j");
    await expect(timeline(page, bruno)).toBeVisible();
    await page.keyboard.press("k");
    await expect(timeline(page, carla)).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(row(page, carla)).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await expect(row(page, bruno)).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(timeline(page, bruno)).toBeVisible();

    await page.keyboard.press("r");
    await expect(box(page, bruno)).toBeFocused();
    await page.keyboard.type("j k r a m");
    await page.keyboard.press("Control+Enter");
    await expectSentOnce(world, "j k r a m");
    await page.keyboard.press("Escape");
    await expect(box(page, bruno)).not.toBeFocused();

    await page.keyboard.press("Control+k");
    await expect(page.getByRole("combobox", { name: "Search or jump to" })).toBeFocused();
    await page.keyboard.type("amal");
    const results = page.getByRole("dialog", { name: "Commands" }).getByRole("option");
    await expect(results.first()).toContainText("Amal Haddad");
    await page.keyboard.press("Enter");
    await expect(timeline(page, amal)).toBeVisible();

    await page.keyboard.press("?");
    const keys = page.getByRole("dialog", { name: "Keys" });
    await expect(keys.getByRole("heading", { name: "Act" })).toBeVisible();
    await page.keyboard.type("assign");
    await expect(keys.getByText("Take it myself")).toBeHidden();
    await expect(keys.getByText("Assign", { exact: true })).toBeVisible();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await expect(keys).toBeHidden();

    await page.keyboard.press("g");
    await page.keyboard.press("m");
    await expect(page.getByRole("heading", { name: "Mine", level: 1 })).toBeVisible();
    await page.keyboard.press("g");
    await page.keyboard.press("a");
    await expect(page.getByRole("heading", { name: /^All open/, level: 1 })).toBeVisible();
  });
});
