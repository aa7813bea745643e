/**
 * Trying a key. Invariant: the key lives in the caller's hands and the host's only; it enters no cache, and a
 * run that was left cannot change what is shown.
 */
import { useEffect, useRef, useState, type RefObject } from "react";
import type { CredentialsInput, LineTestDto, TestStepDto } from "../../ipc/bindings.gen";
import { HostError, subscribe } from "../../ipc/transport";
import { callHost } from "../../lib/hostQuery";

/** The checks in the order in which the host makes them. */
export const testSteps: readonly TestStepDto[] = [
  "reach",
  "key",
  "channels",
  "agents",
  "conversations",
];

/** Where a check stands. */
export type CheckState = "ahead" | "working" | "passed" | "failed";

/** Where the test stands. */
export interface LineTestState {
  readonly status: "idle" | "running" | "passed" | "failed";
  readonly checks: Readonly<Record<TestStepDto, CheckState>>;
  readonly found: LineTestDto | null;
  readonly error: HostError | null;
}

const allAhead: LineTestState["checks"] = {
  reach: "ahead",
  key: "ahead",
  channels: "ahead",
  agents: "ahead",
  conversations: "ahead",
};
const allPassed: LineTestState["checks"] = {
  reach: "passed",
  key: "passed",
  channels: "passed",
  agents: "passed",
  conversations: "passed",
};
const idle: LineTestState = { status: "idle", checks: allAhead, found: null, error: null };

/** A check began or ended well; a later check's news also says that the earlier ones ended well. */
export function withProgress(
  checks: LineTestState["checks"],
  step: TestStepDto,
  done: boolean,
): LineTestState["checks"] {
  const next = { ...checks };
  for (const earlier of testSteps.slice(0, testSteps.indexOf(step))) next[earlier] = "passed";
  next[step] = done ? "passed" : "working";
  return next;
}

/** The check a failure belongs to: the one at work, else the one the code speaks of, else the next. */
export function withFailure(
  checks: LineTestState["checks"],
  error: HostError,
): LineTestState["checks"] {
  const working = testSteps.find((step) => checks[step] === "working");
  const spoken = error.code === "keyRefused" ? "key" : undefined;
  const next = testSteps.find((step) => checks[step] === "ahead");
  const failed = working ?? spoken ?? next ?? "conversations";
  return { ...checks, [failed]: "failed" };
}

/** Ends the test under way, or has the host forget the key that passed. */
function letGo(current: RefObject<string | null>): void {
  const attempt = current.current;
  current.current = null;
  // A host that cannot be told forgets the key by itself, a little later.
  if (attempt !== null) callHost("drop_test", { attempt }).catch(() => {});
}

/** Tries keys, one after the other. */
export function useLineTest(): {
  state: LineTestState;
  run: (credentials: CredentialsInput, onPassed: (found: LineTestDto) => void) => void;
  leave: () => void;
} {
  const [state, setState] = useState<LineTestState>(idle);
  const current = useRef<string | null>(null);
  // A test that outlives the dialog has nobody to tell, and its key nobody to be kept for.
  useEffect(
    () => () => {
      letGo(current);
    },
    [],
  );

  const run = (credentials: CredentialsInput, onPassed: (found: LineTestDto) => void) => {
    letGo(current);
    const mine = crypto.randomUUID();
    current.current = mine;
    const ifCurrent = (change: (before: LineTestState) => LineTestState) => {
      if (current.current === mine) setState(change);
    };
    setState({ ...idle, status: "running", checks: withProgress(allAhead, "reach", false) });
    const testing = async () => {
      // Listening comes first, so that no progress is lost; without it the test still says how it ended.
      const stop = await subscribe(
        (event) => {
          if (event.event === "testProgress" && event.attempt === mine)
            ifCurrent((before) => ({
              ...before,
              checks: withProgress(before.checks, event.step, event.done),
            }));
        },
        () => {},
      ).catch(() => () => {});
      try {
        const found = await callHost("test_line", { attempt: mine, credentials });
        if (current.current !== mine) return;
        setState({ status: "passed", checks: allPassed, found, error: null });
        onPassed(found);
      } catch (cause) {
        const error = HostError.from(cause);
        ifCurrent((before) => ({
          status: "failed",
          checks: withFailure(before.checks, error),
          found: null,
          error,
        }));
      } finally {
        stop();
      }
    };
    void testing();
  };

  const leave = () => {
    letGo(current);
    setState(idle);
  };
  return { state, run, leave };
}
