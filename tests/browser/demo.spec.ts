// Sample data: whoever tries it sees four lines come to life, and can answer.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expectAccessible } from "./accessible.ts";
import { Desk, expect, message, test } from "./fixtures.ts";

/** The lines of the sample data with their platforms, and what is soon true of them. */
const lines = [
  ["Riyadh line", "Hatif", "live"],
  // Platforms that let themselves be asked little take a minute or two to be read the first time.
  ["Loja São Paulo", "Chatvolt", "(catching up|live)"],
  ["Nordic Parts", "Ohallo", "(catching up|live)"],
  ["Web shop", "Chatwoot", "live"],
] as const;

test("the demo says what it is, brings four platforms to life, and delivers a reply", async ({
  page,
}) => {
  // Four platforms are filled and read at once.
  test.setTimeout(240_000);
  const data = await mkdtemp(join(tmpdir(), "switchboard-demo-"));
  const desk = new Desk(data, null, true);
  try {
    await desk.start();
    await desk.open(page);
    const views = page.getByRole("navigation", { name: "Views" });
    await expect(views.getByText("Sample data", { exact: true })).toBeVisible();
    for (const [name, platform, health] of lines) {
      await expect(
        views.getByRole("button", { name: new RegExp(`^${name}, ${platform}, ${health}$`, "u") }),
      ).toBeVisible({ timeout: 60_000 });
    }
    for (const [name] of lines) {
      const line = views.getByRole("button", { name: new RegExp(`^${name}, `, "u") });
      await line.click();
      const rows = page.getByRole("listbox").getByRole("option");
      await expect(rows.filter({ hasText: name }).first()).toBeVisible();
      await expect(rows.filter({ hasNotText: name })).toHaveCount(0);
    }
    await expectAccessible(page, "sample data");

    // The last line is shown alone. A chat on a website can be answered at any time.
    await page
      .getByRole("option", { name: /, web chat on Web shop\./u })
      .first()
      .click();
    const writing = page.getByRole("textbox", { name: /^Reply to /u });
    await writing.fill("We look into it.");
    await writing.press("Control+Enter");
    // Sample customers take their time.
    await expect(message(page, "We look into it.")).toHaveAccessibleName(/, (Delivered|Read)$/u, {
      timeout: 30_000,
    });
  } finally {
    await desk.stop();
    await rm(data, { recursive: true, force: true });
  }
});
