/** The start of the window: what is asked before anything is mounted, and what must not flash by. */
import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import type { LineDto } from "../ipc/bindings.gen";
import { aLine, aRow, someSettings } from "../testing/builders";
import { fakeHost } from "../testing/fakeHost";
import { App, prepare } from "./App";
import { openOverlay } from "./overlays";

afterEach(() => {
  act(() => {
    openOverlay(null);
  });
});

describe("before anything is mounted", () => {
  it("the host was asked for everything the first screen shows, each once", async () => {
    const host = fakeHost({ lines: [aLine()], rows: [aRow()] });
    await prepare();
    const asked = host.calls.map(({ name }) => name).toSorted();
    expect(asked).toEqual([
      "app_info",
      "get_settings",
      "list_conversations",
      "list_lines",
      "rail_counts",
    ]);
    render(<App />);
    await screen.findByRole("navigation", { name: "Views" });
    expect(host.inputsOf("list_conversations")).toHaveLength(1);
    expect(host.inputsOf("rail_counts")).toHaveLength(1);
    expect(host.inputsOf("list_lines")).toHaveLength(1);
  });

  it("a change that comes before the window is there is not missed", async () => {
    const host = fakeHost({ lines: [aLine()], rows: [aRow({ id: "a", contactName: "Ana Lima" })] });
    await prepare();
    host.data.rows = [aRow({ id: "b", contactName: "Bruna Reis" })];
    host.changed({ type: "conversations" });
    render(<App />);
    expect(await screen.findByRole("option", { name: /^Bruna Reis/u })).toBeTruthy();
    expect(screen.queryByRole("option", { name: /^Ana Lima/u })).toBeNull();
  });

  it("the person's language is on, whatever the system speaks", async () => {
    fakeHost({ lines: [aLine()], settings: someSettings({ language: "pt" }) });
    await prepare();
    render(<App />);
    expect(await screen.findByRole("navigation", { name: "Visões" })).toBeTruthy();
    expect(document.documentElement.lang).toBe("pt");
  });
});

describe("until it is known whether a line is connected", () => {
  it("neither the inbox nor the welcome is drawn", async () => {
    const host = fakeHost();
    let answer: (lines: LineDto[]) => void = () => {};
    host.answer("list_lines", () => new Promise<LineDto[]>((resolve) => (answer = resolve)));
    await prepare();
    render(<App />);
    await screen.findByRole("contentinfo");
    expect(screen.queryByRole("navigation")).toBeNull();
    expect(screen.queryByRole("main")).toBeNull();
    await act(() => {
      answer([]);
      return Promise.resolve();
    });
    expect(await screen.findByRole("button", { name: "Connect a line" })).toBeTruthy();
    expect(screen.queryByRole("navigation")).toBeNull();
  });
});

describe("a part that was not fetched yet", () => {
  it("opens all the same and takes the focus", async () => {
    fakeHost({ lines: [aLine()], rows: [aRow()] });
    await prepare();
    render(<App />);
    const user = userEvent.setup({ delay: null });
    await user.click(await screen.findByRole("button", { name: /^Search or jump/u }));
    const input = await screen.findByRole("combobox");
    await waitFor(() => {
      expect(document.activeElement).toBe(input);
    });
  });
});
