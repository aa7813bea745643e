/** A part that fails stops alone; the rest of the window goes on, and the log learns of it without any contents. */
import { Component, type ErrorInfo, type ReactNode } from "react";
import { Button } from "../components/Button";
import { EmptyState } from "../components/EmptyState";
import { callHost } from "../lib/hostQuery";
import { m } from "../paraglide/messages.js";

/** The names of components on the way to the failure; React's stack also holds addresses. */
function componentsOf(stack: string | null | undefined): string {
  const names = [...(stack ?? "").matchAll(/^\s*at (\w+)/gmu)].map(([, name]) => name);
  return names.slice(0, 8).join(" < ");
}

/** Notes a problem in the host's log. The error's text may quote a customer, so only its kind goes along. */
export function reportProblem(error: unknown, place: string): void {
  const kind = error instanceof Error ? error.name : typeof error;
  callHost("report_problem", { code: `ui.${kind}`, place }).catch(() => {
    // The log is out of reach as well; there is nowhere left to say it.
  });
}

/** Draws `children`, or words about their failure. `part` names it in the log. */
export class ErrorBoundary extends Component<
  { part: string; children: ReactNode },
  { failed: boolean }
> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    reportProblem(error, `${this.props.part}: ${componentsOf(info.componentStack)}`);
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <div role="alert" style={{ blockSize: "100%" }}>
        <EmptyState art="unplugged" title={m.app_failed()} text={m.app_failed_text()}>
          <Button
            onPress={() => {
              this.setState({ failed: false });
            }}
          >
            {m.app_try_again()}
          </Button>
        </EmptyState>
      </div>
    );
  }
}
