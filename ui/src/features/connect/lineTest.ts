/**
 * Trying a key: signing in with it, then testing the account it opens. Invariant: the key lives in the caller's
 * hands and the host's only; it enters no cache, and a run that was left cannot change what is shown.
 */
import { useEffect, useRef, useState, type RefObject } from "react";
import type { LineTestDto, SignedInDto, TestStepDto } from "../../ipc/bindings.gen";
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
  // Who refuses a key has answered: signing in comes before the first news of the checks.
  if (error.code === "keyRefused" && checks.reach === "working")
    return { ...checks, reach: "passed", key: "failed" };
  const working = testSteps.find((step) => checks[step] === "working");
  const spoken = error.code === "keyRefused" ? "key" : undefined;
  const next = testSteps.find((step) => checks[step] === "ahead");
  const failed = working ?? spoken ?? next ?? "conversations";
  return { ...checks, [failed]: "failed" };
}

/** The account that signing in came to, when nobody has to be asked. */
function onlyAccount(signedIn: SignedInDto): string | null {
  if (signedIn.state !== "accounts" || signedIn.accounts.length > 1) return null;
  return signedIn.accounts[0]?.account ?? null;
}

/** Ends the test under way, or has the host forget the key that passed. */
function letGo(current: RefObject<string | null>): void {
  const attempt = current.current;
  current.current = null;
  // A host that cannot be told forgets the key by itself, a little later.
  if (attempt !== null) callHost("drop_test", { attempt }).catch(() => {});
}

/** Has the host forget what was signed in with and not connected. */
function forgetSignIn(): void {
  // A host that cannot be told forgets it by itself, a little later.
  callHost("forget_sign_in", {}).catch(() => {});
}

/** What a run tells. */
export interface LineTestEvents {
  /** The account was found good. */
  readonly onPassed: (found: LineTestDto) => void;
  /** Signing in needs the person: a code, or the choice of an account. Nothing is tested yet. */
  readonly onAsked: (signedIn: SignedInDto) => void;
  /** Nothing protects the way to the server, and nothing was sent there: the person must agree first. */
  readonly onUnprotected: () => void;
}

/** A way to the account: the key, a code, or an account chosen from those found before. */
export type SignIn = () => Promise<SignedInDto>;

/** Tries keys, one after the other. */
export function useLineTest(): {
  state: LineTestState;
  run: (signIn: SignIn, events: LineTestEvents) => void;
  /** Tries once more what failed; an account that was found is not signed in to again. */
  again: (events: LineTestEvents) => void;
  leave: () => void;
} {
  const [state, setState] = useState<LineTestState>(idle);
  const current = useRef<string | null>(null);
  const last = useRef<SignIn | null>(null);
  const closed = useRef(false);
  // A test that outlives the dialog has nobody to tell, and its key nobody to be kept for.
  useEffect(() => {
    closed.current = false;
    return () => {
      closed.current = true;
      letGo(current);
      forgetSignIn();
    };
  }, []);

  const run = (signIn: SignIn, events: LineTestEvents) => {
    letGo(current);
    last.current = signIn;
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
        const signedIn = await signIn();
        // The answer may come after the dialog was closed, and after the host was told to forget.
        if (closed.current) forgetSignIn();
        if (current.current !== mine) return;
        const account = onlyAccount(signedIn);
        if (account === null) {
          current.current = null;
          last.current = null;
          setState(idle);
          events.onAsked(signedIn);
          return;
        }
        last.current = () => Promise.resolve(signedIn);
        const found = await callHost("test_line", { attempt: mine, account });
        if (current.current !== mine) return;
        last.current = null;
        setState({ status: "passed", checks: allPassed, found, error: null });
        events.onPassed(found);
      } catch (cause) {
        const error = HostError.from(cause);
        if (error.code === "unprotected" && current.current === mine) {
          current.current = null;
          last.current = null;
          setState(idle);
          events.onUnprotected();
          return;
        }
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

  const again = (events: LineTestEvents) => {
    if (last.current !== null) run(last.current, events);
  };
  const leave = () => {
    letGo(current);
    last.current = null;
    setState(idle);
  };
  return { state, run, again, leave };
}
