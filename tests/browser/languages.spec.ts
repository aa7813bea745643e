// The same desk in Arabic, Portuguese and the dark.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import { root } from "../support/world.mjs";
import {
  atTheDesk,
  expect,
  expectSentOnce,
  message,
  newCustomer,
  openConversation,
  test,
} from "./fixtures.ts";

/** The words of a part of the window in a language. */
function words(part: string, language: string): Record<string, string> {
  const path = join(root, "ui", "messages", part, `${language}.json`);
  return JSON.parse(readFileSync(path, "utf8")) as Record<string, string>;
}

async function chooseLanguage(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Settings" }).click();
  await page
    .getByRole("navigation", { name: "Settings" })
    .getByRole("button", { name: "Language" })
    .click();
  await page.getByText(name, { exact: true }).click();
}

const said = (text: string | undefined, inputs: Record<string, string> = {}) => {
  if (text === undefined) throw new Error("no such words");
  return Object.entries(inputs).reduce(
    (full, [key, value]) => full.replace(`{${key}}`, value),
    text,
  );
};

test.describe("languages", () => {
  test("Arabic: everything runs from the right, what customers write keeps its own direction", async ({
    page,
    desk,
    world,
  }) => {
    const amal = await newCustomer(world, "أمل حداد", "هل الطاولة متوفرة؟");
    const bruno = await newCustomer(world, "Bruno Tavares", "Tem em nogueira?");
    await atTheDesk(page, desk, world);
    await chooseLanguage(page, "العربية");
    await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
    await expect(page.locator("html")).toHaveAttribute("lang", /^ar/);
    await page.keyboard.press("Escape");

    const shell = words("shell", "ar");
    const conversation = words("conversation", "ar");
    const rail = page.getByRole("navigation", {
      name: said(shell["rail_name"]),
      exact: true,
    });
    await expect(
      rail.getByRole("button", {
        name: new RegExp(`^${said(shell["rail_all_open"])}`),
      }),
    ).toBeVisible();
    await expect(
      page.getByRole("contentinfo", { name: said(shell["status_name"]) }).getByRole("status"),
    ).toHaveText(said(shell["status_live"]));
    const window = page.viewportSize();
    const place = await rail.boundingBox();
    expect(place?.x, "the rail is at the right").toBeGreaterThan((window?.width ?? 0) / 2);

    // Arabic letters hang below the line and are lifted; those of other scripts stay in the middle.
    const initials = (letters: string) =>
      page.locator("#pane-list").getByText(letters, { exact: true });
    await expect(initials("BT")).toHaveCSS("transform", "none");
    await expect(initials("أح")).not.toHaveCSS("transform", "none");

    await page.getByRole("option", { name: /^Bruno Tavares/ }).click();
    const box = page.getByRole("textbox", {
      name: said(conversation["conversation_reply_to"], { name: bruno.name }),
    });
    await expect(box).toHaveAttribute("dir", "rtl");
    await box.fill("Sim, temos.");
    await expect(box).toHaveAttribute("dir", "ltr");
    await expect(message(page, "Tem em nogueira?").locator("[dir='auto']").first()).toBeVisible();
    await page.getByRole("option", { name: /^أمل حداد/ }).click();
    const reply = page.getByRole("textbox", {
      name: said(conversation["conversation_reply_to"], { name: amal.name }),
    });
    await reply.fill("نعم، متوفرة.");
    await reply.press("Control+Enter");
    await expectSentOnce(world, "نعم، متوفرة.");
  });

  test("Portuguese, and back to English without a restart", async ({ page, desk, world }) => {
    const bruno = await newCustomer(world, "Bruno Tavares", "Tem em nogueira?");
    await atTheDesk(page, desk, world);
    await chooseLanguage(page, "Português (Brasil)");
    await expect(page.locator("html")).toHaveAttribute("lang", /^pt/);
    await expect(page.locator("html")).toHaveAttribute("dir", "ltr");
    await page.keyboard.press("Escape");
    const shell = words("shell", "pt");
    await expect(
      page.getByRole("navigation", { name: said(shell["rail_name"]) }).getByRole("button", {
        name: new RegExp(`^${said(shell["rail_all_open"])}`),
      }),
    ).toBeVisible();
    await page.reload();
    await expect(page.locator("html")).toHaveAttribute("lang", /^pt/);
    await expect(page.getByRole("navigation", { name: said(shell["rail_name"]) })).toBeVisible();
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("dialog").getByRole("combobox")).toBeFocused();
    await page.keyboard.type("english");
    await page.keyboard.press("Enter");
    await expect(page.locator("html")).toHaveAttribute("lang", /^en/);
    await openConversation(page, bruno);
  });
});
