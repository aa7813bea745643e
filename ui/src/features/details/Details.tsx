/** What is known about the open conversation. The shell wraps it into `<aside data-pane="panel">` with its name. */

/** The sections of the details panel. */
export function Details({ conversation }: { conversation: string }) {
  return <div data-conversation={conversation} />;
}
