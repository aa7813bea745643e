/** A component on a host in memory, following its changes as the app does. */
import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import axe from "axe-core";
import type { ReactNode } from "react";
import { ChangeFollower } from "../ipc/changes";
import { queryClient } from "../lib/hostQuery";
import { useToasts } from "../lib/toasts";
import { fakeHost, type FakeData, type FakeHost } from "./fakeHost";

function ToastTexts() {
  return useToasts().map(({ id, text }) => <p key={id}>{text}</p>);
}

/** Renders on a host with this data; toasts appear as plain paragraphs. */
export async function renderOnHost(
  component: ReactNode,
  data: Partial<FakeData> = {},
  prepare: (host: FakeHost) => void = () => {},
): Promise<FakeHost> {
  const host = fakeHost(data);
  prepare(host);
  const follower = new ChangeFollower(queryClient);
  await host.subscribe(
    (event) => {
      if (event.event === "changed") follower.take(event);
    },
    () => {
      follower.repair();
    },
  );
  render(
    <QueryClientProvider client={queryClient}>
      {component}
      <ToastTexts />
    </QueryClientProvider>,
  );
  return host;
}

/** What axe finds wrong with the page. jsdom draws nothing, so what must be measured is left to the browser lane. */
export async function accessibilityProblems(): Promise<string[]> {
  const { violations } = await axe.run(document.body, {
    rules: {
      "color-contrast": { enabled: false },
      region: { enabled: false },
    },
  });
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
  );
}
