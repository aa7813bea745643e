/** Older messages from the platform: asked for once when the reader comes to the top, again by hand. */
import { HostError } from "../../../ipc/transport";
import { callHost } from "../../../lib/hostQuery";
import type { Scene } from "../scene";

/** How far the fetching has come; `done` when it brought nothing more. */
export type Fetching =
  | { readonly state: "idle" | "fetching" | "done" }
  | { readonly state: "failed"; readonly cause: HostError };

/** The history of the open conversation. */
export class History {
  readonly #scene: Scene;
  readonly #listeners = new Set<() => void>();
  #state: Fetching = { state: "idle" };

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** Calls after each change; answers the way to stop. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** How far it has come. */
  readonly state = (): Fetching => this.#state;

  /** Fetches older messages, unless it is doing so. */
  readonly fetch = async (): Promise<void> => {
    if (this.#state.state === "fetching") return;
    const { conversation, timeline } = this.#scene;
    this.#publish({ state: "fetching" });
    const before = timeline.state().ids.length;
    try {
      await callHost("fetch_history", { conversation });
      await timeline.read();
      await timeline.readOlder();
      // Without a single new item, asking again by itself would go on for ever.
      const isMore = timeline.state().ids.length > before;
      this.#publish({ state: isMore ? "idle" : "done" });
    } catch (cause) {
      this.#publish({ state: "failed", cause: HostError.from(cause) });
    }
  };

  #publish(state: Fetching): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
