/**
 * What the platform's AI was asked for each conversation, and what it answered. It goes on while another
 * conversation is looked at, and nothing of it is ever sent by itself.
 */
import { useSyncExternalStore } from "react";
import type { AiWishDto, TagDto } from "../../../ipc/bindings.gen";
import { HostError } from "../../../ipc/transport";
import { callHost } from "../../../lib/hostQuery";

/** How far a question has come. */
export type Asking =
  | { readonly phase: "asking"; readonly attempt: string; readonly wish: AiWishDto }
  | {
      readonly phase: "words";
      readonly attempt: string;
      readonly wish: AiWishDto;
      readonly text: string;
      readonly refinable: boolean;
    }
  | { readonly phase: "tags"; readonly wish: AiWishDto; readonly tags: readonly TagDto[] }
  | { readonly phase: "nothing"; readonly wish: AiWishDto }
  | { readonly phase: "failed"; readonly wish: AiWishDto; readonly error: HostError };

const known = new Map<string, Asking>();
const listeners = new Set<() => void>();
let count = 0;

function set(conversation: string, asking: Asking | null): void {
  if (asking === null) known.delete(conversation);
  else known.set(conversation, asking);
  for (const listener of listeners) listener();
}

/** True while this very question is waited for. */
function isWaitedFor(conversation: string, attempt: string): boolean {
  const asking = known.get(conversation);
  return asking?.phase === "asking" && asking.attempt === attempt;
}

/** Asks; a question that is under way is let go of. Answers how it came out, or null when it was let go of. */
export async function ask(conversation: string, wish: AiWishDto): Promise<Asking | null> {
  stopAsking(conversation);
  count += 1;
  const attempt = `${conversation}/${String(count)}/${String(Date.now())}`;
  set(conversation, { phase: "asking", attempt, wish });
  let next: Asking;
  try {
    const answer = await callHost("ask_ai", { conversation, attempt, wish });
    switch (answer.type) {
      case "words":
        next = { phase: "words", attempt, wish, text: answer.text, refinable: answer.refinable };
        break;
      case "tags":
        next = { phase: "tags", wish, tags: answer.tags };
        break;
      case "nothing":
        next = { phase: "nothing", wish };
        break;
      case "cancelled":
        if (isWaitedFor(conversation, attempt)) set(conversation, null);
        return null;
    }
  } catch (cause) {
    next = { phase: "failed", wish, error: HostError.from(cause) };
  }
  if (!isWaitedFor(conversation, attempt)) return null;
  // A summary stands in the details from now on.
  set(conversation, next.phase === "words" && wish.type === "summary" ? null : next);
  return next;
}

/** Lets go of the question that is under way. */
export function stopAsking(conversation: string): void {
  const asking = known.get(conversation);
  if (asking?.phase !== "asking") return;
  set(conversation, null);
  // Nobody waits for it any more; should the host not hear of it, its answer is dropped.
  callHost("stop_asking_ai", { attempt: asking.attempt }).catch(() => undefined);
}

/** Puts the answer away. */
export function putAway(conversation: string): void {
  stopAsking(conversation);
  set(conversation, null);
}

/** Takes one suggested tag off the list. */
export function takeTag(conversation: string, tag: string): void {
  const asking = known.get(conversation);
  if (asking?.phase !== "tags") return;
  const tags = asking.tags.filter(({ id }) => id !== tag);
  set(conversation, tags.length === 0 ? null : { ...asking, tags });
}

/** Puts a tag back that could not be added. */
export function putTagBack(conversation: string, tag: TagDto): void {
  const asking = known.get(conversation);
  if (asking === undefined || asking.phase === "tags") {
    const tags = asking === undefined ? [tag] : [...asking.tags, tag];
    set(conversation, { phase: "tags", wish: { type: "tags" }, tags });
  }
}

/** What was asked for a conversation, re-rendering when it changes. */
export function useAsking(conversation: string): Asking | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => known.get(conversation) ?? null,
  );
}

/** Whether a question is under way. */
export function isAsking(conversation: string): boolean {
  return known.get(conversation)?.phase === "asking";
}

/** Forgets everything; for tests. */
export function resetAsking(): void {
  known.clear();
  for (const listener of listeners) listener();
}
