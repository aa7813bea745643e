import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { ChangeFollower } from "./changes";

it("reads again what changed while it was being read for the first time", async () => {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  const answers: ((answer: string) => void)[] = [];
  const observer = new QueryObserver(client, {
    queryKey: ["get_conversation", { conversation: "a" }],
    queryFn: () => new Promise<string>((answer) => answers.push(answer)),
  });
  const stop = observer.subscribe(() => {});
  new ChangeFollower(client).take({
    event: "changed",
    sequence: 1,
    changes: [{ type: "conversation", conversation: "a" }],
  });
  answers[0]?.("before the change");
  await expect.poll(() => answers.length).toBe(2);
  answers[1]?.("after the change");
  await expect.poll(() => observer.getCurrentResult().data).toBe("after the change");
  stop();
});
