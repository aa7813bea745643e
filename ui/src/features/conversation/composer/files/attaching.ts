/**
 * Files on their way into a draft. The host keeps them from the moment all their bytes are there; until then
 * they live here. Bytes go in portions, one file after the other, so that a large one fills no memory.
 */
import { useEffect, useSyncExternalStore } from "react";
import type { AttachedFileDto, CapabilitiesDto, PlatformDto } from "../../../../ipc/bindings.gen";
import { presentError } from "../../../../ipc/errors";
import { putFilePortion } from "../../../../ipc/transport";
import { announce } from "../../../../lib/announce";
import { linesNow } from "../../../../lib/changing";
import type { FileSource } from "../../../../lib/drops";
import { callHost, queryClient, queryKeyOf, useHostQuery } from "../../../../lib/hostQuery";
import { platformName } from "../../../../lib/lineWords";
import { m } from "../../../../paraglide/messages.js";
import { reasonOf } from "../../words";
import { megabytes } from "./sizes";

/** How much goes at once. */
const PORTION = 1024 * 1024;

/** Where files go: which conversation, and to whom. */
export interface Target {
  readonly conversation: string;
  readonly line: string;
  readonly platform: PlatformDto;
  /** For colleagues, not for the customer. */
  readonly note: boolean;
}

/** A file whose bytes are being taken in. */
interface Copying {
  readonly key: number;
  readonly note: boolean;
  readonly name: string;
  readonly bytes: number;
  /** Bytes the host has. */
  readonly done: number;
  /** Its id, once the host has made room. */
  readonly file: string | null;
}

interface State {
  readonly copying: readonly Copying[];
  /** What was refused and why, in sentences; said until something else is done. */
  readonly problems: readonly string[];
  /** Files that were given to be sent; the draft may still show them for a moment. */
  readonly given: ReadonlySet<string>;
}

const nothing: State = { copying: [], problems: [], given: new Set() };
const states = new Map<string, State>();
const listeners = new Set<() => void>();
const cancelled = new Set<number>();
let lastKey = 0;
/** The end of what is being copied: the next file waits for it. */
let queue: Promise<void> = Promise.resolve();

function stateOf(conversation: string): State {
  return states.get(conversation) ?? nothing;
}

function change(conversation: string, next: (state: State) => Partial<State>): void {
  const state = stateOf(conversation);
  states.set(conversation, { ...state, ...next(state) });
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The files of a conversation that are being copied, and what was refused. */
export function useAttaching(conversation: string): State {
  return useSyncExternalStore(subscribe, () => stateOf(conversation));
}

/** The files of a draft as they go out, without those that were given to be sent just now. */
export function useDraftFiles(conversation: string, note: boolean): readonly AttachedFileDto[] {
  const { given, copying } = useAttaching(conversation);
  const files = useHostQuery("draft_files", { conversation }).data ?? noFiles;
  const arrived = copying.filter(({ file }) => files.some(({ id }) => id === file));
  useEffect(() => {
    if (arrived.length === 0) return;
    change(conversation, (state) => ({
      copying: state.copying.filter((each) => !arrived.includes(each)),
    }));
  });
  return files.filter((file) => file.note === note && !given.has(file.id));
}

const noFiles: readonly AttachedFileDto[] = [];

/** Why a line takes no file of this computer here; null when it does. */
export function reasonAgainstFiles(
  capabilities: CapabilitiesDto | null | undefined,
  { platform, note }: Pick<Target, "platform" | "note">,
): string | null {
  const name = { platform: platformName(platform) };
  if (capabilities === null || capabilities === undefined) return m.files_off_unknown(name);
  const byLink = capabilities.attachLink === "available";
  const never = byLink ? m.conversation_off_file_platform(name) : m.files_off_platform(name);
  const reason = reasonOf(capabilities.sendFile, never);
  if (reason !== null) return reason;
  return note && !capabilities.noteFiles ? m.files_off_note(name) : null;
}

function capabilitiesNow(line: string): CapabilitiesDto | null {
  return linesNow().find(({ id }) => id === line)?.capabilities ?? null;
}

/** Says that something was refused. */
function refuse(conversation: string, problems: readonly string[]): void {
  change(conversation, () => ({ problems }));
}

/** Stops saying what was refused: the person has gone on. */
export function forgetProblems(conversation: string): void {
  if (stateOf(conversation).problems.length > 0) change(conversation, () => ({ problems: [] }));
}

/** Takes files into a draft, after checking them against what the line takes. Refusals are said in numbers. */
export function attachFiles(target: Target, files: readonly FileSource[], folders = 0): void {
  const { conversation, note } = target;
  const capabilities = capabilitiesNow(target.line);
  const off = reasonAgainstFiles(capabilities, target);
  if (off !== null || capabilities === null) {
    refuse(conversation, [m.conversation_file_not_sent({ reason: off ?? "" })]);
    return;
  }
  const platform = platformName(target.platform);
  const problems: string[] = folders > 0 ? [m.files_folder()] : [];
  const fitting: FileSource[] = [];
  for (const file of files) {
    if (file.size === 0) problems.push(m.files_empty({ name: file.name }));
    else if (file.size > capabilities.fileBytes) {
      const size = megabytes(file.size, "up");
      const limit = megabytes(capabilities.fileBytes, "down");
      problems.push(m.files_too_large({ name: file.name, size, platform, limit }));
    } else fitting.push(file);
  }
  const here = draftNow(conversation).filter((file) => file.note === note).length;
  const coming = stateOf(conversation).copying.filter((each) => each.note === note).length;
  const room = Math.max(0, capabilities.filesAtOnce - here - coming);
  if (fitting.length > room) {
    const count = here + coming + fitting.length;
    problems.push(m.files_too_many({ platform, limit: capabilities.filesAtOnce, count }));
  }
  refuse(conversation, problems);
  for (const file of fitting.slice(0, room)) enqueue(target, file);
}

function draftNow(conversation: string): readonly AttachedFileDto[] {
  const { given } = stateOf(conversation);
  const files = queryClient.getQueryData<AttachedFileDto[]>(
    queryKeyOf("draft_files", { conversation }),
  );
  return (files ?? []).filter(({ id }) => !given.has(id));
}

function enqueue(target: Target, file: FileSource): void {
  const { conversation, note } = target;
  lastKey += 1;
  const key = lastKey;
  const entry: Copying = { key, note, name: file.name, bytes: file.size, done: 0, file: null };
  change(conversation, ({ copying }) => ({ copying: [...copying, entry] }));
  queue = queue.then(() => copy(target, key, file));
}

function update(conversation: string, key: number, news: Partial<Copying>): void {
  change(conversation, ({ copying }) => ({
    copying: copying.map((each) => (each.key === key ? { ...each, ...news } : each)),
  }));
}

function forget(conversation: string, key: number): void {
  cancelled.delete(key);
  change(conversation, ({ copying }) => ({ copying: copying.filter((each) => each.key !== key) }));
}

async function copy(target: Target, key: number, source: FileSource): Promise<void> {
  const { conversation, note } = target;
  let file: string | null = null;
  try {
    if (cancelled.has(key)) return;
    const { name, type, size } = source;
    const begun = await callHost("begin_file", {
      conversation,
      note,
      name,
      mimeType: type,
      bytes: size,
    });
    file = begun.file;
    update(conversation, key, { file });
    let done = 0;
    while (!cancelled.has(key)) {
      // oxlint-disable-next-line no-await-in-loop -- one portion after the other
      const portion = await source.slice(done, done + PORTION).arrayBuffer();
      // oxlint-disable-next-line no-await-in-loop -- one portion after the other
      const { received, whole } = await putFilePortion(file, done, portion);
      done = received;
      update(conversation, key, { done });
      if (whole) {
        announce(m.files_attached({ name }));
        // The draft shows it from now on; `useDraftFiles` lets go of this entry when it does.
        return;
      }
    }
  } catch (cause) {
    const reason = presentError(cause).text();
    const problem = m.files_copy_failed({ name: source.name, reason });
    if (!cancelled.has(key))
      change(conversation, (state) => ({ problems: [...state.problems, problem] }));
    forget(conversation, key);
    if (file !== null) await letGo(file);
    return;
  }
  // Cancelled on the way.
  forget(conversation, key);
  if (file !== null) await letGo(file);
}

async function letGo(file: string): Promise<void> {
  // What stays behind is swept by the host.
  await callHost("detach_file", { file }).catch(() => undefined);
}

/** Ends the copying of a file. */
export function cancelCopying(conversation: string, key: number): void {
  cancelled.add(key);
  forgetProblems(conversation);
  change(conversation, ({ copying }) => ({ copying: copying.filter((each) => each.key !== key) }));
}

/** The files of a draft, marked as given to be sent. */
export function giveFiles(conversation: string, note: boolean): string[] {
  const files = draftNow(conversation)
    .filter((file) => file.note === note)
    .map(({ id }) => id);
  if (files.length > 0) {
    change(conversation, ({ given }) => ({ given: new Set([...given, ...files]) }));
  }
  return files;
}

/** Files that were not taken after all show in the draft again. */
export function takeFilesBack(conversation: string, files: readonly string[]): void {
  change(conversation, ({ given }) => ({
    given: new Set([...given].filter((id) => !files.includes(id))),
  }));
}

/** Forgets everything; for tests. */
export function resetAttaching(): void {
  states.clear();
  cancelled.clear();
  queue = Promise.resolve();
}
