// What was just done is said where it covers nothing that one needs next.
import type { Locator, Page } from "@playwright/test";

import { atTheDesk, expect, newCustomer, test } from "./fixtures.ts";

/** The pointer reaches each of these where it aims: at the middle of it. */
async function expectReachable(all: Locator, what: string): Promise<void> {
  const covered = await all.evaluateAll((elements) =>
    elements.flatMap((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      const hit = document.elementFromPoint(left + width / 2, top + height / 2);
      return element.contains(hit) || (hit?.contains(element) ?? false)
        ? []
        : [
            `${element.getAttribute("aria-label") ?? element.textContent} is under ${hit?.outerHTML}`,
          ];
    }),
  );
  expect(await all.count(), what).toBeGreaterThan(0);
  expect(covered, what).toEqual([]);
}

const toasts = (page: Page) => page.locator("#toasts > [role]");
const listbox = (page: Page) => page.locator("#pane-list [role=listbox]");
/** The row one is on; another may have become the last one meanwhile. */
const current = (page: Page) => listbox(page).locator('[role=option][tabindex="0"]');

test("a toast covers neither rows nor the bulk bar nor the box one writes in, in any width and direction", async ({
  page,
  desk,
  world,
}) => {
  for (let number = 1; number <= 7; number += 1) {
    await newCustomer(world, `Customer ${String(number)}`, "Good morning");
  }
  await atTheDesk(page, desk, world);
  const settings = await desk.call<object>("get_settings");
  for (const language of ["en", "ar"]) {
    await desk.call("set_settings", { ...settings, language });
    await expect(page.locator("html")).toHaveAttribute("dir", language === "ar" ? "rtl" : "ltr");
    for (const width of [1440, 1024, 800]) {
      const what = `${language}, ${String(width)} px`;
      await page.setViewportSize({ width, height: 560 });
      // Takes a conversation, ticks its row, and the last row comes into view.
      await listbox(page).getByRole("option").first().click();
      await page.keyboard.press("m");
      await expect(toasts(page).first(), what).toBeVisible();
      await page.keyboard.press("x");
      await page.keyboard.press("End");
      await expect(page.locator("#pane-list [role=toolbar]"), what).toBeVisible();
      await expect(current(page), what).toBeInViewport({ ratio: 1 });
      await expectReachable(page.locator("#toasts button"), `toasts, ${what}`);
      await expectReachable(page.locator("#pane-list [role=toolbar] button"), `bulk bar, ${what}`);
      await expectReachable(current(page), `last row, ${what}`);
      await expectReachable(
        page.locator("main :is(textarea, [role=tab], [role=toolbar] button)"),
        `composer, ${what}`,
      );
      await page.keyboard.press("Escape");
    }
  }
  // With one pane at a time the page makes room.
  await page.setViewportSize({ width: 600, height: 700 });
  await page.keyboard.press("m");
  await expect(toasts(page).first()).toBeVisible();
  await expectReachable(page.locator("main :is(textarea, [role=tab])"), "600 px");
});

test("the row one is on stays in sight when the bulk bar and a toast take the room below it", async ({
  page,
  desk,
  world,
}) => {
  for (let number = 1; number <= 7; number += 1) {
    await newCustomer(world, `Customer ${String(number)}`, "Good morning");
  }
  await atTheDesk(page, desk, world);
  await page.setViewportSize({ width: 1440, height: 560 });
  await listbox(page).getByRole("option").first().click();
  await page.keyboard.press("End");
  await expect(listbox(page).getByRole("option").last()).toBeInViewport({
    ratio: 1,
  });
  await page.keyboard.press("x");
  await expect(page.locator("#pane-list [role=toolbar]")).toBeVisible();
  await expect(current(page)).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("m");
  await expect(toasts(page).first()).toBeVisible();
  await expect(current(page)).toBeInViewport({ ratio: 1 });
  await expectReachable(current(page), "the row one is on");
});
