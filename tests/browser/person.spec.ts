// A customer who writes on two lines is one person: their whole story is read, and jumped from.
import { json, start } from "../support/processes.mjs";
import { executable } from "../support/world.mjs";
import {
  connect,
  expect,
  newCustomer,
  openConversation,
  row,
  status,
  test,
  timeline,
  type Desk,
} from "./fixtures.ts";

interface Chatwoot {
  baseUrl: string;
  accessToken: string;
}

/** Connects a second line, on another platform. */
async function connectShop(desk: Desk, { baseUrl, accessToken }: Chatwoot): Promise<void> {
  const { accounts } = await desk.call<{ accounts: { account: string }[] }>("sign_in", {
    platform: "chatwootToken",
    accessToken,
    baseUrl,
    unprotected: false,
  });
  const found = await desk.call<{ test: string }>("test_line", {
    attempt: "shop",
    account: accounts[0]?.account,
  });
  await desk.call("add_line", {
    test: found.test,
    name: "Shop",
    me: null,
    relay: null,
  });
}

test("a customer on two lines is opened, read as one story, and met where they said it", async ({
  page,
  desk,
  world,
}) => {
  const shop = await start<Chatwoot>(
    executable("inbox-simulators"),
    ["--platform", "chatwoot", "--size", "empty", "--seed", "8"],
    { env: process.env, ready: (line) => json(line)?.chatwoot },
  );
  try {
    const amal = await newCustomer(world, "Amal Haddad", "Where is my washer?");
    const { phone } = (await world.hatif.truth("conversations")).find(
      ({ id }: { id: string }) => id === amal.conversation,
    );
    const written = await fetch(`${shop.value.baseUrl}/_control/receive`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        // The same number, written as a shop's own form would have it.
        phone,
        name: "A. Haddad",
        what: { text: "I asked on the phone as well" },
      }),
    });
    expect(written.ok).toBe(true);
    await connect(desk, world);
    await connectShop(desk, shop.value);
    await desk.open(page);
    await expect(status(page)).toHaveText("Live");
    await expect(row(page, { name: "A. Haddad" })).toBeVisible();

    await openConversation(page, amal);
    const panel = page.getByRole("complementary", {
      name: "About this conversation",
    });
    await expect(panel.getByRole("button", { name: "Also on" })).toBeVisible();
    await expect(panel.getByRole("button", { name: /on Shop\. / }).first()).toBeVisible();

    await page.keyboard.press("h");
    const story = page.getByRole("dialog", {
      name: "The whole story of Amal Haddad",
    });
    await expect(story).toContainText("2 conversations on 2 lines. To answer, open one.");
    const articles = story.getByRole("article");
    await expect(articles.filter({ hasText: "Where is my washer?" })).toHaveAccessibleName(
      /on Riyadh line$/,
    );
    await expect(articles.filter({ hasText: "I asked on the phone as well" })).toHaveAccessibleName(
      /on Shop$/,
    );
    await story.getByRole("button", { name: /^Open there: .* on Shop$/ }).click();
    await expect(story).toHaveCount(0);
    await expect(timeline(page, { name: "A. Haddad" })).toContainText(
      "I asked on the phone as well",
    );

    // Somebody says that they are two people, and takes it back.
    await panel.getByRole("button", { name: /^Not the same person: Amal Haddad/ }).click();
    await expect(panel.getByText("Kept apart: Amal Haddad on Riyadh line")).toBeVisible();
    await page.keyboard.press("z");
    await expect(panel.getByRole("button", { name: /on Riyadh line\. / }).first()).toBeVisible();
  } finally {
    await shop.stop("SIGTERM");
  }
});
