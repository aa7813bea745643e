/** The wire inside the app: Tauri's own channel. The only file that knows Tauri. */
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { HostEvent } from "./bindings.gen";
import {
  HostError,
  readCopied,
  readMedia,
  type CommandName,
  type InputOf,
  type OutputOf,
  type Transport,
} from "./transport";

// Windows cannot register custom schemes, so WebView2 serves them under a host name instead.
const mediaBase = navigator.userAgent.includes("Windows")
  ? "http://media.localhost/"
  : "media://localhost/";

async function reach(address: string, request: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(address, request);
  } catch {
    throw new HostError("unreachable", "media request failed");
  }
}

/** Makes the wire to the app's own backend, from the window of this label. */
export function tauriTransport(window: "main" | "visitor" = "main"): Transport {
  return {
    async call<K extends CommandName>(name: K, input: InputOf<K>): Promise<OutputOf<K>> {
      try {
        return await invoke<OutputOf<K>>(name, { ...input });
      } catch (cause) {
        throw HostError.from(cause);
      }
    },
    subscribe(onEvent) {
      // Without a target it would hear what is told to the other window as well: each change twice, and a number
      // that comes twice is a gap, after which everything is read again.
      return listen<HostEvent>(
        "host-event",
        (message) => {
          onEvent(message.payload);
        },
        { target: window },
      );
    },
    async fetchMedia(item) {
      return readMedia(await reach(mediaBase + encodeURIComponent(item)));
    },
    async fetchKept(file) {
      return readMedia(await reach(`${mediaBase}kept/${file}`));
    },
    async fetchDropped(file, offset) {
      const address = `${mediaBase}dropped/${file}/${String(offset)}`;
      return (await readMedia(await reach(address))).arrayBuffer();
    },
    async putFilePortion(file, offset, bytes) {
      // Without a content type the request needs no leave of another origin first.
      const address = `${mediaBase}kept/${file}/${String(offset)}`;
      return readCopied(await reach(address, { method: "POST", body: bytes }));
    },
  };
}
