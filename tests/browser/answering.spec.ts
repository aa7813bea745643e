// An agent's day: read, answer, see what becomes of it; and customers who do not wait for that.
import {
  atTheDesk,
  box,
  expect,
  expectSentOnce,
  message,
  newCustomer,
  openConversation,
  reply,
  row,
  test,
  timeline,
  timesSent,
  writes,
} from "./fixtures.ts";

test.describe("answering", () => {
  test("a reply is there at once, reaches the platform once, and tells how far it came", async ({
    page,
    desk,
    world,
  }) => {
    const amal = await newCustomer(world, "Amal Haddad", "Do you deliver to Jeddah?");
    await atTheDesk(page, desk, world);
    await writes(world, amal, "By Thursday?");
    await expect(row(page, amal)).toHaveAccessibleName(/unread\. By Thursday\?/);
    await openConversation(page, amal);
    await expect(message(page, "By Thursday?")).toHaveAccessibleName(/^Amal Haddad, message, /);
    await expect(row(page, amal)).not.toHaveAccessibleName(/unread/);
    await expect(page.getByRole("button", { name: "All open, 1", exact: true })).toBeVisible();

    await world.hatif.control("next-deliveries", [
      { stopsAt: "Sent" },
      { stopsAt: "Delivered" },
      "delivered",
    ]);
    await world.hatif.control("faults", { latencyMs: 2_000 });
    await reply(page, amal, "Yes, on Wednesday.");
    await expect(message(page, "Yes, on Wednesday.")).toHaveAccessibleName(/^You, message, /);
    await expect(box(page, amal)).toHaveValue("");
    expect(await timesSent(world, "Yes, on Wednesday."), "nothing was waited for").toBe(0);
    await world.hatif.control("faults", { latencyMs: 0 });
    await expect(message(page, "Yes, on Wednesday.")).toHaveAccessibleName(/, Sent$/);

    await reply(page, amal, "The driver calls before.");
    await expect(message(page, "The driver calls before.")).toHaveAccessibleName(/, Delivered$/);
    await reply(page, amal, "Is the lift wide enough?");
    await expect(message(page, "Is the lift wide enough?")).toHaveAccessibleName(/, Read$/);
    await expect(message(page, "Yes, on Wednesday.")).toHaveAccessibleName(/, Sent$/);

    for (const text of [
      "Yes, on Wednesday.",
      "The driver calls before.",
      "Is the lift wide enough?",
    ]) {
      await expectSentOnce(world, text);
      await expect(message(page, text)).toHaveCount(1);
    }
    await expect(row(page, amal)).toHaveAccessibleName(/Waiting for the customer/);
  });

  test("what customers write is seen within two seconds, counted, and read only where one looks", async ({
    page,
    desk,
    world,
  }) => {
    const amal = await newCustomer(world, "Amal Haddad", "Good morning");
    const bruno = await newCustomer(world, "Bruno Tavares", "Bom dia");
    await atTheDesk(page, desk, world);
    for (const customer of [bruno, amal]) {
      await openConversation(page, customer);
      await expect(row(page, customer)).not.toHaveAccessibleName(/unread/);
    }
    // Far less than the time between two polls: it came through webhook and relay.
    const soon = { timeout: 2_000 };
    await writes(world, amal, "Are you there?");
    await expect(message(page, "Are you there?")).toBeVisible(soon);
    await expect(row(page, amal)).toContainText("Are you there?", soon);

    await writes(world, bruno, "Tem em nogueira?");
    await expect(row(page, bruno)).toHaveAccessibleName(/1 unread\. Tem em nogueira\?/, soon);
    await writes(world, bruno, "E em carvalho?");
    await expect(row(page, bruno)).toHaveAccessibleName(/2 unread\. E em carvalho\?/, soon);
    const views = page.getByRole("navigation", { name: "Views" });
    await expect(views.getByRole("button", { name: "All open, 1 unread of 2" })).toBeVisible();
    await expect(views.getByRole("button", { name: "Unassigned, 1 unread of 2" })).toBeVisible();
    await expect(page.getByRole("button", { name: "1 unread", exact: true })).toBeVisible();
    await expect(timeline(page, amal).getByText("Tem em nogueira?")).toHaveCount(0);

    const carla = await newCustomer(world, "Carla Moniz", "Boa tarde");
    await expect(row(page, carla)).toBeVisible(soon);
    await expect(views.getByRole("button", { name: "All open, 2 unread of 3" })).toBeVisible();

    await openConversation(page, bruno);
    await expect(row(page, bruno)).not.toHaveAccessibleName(/unread/);
    await page.keyboard.press("u");
    await expect(row(page, bruno)).toHaveAccessibleName(/1 unread/);
    await expect(views.getByRole("button", { name: "All open, 2 unread of 3" })).toBeVisible();
  });

  test("a draft outlives switching and a reload, and shows where it lies", async ({
    page,
    desk,
    world,
  }) => {
    const amal = await newCustomer(world, "Amal Haddad", "How much is it?");
    const bruno = await newCustomer(world, "Bruno Tavares", "Quanto custa?");
    await atTheDesk(page, desk, world);
    await openConversation(page, amal);
    // Longer than the beginning that a row of the list shows.
    const long = `It costs\n${"two hundred and ".repeat(40)}two`;
    await box(page, amal).fill(long);
    await openConversation(page, bruno);
    await expect(box(page, bruno)).toHaveValue("");
    await expect(row(page, amal)).toHaveAccessibleName(/Draft\. It costs/);
    await openConversation(page, amal);
    await expect(box(page, amal)).toHaveValue(long);

    await box(page, amal).press("Control+End");
    await box(page, amal).pressSequentially(" riyal");
    await expect(page.getByText("Draft saved")).toBeVisible();
    await page.reload();
    await openConversation(page, amal);
    await expect(box(page, amal)).toHaveValue(`${long} riyal`);

    await box(page, amal).press("Control+Enter");
    await expectSentOnce(world, `${long} riyal`);
    await page.reload();
    await openConversation(page, amal);
    await expect(box(page, amal)).toHaveValue("");
  });
});
