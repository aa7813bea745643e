import { describe, expect, it } from "vitest";
import type { LineDto } from "../../ipc/bindings.gen";
import { aLine, noon } from "../../testing/builders";
import { statusSentence } from "./sentence";

const nordics = (over: Partial<LineDto> = {}) =>
  aLine({ id: "line-nordics", name: "Nordics", ...over });

function said(...lines: LineDto[]): string | undefined {
  const sentence = statusSentence(lines, noon);
  return sentence?.aside == null ? sentence?.text : `${sentence.text} · ${sentence.aside}`;
}

describe("the status sentence", () => {
  it("names the line whose key is refused before anything else, with the remedy", () => {
    const sentence = statusSentence(
      [aLine({ health: { state: "offline" } }), nordics({ health: { state: "keyRefused" } })],
      noon,
    );
    expect(sentence).toMatchObject({
      lamp: "fault",
      text: "Nordics: key refused",
      remedy: { label: "Replace key", line: "line-nordics" },
    });
  });

  it("says offline with what waits and when the last update came", () => {
    const at = new Date(noon);
    at.setHours(14, 9, 0, 0);
    expect(
      said(
        aLine({ health: { state: "offline" }, toSend: 2, lastEventAt: at.getTime() }),
        nordics({ health: { state: "offline" }, toSend: 1, lastEventAt: null }),
      ),
    ).toBe("Offline · 3 to send · last update 14:09");
  });

  it("does not call everything offline when one line is", () => {
    expect(said(aLine(), nordics({ health: { state: "offline" } }))).toBe(
      "Nordics cannot be reached",
    );
  });

  it("says until when the platform slows a line", () => {
    const until = new Date(noon);
    until.setHours(14, 34, 0, 0);
    expect(said(aLine({ health: { state: "slowed", until: until.getTime() } }))).toBe(
      "Riyadh line slowed until 14:34",
    );
  });

  it("shows how far catching up has come", () => {
    expect(said(nordics({ health: { state: "catchingUp", done: 120, total: null } }))).toBe(
      "Catching up 120… · Nordics",
    );
    expect(said(nordics({ health: { state: "catchingUp", done: 1840, total: 4300 } }))).toBe(
      "Catching up 1,840 of 4,300 · Nordics",
    );
    // The platform said how many there are before it had them all.
    expect(said(nordics({ health: { state: "catchingUp", done: 28, total: 0 } }))).toBe(
      "Catching up 28… · Nordics",
    );
  });

  it("says what is being sent", () => {
    expect(said(aLine({ toSend: 2 }))).toBe("Sending 2…");
  });

  it("says in plain words that the relay is silent and what happens instead", () => {
    expect(said(aLine({ relay: { state: "unreachable" } }))).toBe(
      "Riyadh line: the relay does not answer. Checking the platform directly meanwhile.",
    );
  });

  it("is live with the age of the last event, in steps of 5 s, then in minutes", () => {
    expect(said(aLine({ lastEventAt: noon - 2_000 }))).toBe("Live · last event 2 s ago");
    expect(said(aLine({ lastEventAt: noon - 23_000 }))).toBe("Live · last event 20 s ago");
    expect(said(aLine({ lastEventAt: noon - 61_000 }))).toBe("Live · last event 1 min ago");
    expect(said(aLine({ lastEventAt: null }))).toBe("Live");
  });

  it("leaves paused lines out, and says paused only when all are", () => {
    expect(said(aLine({ lastEventAt: null }), nordics({ health: { state: "paused" } }))).toBe(
      "Live",
    );
    expect(said(nordics({ health: { state: "paused" } }))).toBe("Paused");
  });

  it("says nothing without lines", () => {
    expect(statusSentence([], noon)).toBeNull();
  });
});

describe("a key that ends", () => {
  const day = 24 * 3_600_000;
  const ending = (left: number) => ({
    notices: [{ type: "keyExpires", at: noon + left } as const],
    lastEventAt: noon - 2_000,
  });

  it("is warned of a week ahead, the first to end, with the remedy", () => {
    const lines = [aLine(ending(6 * day)), nordics(ending(2 * day))];
    expect(statusSentence(lines, noon)).toMatchObject({
      lamp: "due",
      text: "Live · Nordics: the key ends in 2 days",
      remedy: { label: "Replace key", line: "line-nordics" },
    });
  });

  it("is no matter before that, nor more pressing than what keeps news from coming", () => {
    expect(said(aLine(ending(8 * day)))).toBe("Live · last event 2 s ago");
    expect(said(aLine({ ...ending(day), health: { state: "faulty" } }))).not.toContain("key");
  });

  it("that has ended is said to have", () => {
    expect(said(aLine(ending(-1)))).toBe("Live · Riyadh line: the key has ended");
  });
});
