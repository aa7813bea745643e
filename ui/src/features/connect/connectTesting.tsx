/** What the tests of connecting share. */
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { vi } from "vitest";
import type { LineTestDto } from "../../ipc/bindings.gen";
import { aLine, anAgent, someCapabilities } from "../../testing/builders";
import type { FakeData, FakeHost } from "../../testing/fakeHost";
import { renderOnHost } from "../../testing/renderOnHost";
import { Connect } from "./Connect";

/** Typed as the secret. */
export const secret = "a-secret-nobody-sees";

/** What the test of a line finds. */
export function whatWasFound(over: Partial<LineTestDto> = {}): LineTestDto {
  return {
    test: "test-1",
    host: "api.example.com",
    answeredIn: 240,
    channels: [
      { id: "1", name: "Main", kind: "whatsAppAndPhone", address: null },
      { id: "2", name: "Showroom", kind: "phone", address: null },
    ],
    agents: [
      anAgent(),
      anAgent({ id: "agent-camila", name: "Camila Rocha", isMe: false }),
      anAgent({ id: "agent-ai", name: "Hatif AI", isAi: true, isMe: false }),
    ],
    me: null,
    tags: 23,
    conversations: 412,
    capabilities: someCapabilities(),
    notices: [],
    proposedName: "Riyadh line",
    ...over,
  };
}

/** Called when the dialog is left. */
export const onClose = vi.fn<() => void>();

/** The dialog on a host that finds a line and takes it. */
export async function opened(
  prepare: (host: FakeHost) => void = () => {},
  data: Partial<FakeData> = {},
): Promise<FakeHost> {
  return renderOnHost(<Connect onClose={onClose} />, data, (host) => {
    host.answer("test_line", () => whatWasFound());
    host.answer("add_line", () => aLine());
    prepare(host);
  });
}

/** Goes a step on. */
export async function goOn(name = "Continue"): Promise<void> {
  await userEvent.click(screen.getByRole("button", { name: new RegExp(`^${name}`, "u") }));
}

/** From the first step to a finished test. */
export async function tested(): Promise<void> {
  await goOn();
  await userEvent.type(screen.getByLabelText("Client id"), " najd-home ");
  await userEvent.type(screen.getByLabelText("Client secret"), secret);
  await goOn();
  await screen.findByRole("heading", { name: "Testing the line" });
}

/** On to the last step. */
export async function toNotifications(): Promise<void> {
  await tested();
  await screen.findByText("412 conversations");
  await goOn();
  await goOn();
  await screen.findByRole("heading", { name: "When should Switchboard notify you?" });
}

/** Chooses a platform and goes on to its key. */
export async function chose(platform: string): Promise<void> {
  await userEvent.click(screen.getByRole("radio", { name: new RegExp(`^${platform}`, "u") }));
  await goOn();
}
