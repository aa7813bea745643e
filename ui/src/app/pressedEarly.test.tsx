/** Keys that are pressed before the conversation they are for is drawn. */
import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { aDetail, aLine, anAgent, aRow, everyCapability } from "../testing/builders";
import { renderApp } from "../testing/renderApp";

const inAnHour = Date.now() + 3_600_000;
const ana = aRow({ id: "a", contactName: "Ana Lima", windowEndsAt: inAnHour });
const bruna = aRow({ id: "b", contactName: "Bruna Reis", windowEndsAt: inAnHour });

/** The window, one conversation just pressed, and a host that answers what it holds when `read` is called. */
async function slowHost() {
  const me = anAgent({ id: "me", isMe: true });
  let read = () => {};
  const isRead = new Promise<void>((resolve) => (read = resolve));
  const { host, user } = await renderApp(
    {
      lines: [aLine({ me, capabilities: everyCapability() })],
      rows: [ana, bruna],
      details: { a: aDetail({ row: ana }), b: aDetail({ row: bruna }) },
    },
    (arranged) => {
      arranged.answer("get_conversation", async ({ conversation }) => {
        await isRead;
        return arranged.data.details[conversation] ?? aDetail();
      });
    },
  );
  await user.click(await screen.findByRole("option", { name: /^Ana Lima/u }));
  return { host, user, read };
}

test("taken by M before it was read, it is this one that is taken", async () => {
  const { host, user } = await slowHost();
  await user.keyboard("m");
  expect(host.inputsOf("assign")).toEqual([{ conversations: ["a"], agent: "me", force: false }]);
});

test("resolved by E before it was read, it is this one that is resolved", async () => {
  const { host, user } = await slowHost();
  await user.keyboard("e");
  expect(host.inputsOf("change")).toEqual([
    { conversations: ["a"], change: { type: "setStatus", status: "resolved", until: null } },
  ]);
});

test("R before it was read writes the reply as soon as one can", async () => {
  const { user, read } = await slowHost();
  await user.keyboard("r");
  expect(screen.queryByRole("textbox", { name: /^Reply/u })).toBeNull();
  read();
  const box = await screen.findByRole("textbox", { name: "Reply to Ana Lima" });
  await waitFor(() => {
    expect(document.activeElement).toBe(box);
  });
});

test("what was wanted in the one before is not done in the next", async () => {
  const { user, read } = await slowHost();
  await user.keyboard("r");
  await user.click(screen.getByRole("option", { name: /^Bruna Reis/u }));
  read();
  await screen.findByRole("textbox", { name: "Reply to Bruna Reis" });
  expect(document.activeElement?.tagName).not.toBe("TEXTAREA");
});

test("another key takes back what waited", async () => {
  const { user, read } = await slowHost();
  await user.keyboard("r");
  await user.keyboard("{ArrowDown}");
  read();
  await screen.findByRole("textbox", { name: /^Reply to/u });
  expect(document.activeElement?.tagName).not.toBe("TEXTAREA");
});
