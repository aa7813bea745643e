/** Renders the whole window on a host in memory, as a test finds it after start. */
import { render, screen } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { App, prepare } from "../app/App";
import { fetchParts } from "../app/parts";
import { fakeHost, type FakeData, type FakeHost } from "./fakeHost";

/** Starts the window; answers when its status bar is there. `arrange` spoils the host before. */
export async function renderApp(
  data: Partial<FakeData>,
  arrange?: (host: FakeHost) => void,
): Promise<{ host: FakeHost; user: UserEvent }> {
  const host = fakeHost(data);
  arrange?.(host);
  await prepare();
  await fetchParts();
  const user = userEvent.setup({ delay: null });
  render(<App />);
  await screen.findByRole("contentinfo");
  return { host, user };
}
