import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createRef } from "react";
import { expect, it, vi } from "vitest";
import { renderOnHost } from "../../../testing/renderOnHost";
import { Player, type PlayerKeys } from "./Player";

it("says so when this computer cannot play a sound, and does not look as if it played", async () => {
  const unplayable = new DOMException("no codec", "NotSupportedError");
  vi.spyOn(HTMLMediaElement.prototype, "play").mockRejectedValue(unplayable);
  await renderOnHost(<Player item="7" length={4_000} keys={createRef<PlayerKeys>()} />, {
    media: { "7": new Blob(["not a sound"]) },
  });
  await userEvent.click(screen.getByRole("button", { name: "Play" }));
  const sound = document.querySelector("audio");
  if (sound === null) throw new Error("no sound");
  await waitFor(() => {
    expect(sound.src).not.toBe("");
  });
  fireEvent.play(sound);
  expect(screen.getByRole("button", { name: "Pause" })).toBeTruthy();
  fireEvent.error(sound);
  expect(screen.getByRole("status").textContent).toContain("cannot play this sound");
  expect(screen.getByRole("button", { name: "Play" })).toBeTruthy();
});
