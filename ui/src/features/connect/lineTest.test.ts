import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HostError } from "../../ipc/transport";
import { testSteps, withFailure, withProgress, type LineTestState } from "./lineTest";

const ahead: LineTestState["checks"] = {
  reach: "ahead",
  key: "ahead",
  channels: "ahead",
  agents: "ahead",
  conversations: "ahead",
};

describe("the checks of a test", () => {
  test("a refused key fails the key's check, although its beginning was never told", () => {
    const checks = withFailure({ ...ahead, reach: "passed" }, new HostError("keyRefused", ""));
    expect(checks.key).toBe("failed");
    expect(checks.reach).toBe("passed");
  });

  test("a key that is refused while signing in was refused by a platform that answers", () => {
    const signingIn = withProgress(ahead, "reach", false);
    const checks = withFailure(signingIn, new HostError("keyRefused", ""));
    expect(checks.reach).toBe("passed");
    expect(checks.key).toBe("failed");
  });

  test("a failure belongs to the check at work", () => {
    const working = withProgress(ahead, "channels", false);
    expect(withFailure(working, new HostError("scopeMissing", "x")).channels).toBe("failed");
  });

  test("news of a later check says that the earlier ones ended well", () => {
    expect(withProgress(ahead, "agents", false)).toEqual({
      reach: "passed",
      key: "passed",
      channels: "passed",
      agents: "working",
      conversations: "ahead",
    });
  });

  test("whatever was told, a failure marks exactly one check", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...testSteps), fc.boolean())),
        fc.constantFrom("keyRefused", "unreachable", "scopeMissing", "internal"),
        (news, code) => {
          const before = news.reduce(
            (checks, [step, done]) => withProgress(checks, step, done),
            ahead,
          );
          const after = withFailure(before, new HostError(code, ""));
          expect(testSteps.filter((step) => after[step] === "failed")).toHaveLength(1);
        },
      ),
    );
  });
});
