/** Files of drafts at the host in memory: begun, received in portions, attached, and taken off again. */
import type { AttachedFileDto } from "../ipc/bindings.gen";
import { HostError, type Transport } from "../ipc/transport";
import type { FakeData, Handlers } from "./fakeData";

interface FakeFiles {
  readonly handlers: Pick<Handlers, "draft_files" | "begin_file" | "attach_link" | "detach_file">;
  /** What does not go by commands. */
  readonly wire: Pick<Transport, "fetchKept" | "fetchDropped" | "putFilePortion">;
}

/** The files of the drafts in `held`; `tellRow` says that a conversation's draft changed. */
export function fakeFiles(held: FakeData, tellRow: (conversation: string) => void): FakeFiles {
  let lastFile = 0;
  /** Files whose bytes are coming. */
  const coming = new Map<
    string,
    {
      conversation: string;
      parts: ArrayBuffer[];
      bytes: number;
      note: boolean;
      name: string;
      mimeType: string;
    }
  >();
  const kept = new Map<string, Blob>();
  const attach = (conversation: string, file: AttachedFileDto): void => {
    held.draftFiles[conversation] = [...(held.draftFiles[conversation] ?? []), file];
    tellRow(conversation);
  };

  return {
    handlers: {
      draft_files: ({ conversation }) => held.draftFiles[conversation] ?? [],
      begin_file: ({ conversation, note, name, mimeType, bytes }) => {
        lastFile += 1;
        const id = `file-${String(lastFile)}`;
        coming.set(id, { conversation, parts: [], bytes, note, name, mimeType });
        return { file: id };
      },
      attach_link: ({ conversation, name, kind, bytes }) => {
        lastFile += 1;
        const id = `file-${String(lastFile)}`;
        attach(conversation, {
          id,
          note: false,
          name,
          kind: kind ?? "document",
          bytes,
          link: true,
        });
        return { file: id };
      },
      detach_file: ({ file }) => {
        coming.delete(file);
        for (const [conversation, files] of Object.entries(held.draftFiles)) {
          held.draftFiles[conversation] = files.filter(({ id }) => id !== file);
          tellRow(conversation);
        }
        return {};
      },
    },
    wire: {
      fetchKept: (file) => {
        const blob = kept.get(file);
        return blob === undefined
          ? Promise.reject(new HostError("notFound", "file"))
          : Promise.resolve(blob);
      },
      fetchDropped: (file, offset) => {
        const bytes = held.dropped[file];
        return bytes === undefined
          ? Promise.reject(new HostError("notFound", "dropped"))
          : Promise.resolve(bytes.slice(offset));
      },
      putFilePortion: (file, offset, bytes) => {
        const place = coming.get(file);
        if (place === undefined) return Promise.reject(new HostError("notFound", "file"));
        place.parts.push(bytes);
        const received = offset + bytes.byteLength;
        const whole = received === place.bytes;
        if (whole) {
          const { conversation, note, name, mimeType } = place;
          coming.delete(file);
          kept.set(file, new Blob(place.parts, { type: mimeType }));
          const kind = mimeType.startsWith("image/") ? "image" : "document";
          attach(conversation, { id: file, note, name, kind, bytes: received, link: false });
        }
        return Promise.resolve({ received, whole });
      },
    },
  };
}
