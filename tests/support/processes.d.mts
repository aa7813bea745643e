import type { ChildProcessWithoutNullStreams } from "node:child_process";

/** A program that was started. */
export interface Running<Value> {
  readonly child: ChildProcessWithoutNullStreams;
  readonly pid: number;
  /** What it has said last, line by line. */
  readonly said: string[];
  readonly exited: Promise<unknown>;
  /** What `ready` answered. */
  readonly value: Value;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

interface Surroundings {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
}

export function start<Value = undefined>(
  program: string,
  args: readonly string[],
  options?: Surroundings & {
    ready?: (line: string) => Value | undefined | null | false | "";
    stream?: "stdout" | "stderr";
    /** Milliseconds until it has to be ready. */
    patience?: number;
  },
): Promise<Running<Value>>;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each program says something else
export function json(line: string): any;

export function output(
  program: string,
  args: readonly string[],
  options?: Surroundings & { input?: string },
): Promise<string>;

export function until<Value>(
  what: string,
  look: () => Value | Promise<Value>,
  patience?: number,
): Promise<Value>;
