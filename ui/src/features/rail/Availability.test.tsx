import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test } from "vitest";
import type { PresenceDto, ToolsDto } from "../../ipc/bindings.gen";
import { findAction, runAction } from "../../lib/actions";
import { queryClient } from "../../lib/hostQuery";
import { selection } from "../../lib/selection";
import { aLine, everyCapability, someTools } from "../../testing/builders";
import { accessibilityProblems, renderOnHost } from "../../testing/renderOnHost";
import { Rail } from "./Rail";

const lines = (tools: Partial<ToolsDto>) => [
  aLine({ name: "Web shop", capabilities: everyCapability({ tools: someTools(tools) }) }),
];

beforeEach(() => {
  queryClient.clear();
  selection.reset();
});

test("the palette finds each way to be seen, and shows it", async () => {
  const host = await renderOnHost(<Rail />, { lines: lines({ availability: "available" }) });
  await screen.findByRole("button", { name: /colleagues see/u });
  const busy = findAction("presence.line-riyadh.busy");
  expect(busy?.label()).toBe("Web shop: colleagues see Busy");
  expect(busy?.words?.()).toContain("availability");
  expect(runAction("presence.line-riyadh.busy")).toBe(true);
  await waitFor(() => {
    expect(host.inputsOf("set_presence")).toEqual([{ line: "line-riyadh", presence: "busy" }]);
  });
});

describe("the account's row", () => {
  test("is plain where no line shows colleagues whether one is there", async () => {
    await renderOnHost(<Rail />, { lines: lines({}) });
    await screen.findByText("Sara Al-Otaibi");
    expect(screen.queryByRole("button", { name: /colleagues see/u })).toBeNull();
  });

  test("is called by the name and by what colleagues see, as the lamp shows it", async () => {
    let presence: PresenceDto = "online";
    await renderOnHost(<Rail />, { lines: lines({ availability: "available" }) }, (host) => {
      host.answer("get_presence", () => ({ presence }));
      host.answer("set_presence", (input) => {
        presence = input.presence;
        return {};
      });
    });
    const button = { name: "Sara Al-Otaibi: colleagues see Available" };
    await userEvent.click(await screen.findByRole("button", button));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Busy" }));
    await screen.findByRole("button", { name: "Sara Al-Otaibi: colleagues see Busy" });
  });

  test("says when the platform refused, and shows what it is", async () => {
    const host = await renderOnHost(<Rail />, { lines: lines({ availability: "available" }) });
    host.fail("set_presence", "unreachable");
    await userEvent.click(await screen.findByRole("button", { name: /colleagues see/u }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Busy" }));
    await waitFor(() => {
      expect(host.inputsOf("set_presence")).toEqual([{ line: "line-riyadh", presence: "busy" }]);
    });
    await userEvent.click(await screen.findByRole("button", { name: /colleagues see/u }));
    await screen.findByRole("menuitem", { name: "Available, as now" });
  });

  test("shows colleagues what one chooses", async () => {
    let presence: PresenceDto = "online";
    const host = await renderOnHost(<Rail />, { lines: lines({ availability: "available" }) });
    host.answer("get_presence", () => ({ presence }));
    host.answer("set_presence", (input) => {
      presence = input.presence;
      return {};
    });
    await userEvent.click(await screen.findByRole("button", { name: /colleagues see/u }));
    expect(await accessibilityProblems()).toEqual([]);
    await userEvent.click(await screen.findByRole("menuitem", { name: "Offline" }));
    expect(await screen.findByText("On Web shop colleagues see: Offline.")).not.toBeNull();
  });
});
