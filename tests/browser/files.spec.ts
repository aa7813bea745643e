// Sending files: attached, kept with the draft, shown at once, and at the platform byte for byte.
import { createHash } from "node:crypto";
import { truncate, writeFile } from "node:fs/promises";

import { startChatwoot, type WorldChatwoot } from "../support/world.mjs";
import {
  box,
  connectChatwoot,
  expect,
  message,
  openConversation,
  status,
  test,
  timeline,
} from "./fixtures.ts";

/** The smallest picture there is: one red point. */
const picture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==",
  "base64",
);

const customer = { name: "Amal Haddad" };

interface SentFile {
  name: string;
  contentType: string;
  size: number;
  sha256: string;
  text: string | null;
  private: boolean;
}

test.describe("files", () => {
  let chatwoot: WorldChatwoot;
  test.beforeEach(async () => {
    chatwoot = await startChatwoot();
  });
  test.afterEach(async () => {
    await chatwoot.stop();
  });

  test("a picture is attached, survives a reload, goes with its words and arrives byte for byte", async ({
    page,
    desk,
  }) => {
    const { inboxes }: { inboxes: { id: number; kind: string }[] } = await chatwoot.truth("state");
    const whatsapp = inboxes.find(({ kind }) => kind === "whatsApp")?.id;
    await chatwoot.control("receive", {
      inboxId: whatsapp,
      phone: "+966555200001",
      name: customer.name,
      what: { text: "Which door is it?" },
    });
    await connectChatwoot(desk, chatwoot.baseUrl, chatwoot.accessToken);
    await desk.open(page);
    await expect(status(page)).toHaveText("Live");
    await openConversation(page, customer);

    const composer = page.getByRole("form", { name: "Reply" });
    await expect(composer.getByRole("button", { name: "Attach a file" })).not.toHaveAttribute(
      "aria-disabled",
      "true",
    );
    const [fits, tooLarge] = ["the door.png", "too-large.zip"].map((name) =>
      test.info().outputPath(name),
    ) as [string, string];
    await writeFile(fits, picture);
    await writeFile(tooLarge, "");
    await truncate(tooLarge, 41 * 1024 * 1024);
    await composer.locator("input[type=file]").setInputFiles([fits, tooLarge]);
    await expect(composer.getByRole("alert")).toHaveText(
      "too-large.zip is 41 MB; Chatwoot takes 40 MB.",
    );
    const chips = composer.getByRole("list", { name: "Files of the reply" });
    await expect(chips.getByRole("listitem")).toHaveCount(1);
    await expect(chips.getByRole("listitem")).toContainText("the door.png");
    await expect(chips.getByRole("img")).toHaveCount(0);
    await expect(chips.locator("img")).toHaveJSProperty("naturalWidth", 1);

    await page.reload();
    await openConversation(page, customer);
    await expect(chips.getByRole("listitem")).toContainText("the door.png");
    await box(page, customer).fill("The red one.");
    await box(page, customer).press("Control+Enter");
    await expect(chips).toHaveCount(0);
    const sent = message(page, "The red one.");
    await expect(sent.getByRole("img")).toHaveJSProperty("naturalWidth", 1);
    await expect(sent).toHaveAccessibleName(/, (Sent|Delivered|Read)$/);
    await expect(timeline(page, customer).getByRole("article")).toHaveCount(2);
    await expect(sent.getByRole("img")).toHaveJSProperty("naturalWidth", 1);

    const files: SentFile[] = await chatwoot.truth("files");
    expect(files).toEqual([
      expect.objectContaining({
        name: "the door.png",
        contentType: "image/png",
        size: picture.length,
        sha256: createHash("sha256").update(picture).digest("hex"),
        text: "The red one.",
        private: false,
      }),
    ]);
  });
});
