/**
 * The one way to the host. Invariant: everything the interface knows about the outside passes here,
 * typed by the generated `Commands`; which wire carries it (Tauri, HTTP, a fake) is chosen once at start.
 */
import type { Commands, CopiedDto, ErrorCode, HostEvent, Milliseconds } from "./bindings.gen";

/** The name of a command. */
export type CommandName = keyof Commands;
/** What a command takes. */
export type InputOf<K extends CommandName> = Commands[K]["input"];
/** What a command answers. */
export type OutputOf<K extends CommandName> = Commands[K]["output"];

/** A wire to the host. */
export interface Transport {
  /** Runs a command; rejects with a `HostError`. */
  call<K extends CommandName>(name: K, input: InputOf<K>): Promise<OutputOf<K>>;
  /**
   * Delivers events from now on. Resolves when listening, with the way to stop. `onGap` is called when
   * events may have been lost without a jump in `sequence`, such as after a dropped socket.
   */
  subscribe(onEvent: (event: HostEvent) => void, onGap: () => void): Promise<() => void>;
  /** The file of a timeline item; rejects with a `HostError`. */
  fetchMedia(item: string): Promise<Blob>;
  /** An attached file, of a draft or of the outbox; rejects with a `HostError`. */
  fetchKept(file: string): Promise<Blob>;
  /** The next bytes of a file that was dropped on the window; rejects with a `HostError`. */
  fetchDropped(file: string, offset: number): Promise<ArrayBuffer>;
  /** Hands over the next bytes of a file that is being attached; rejects with a `HostError`. */
  putFilePortion(file: string, offset: number, bytes: ArrayBuffer): Promise<CopiedDto>;
}

/** A failed command, as an exception that `instanceof` can tell from a mistake of ours. */
export class HostError extends Error {
  /** What went wrong, from the closed list. */
  readonly code: ErrorCode;
  /** For the report; never shown. */
  readonly detail: string;
  /** How long to wait in ms, when the platform says so. */
  readonly retryAfter: Milliseconds | null;

  constructor(code: ErrorCode, detail: string, retryAfter: Milliseconds | null = null) {
    super(code);
    this.name = "HostError";
    this.code = code;
    this.detail = detail;
    this.retryAfter = retryAfter;
  }

  /** Reads whatever a wire rejected with; anything unknown becomes `internal`. */
  static from(cause: unknown): HostError {
    if (cause instanceof HostError) return cause;
    if (typeof cause === "object" && cause !== null && "code" in cause && "detail" in cause) {
      const refused = cause as {
        code: ErrorCode;
        detail: string;
        retryAfter?: Milliseconds | null;
      };
      return new HostError(refused.code, refused.detail, refused.retryAfter ?? null);
    }
    return new HostError("internal", cause instanceof Error ? cause.name : typeof cause);
  }
}

let installed: Transport | null = null;

/** Sets the wire; called once at start, and by tests. */
export function installTransport(transport: Transport): void {
  installed = transport;
}

function wire(): Transport {
  if (installed === null) throw new HostError("internal", "no transport installed");
  return installed;
}

/** Runs a command on the host. */
export function call<K extends CommandName>(name: K, input: InputOf<K>): Promise<OutputOf<K>> {
  return wire().call(name, input);
}

/** Listens to the host's events. */
export function subscribe(
  onEvent: (event: HostEvent) => void,
  onGap: () => void,
): Promise<() => void> {
  return wire().subscribe(onEvent, onGap);
}

/** Fetches the file of a timeline item. */
export function fetchMedia(item: string): Promise<Blob> {
  return wire().fetchMedia(item);
}

/** Fetches an attached file. */
export function fetchKept(file: string): Promise<Blob> {
  return wire().fetchKept(file);
}

/** Fetches the next bytes of a file that was dropped on the window, a mebibyte at most. */
export function fetchDropped(file: string, offset: number): Promise<ArrayBuffer> {
  return wire().fetchDropped(file, offset);
}

/** Hands over the next bytes of a file that is being attached. */
export function putFilePortion(
  file: string,
  offset: number,
  bytes: ArrayBuffer,
): Promise<CopiedDto> {
  return wire().putFilePortion(file, offset, bytes);
}

/** What became of a portion; a refusal carries the host's error as JSON. */
export async function readCopied(response: Response): Promise<CopiedDto> {
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw HostError.from(body);
  return body as CopiedDto;
}

/** The blob of a media answer; a refusal carries the host's error as JSON. */
export async function readMedia(response: Response): Promise<Blob> {
  if (response.ok) return response.blob();
  throw HostError.from(await response.json().catch(() => undefined));
}
