/**
 * Telling the customer that one writes, where the line can: once in a while, and that it ended: after a pause,
 * on leaving the box, on sending. What is written for colleagues is nobody's business.
 */
import { callHost } from "../../../lib/hostQuery";

/** It is told again this often, in ms; platforms forget it after half a minute. */
const AGAIN = 10_000;
/** A pause in typing this long ends it, in ms. */
const PAUSE = 4_000;

/** Tells of one conversation. */
export class WritingTeller {
  readonly #conversation: string;
  #toldAt: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(conversation: string) {
    this.#conversation = conversation;
  }

  /** A letter was typed. */
  typed(now = Date.now()): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.stop();
    }, PAUSE);
    if (this.#toldAt !== null && now - this.#toldAt < AGAIN) return;
    this.#toldAt = now;
    this.#tell(true);
  }

  /** Nothing is being written any more. */
  stop(): void {
    clearTimeout(this.#timer);
    if (this.#toldAt === null) return;
    this.#toldAt = null;
    this.#tell(false);
  }

  #tell(on: boolean): void {
    // Nobody is helped by hearing that a sign of writing did not arrive.
    callHost("tell_writing", { conversation: this.#conversation, on }).catch(() => undefined);
  }
}
