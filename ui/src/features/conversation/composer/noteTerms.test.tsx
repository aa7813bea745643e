import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { queryClient } from "../../../lib/hostQuery";
import { aLine, everyCapability } from "../../../testing/builders";
import { layOut } from "../../../testing/layout";
import { id, noAccessibilityFaults, opened, row } from "../conversationTesting";
import { noteDrafts } from "./drafts";
import { openTabs } from "./kept";
import { noteTerms } from "./noteTerms";

const lines = [aLine({ capabilities: everyCapability() })];
const coming = new Date(2030, 4, 6, 9, 30).getTime();

beforeEach(() => {
  layOut({ viewport: 900, row: 60 });
  queryClient.clear();
  noteDrafts.reset();
  noteTerms.reset();
  openTabs.reset();
  openTabs.set(id, "note");
});

const box = () => screen.findByRole("textbox", { name: /^Note about/u });
const isPrivate = () =>
  screen.getByRole<HTMLInputElement>("checkbox", { name: "Private: hidden from other colleagues" });
const reminder = () => screen.getByLabelText<HTMLInputElement>("Remind on");
const remind = (moment: string) => {
  fireEvent.change(reminder(), { target: { value: moment } });
};

describe("what a note is beside its words", () => {
  it("is kept with the draft on leaving, comes back with it, and goes with it once", async () => {
    const host = await opened({ lines });
    await userEvent.type(await box(), "Call back");
    await userEvent.click(isPrivate());
    screen.getByText("Private note, hidden from other colleagues");
    remind("2030-05-06T09:30");
    await noAccessibilityFaults();
    act(() => {
      window.dispatchEvent(new Event("blur"));
    });
    const terms = { private: true, remindAt: coming };
    await waitFor(() => {
      expect(host.inputsOf("save_note_terms").at(-1)).toEqual({ conversation: id, terms });
    });
    await waitFor(() => {
      expect(host.data.details[id]?.noteDraft).toBe("Call back");
    });
    cleanup();
    // Another window, or the same after a restart: nothing is left but what the host kept.
    noteDrafts.reset();
    noteTerms.reset();
    queryClient.clear();
    const later = await opened({ lines, detail: { ...host.data.details[id], row } });
    await box();
    await screen.findByLabelText("Remind on");
    expect(isPrivate().checked).toBe(true);
    expect(reminder().value).toBe("2030-05-06T09:30");
    await userEvent.click(screen.getByRole("button", { name: /^Add note/u }));
    await waitFor(() => {
      expect(later.inputsOf("send_message").at(-1)).toMatchObject({ text: "Call back", terms });
    });
    expect(isPrivate().checked, "the next one is for everybody again").toBe(false);
    await waitFor(() => {
      expect(later.inputsOf("save_note_terms").at(-1)?.terms).toBeNull();
    });
  });

  it("stays private when the host refuses it", async () => {
    const host = await opened({ lines });
    await userEvent.type(await box(), "Between us");
    await userEvent.click(isPrivate());
    host.fail("send_message", "storeFailed");
    await userEvent.click(screen.getByRole("button", { name: /^Add note/u }));
    await screen.findByRole("alert");
    expect(isPrivate().checked).toBe(true);
    expect(noteDrafts.text(id)).toBe("Between us");
  });

  it("is not added with a reminder that is over, and the reminder can be taken off", async () => {
    const host = await opened({ lines });
    await userEvent.type(await box(), "Call back");
    remind("2020-01-01T08:00");
    const add = () => screen.getByRole("button", { name: /^Add note/u });
    expect(add().getAttribute("aria-disabled")).toBe("true");
    screen.getByText("Choose a time for the reminder that is still to come.");
    await userEvent.click(screen.getByRole("button", { name: "Remove the reminder" }));
    await userEvent.click(add());
    expect(host.inputsOf("send_message").map(({ terms }) => terms)).toEqual([null]);
  });

  it("is nothing, and not asked for, where the platform keeps nothing else of a note", async () => {
    const capabilities = everyCapability({ noteTerms: false });
    await opened({ lines: [aLine({ capabilities })] });
    await box();
    expect(screen.queryByLabelText("Remind on")).toBeNull();
    expect(screen.queryByRole("checkbox")).toBeNull();
  });
});
