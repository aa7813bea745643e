import { act, renderHook, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { findAction, listActions, runAction } from "../../lib/actions";
import { match } from "../../lib/fuzzy";
import { useIsWanted, wantSection, type SectionName } from "../../lib/panelSection";
import { selection } from "../../lib/selection";
import { aLine, everyCapability, someCapabilities, someTools } from "../../testing/builders";
import { layOut } from "../../testing/layout";
import { opened } from "./conversationTesting";

beforeEach(() => {
  layOut({ viewport: 900, row: 60 });
  wantSection(null);
});

const lines = [
  aLine({
    capabilities: everyCapability({
      tools: someTools({
        transcript: "available",
        participants: "available",
        scenarios: "available",
      }),
    }),
  }),
];

/** The ids of what the palette finds for a word. */
const found = (typed: string) =>
  listActions()
    .filter(
      (action) =>
        action.when() &&
        (match(typed, action.label()) !== null ||
          (action.words !== undefined && match(typed, action.words()) !== null)),
    )
    .map(({ id }) => id);

describe("the palette on an open conversation", () => {
  it.each([
    ["transcript", "conversation.transcript"],
    ["participant", "conversation.participants"],
    ["property", "conversation.properties"],
    ["scenario", "conversation.scenarios"],
    ["link", "conversation.copyLink"],
  ])("finds “%s”", async (typed, id) => {
    await opened({ lines });
    await screen.findByText("Text c");
    expect(found(typed)).toContain(id);
  });

  it.each([
    ["conversation.participants", "participants"],
    ["conversation.properties", "properties"],
    ["conversation.scenarios", "scenarios"],
  ] as const)("%s opens the panel at its section", async (id, section: SectionName) => {
    await opened({ lines });
    await screen.findByText("Text c");
    selection.setPanelOpen(false);
    const { result } = renderHook(() => useIsWanted(section));
    act(() => {
      expect(runAction(id)).toBe(true);
    });
    expect(selection.get().panelOpen).toBe(true);
    await waitFor(() => {
      expect(result.current).toBe(true);
    });
  });

  it("leads nowhere where there is nothing, and says why a transcript cannot be had", async () => {
    await opened({ lines: [aLine({ capabilities: someCapabilities() })] });
    await screen.findByText("Text c");
    expect(runAction("conversation.participants")).toBe(false);
    expect(runAction("conversation.scenarios")).toBe(false);
    expect(findAction("conversation.transcript")?.reason?.()).toMatch(/^Hatif/u);
  });
});
