import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, test } from "vitest";
import type { AgentDto, HealthDto, ScenariosDto, ToolsDto } from "../../ipc/bindings.gen";
import { queryClient } from "../../lib/hostQuery";
import { aDetail, aLine, anAgent, aRow, everyCapability, someTools } from "../../testing/builders";
import { accessibilityProblems, renderOnHost } from "../../testing/renderOnHost";
import type { FakeHost } from "../../testing/fakeHost";
import { Details } from "./Details";

const row = aRow();

const scenarios: ScenariosDto = {
  all: [
    {
      id: "sales",
      name: "Sales",
      steps: [
        { id: "lead", name: "Lead", message: null, endsScenario: false },
        { id: "offer", name: "Offer", message: "Here is our offer", endsScenario: false },
        { id: "done", name: "Done", message: null, endsScenario: true },
      ],
    },
  ],
  place: { scenario: "sales", step: "lead", since: null },
  log: [
    { id: "log-1", scenario: "Sales", step: "Lead", state: "active", beganAt: null },
    { id: "log-0", scenario: "Sales", step: "Offer", state: "failed", beganAt: null },
  ],
};

async function shown(
  tools: Partial<ToolsDto>,
  prepare: (host: FakeHost) => void = () => {},
  agents: AgentDto[] = [],
): Promise<FakeHost> {
  return renderOnHost(
    <Details conversation={row.id} />,
    {
      lines: [aLine({ capabilities: everyCapability({ tools: someTools(tools) }) })],
      rows: [row],
      details: { [row.id]: aDetail({ row }) },
      agents,
    },
    prepare,
  );
}

beforeEach(() => {
  queryClient.clear();
  localStorage.clear();
});

describe("scenarios", () => {
  const able = { scenarios: "available" } as const;

  test("are not drawn where the line has none", async () => {
    await shown({});
    await screen.findByRole("button", { name: /Facts/u });
    expect(screen.queryByRole("button", { name: "Scenario" })).toBeNull();
  });

  test("say why they could not be read, and are read again on wish", async () => {
    const host = await shown(able, (each) => {
      each.fail("get_scenarios", "unreachable");
    });
    expect(await screen.findByRole("alert")).not.toBeNull();
    host.answer("get_scenarios", () => scenarios);
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Sales")).not.toBeNull();
  });

  test("are read by themselves once the line that was out of reach is well again", async () => {
    const host = await shown(able, (each) => {
      each.fail("get_scenarios", "unreachable");
    });
    expect(await screen.findByRole("alert")).not.toBeNull();
    const become = (health: HealthDto) => {
      host.data.lines = host.data.lines.map((line) => ({ ...line, health }));
      host.changed({ type: "lines" });
    };
    act(() => {
      become({ state: "offline" });
    });
    await waitFor(() => {
      expect(host.inputsOf("list_lines")).toHaveLength(2);
    });
    host.answer("get_scenarios", () => scenarios);
    expect(screen.getByRole("button", { name: "Try again" })).not.toBeNull();
    act(() => {
      become({ state: "live" });
    });
    expect(await screen.findByText("Sales")).not.toBeNull();
    expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
    expect(host.inputsOf("get_scenarios"), "once when opened, once when well").toHaveLength(2);
  });

  test("say in words that the 24-hour rule kept a message back", async () => {
    const host = await shown(able, (each) => {
      each.answer("get_scenarios", () => scenarios);
      each.answer("move_in_scenarios", () => ({ messageSent: false, blockedByWindow: true }));
    });
    await userEvent.click(
      await screen.findByRole("checkbox", { name: "Send the step's message as well" }),
    );
    await userEvent.click(screen.getByRole("button", { name: "Move to a step" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Offer" }));
    expect(await screen.findByText(/has not written for 24 hours/u)).not.toBeNull();
    expect(host.inputsOf("move_in_scenarios")).toEqual([
      { conversation: row.id, to: { type: "move", step: "offer", withMessage: true } },
    ]);
  });

  test("are entered and left, and the log tells how it went", async () => {
    const host = await shown(able, (each) => {
      each.answer("get_scenarios", () => ({ ...scenarios, place: null }));
    });
    expect(await screen.findByText("In no scenario.")).not.toBeNull();
    const log = screen.getByRole("list", { name: "Steps so far" });
    expect(within(log).getByText("Went wrong")).not.toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Enter a scenario" }));
    host.answer("get_scenarios", () => scenarios);
    await userEvent.click(
      await screen.findByRole("menuitem", { name: "Offer (writes to the customer)" }),
    );
    await waitFor(() => {
      expect(host.inputsOf("move_in_scenarios").at(-1)?.to).toEqual({
        type: "enter",
        step: "offer",
      });
    });
    await userEvent.click(await screen.findByRole("button", { name: "Leave" }));
    expect(host.inputsOf("move_in_scenarios").at(-1)?.to).toEqual({
      type: "leave",
      scenario: "sales",
    });
    expect(await accessibilityProblems()).toEqual([]);
  });
});

describe("participants", () => {
  const able = { participants: "available" } as const;
  const sara = anAgent();
  const omar = anAgent({ id: "agent-omar", name: "Omar", isMe: false });

  test("say that a change was refused, and show what is", async () => {
    await shown(
      able,
      (host) => {
        host.answer("list_participants", () => [sara]);
        host.fail("set_participants", "refused");
      },
      [sara, omar],
    );
    await userEvent.click(await screen.findByRole("button", { name: "Add a colleague" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Omar" }));
    expect(await screen.findByRole("alert")).not.toBeNull();
    expect(screen.queryByRole("button", { name: "Remove Omar" })).toBeNull();
  });

  test("are shown to be there or away where that is known", async () => {
    await shown(
      able,
      (host) => {
        host.answer("list_participants", () => [sara, omar]);
        host.answer("list_presences", () => [{ agent: omar.id, presence: "busy" }]);
      },
      [sara, omar],
    );
    const list = await screen.findByRole("list", { name: "Participants" });
    await within(list).findByText("Busy");
    const [one, other] = within(list).getAllByRole("listitem");
    expect(one?.textContent).not.toMatch(/Available|Busy|Offline/u);
    expect(other?.textContent).toContain("Busy");
    expect(await accessibilityProblems()).toEqual([]);
  });

  test("are added and removed", async () => {
    let present = [sara];
    const host = await shown(
      able,
      (each) => {
        each.answer("list_participants", () => present);
        each.answer("set_participants", ({ agents }) => {
          present = [sara, omar].filter(({ id }) => agents.includes(id));
          return {};
        });
      },
      [sara, omar],
    );
    await userEvent.click(await screen.findByRole("button", { name: "Add a colleague" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Omar" }));
    await userEvent.click(await screen.findByRole("button", { name: "Remove Sara Al-Otaibi" }));
    await waitFor(() => {
      expect(host.inputsOf("set_participants").map(({ agents }) => agents)).toEqual([
        [sara.id, omar.id],
        [omar.id],
      ]);
    });
    await waitFor(() => {
      expect(screen.queryByRole("button", { name: "Remove Sara Al-Otaibi" })).toBeNull();
    });
    expect(await accessibilityProblems()).toEqual([]);
  });
});

describe("a rating", () => {
  test("is told with its words", async () => {
    await renderOnHost(<Details conversation={row.id} />, {
      lines: [aLine()],
      rows: [row],
      details: {
        [row.id]: aDetail({ row, rating: { mark: 9, best: 10, comment: "Quick and kind" } }),
      },
    });
    expect(await screen.findByText("9 of 10")).not.toBeNull();
    expect(screen.getByText("Quick and kind")).not.toBeNull();
  });
});
