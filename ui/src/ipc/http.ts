/**
 * The wire to the dev host: JSON over loopback HTTP, events over a WebSocket. The token arrives in the
 * address's fragment (which is never sent to a server) and stays in this tab only.
 */
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

const storedToken = "switchboard-token";
/** A browser lets 64 KiB outlive their page, all requests together. */
const mostOutliving = 16_384;
const firstRetry = 250;
const longestRetry = 5_000;

/** Takes the token out of the address bar, so that it is neither copied nor kept in the history. */
export function takeToken(): string {
  const fromAddress = new URLSearchParams(location.hash.slice(1)).get("token");
  if (fromAddress === null) return sessionStorage.getItem(storedToken) ?? "";
  sessionStorage.setItem(storedToken, fromAddress);
  history.replaceState(null, "", location.pathname + location.search);
  return fromAddress;
}

/** Makes the wire to a dev host at `origin`. */
export function httpTransport(origin: string, token: string): Transport {
  const authorization = `Bearer ${token}`;
  const reach = async (path: string, request: RequestInit = {}): Promise<Response> => {
    try {
      return await fetch(origin + path, { ...request, headers: { authorization } });
    } catch {
      throw new HostError("unreachable", "media request failed");
    }
  };
  return {
    async call<K extends CommandName>(name: K, input: InputOf<K>): Promise<OutputOf<K>> {
      const sent = JSON.stringify(input);
      let response: Response;
      try {
        response = await fetch(`${origin}/ipc/${name}`, {
          method: "POST",
          headers: { authorization, "content-type": "application/json" },
          body: sent,
          // What is saved as the page goes away must still arrive.
          keepalive: name.startsWith("save_") && sent.length <= mostOutliving,
        });
      } catch {
        throw new HostError("internal", "dev host does not answer");
      }
      const body: unknown = await response.json().catch(() => undefined);
      if (!response.ok) throw HostError.from(body);
      return body as OutputOf<K>;
    },
    subscribe(onEvent, onGap) {
      return openEvents(origin, token, onEvent, onGap);
    },
    async fetchMedia(item) {
      return readMedia(await reach(`/media/${encodeURIComponent(item)}`));
    },
    async fetchKept(file) {
      return readMedia(await reach(`/kept/${file}`));
    },
    // A browser gives its page what is dropped; the host is told of nothing.
    fetchDropped: () => Promise.reject(new HostError("notFound", "dropped")),
    async putFilePortion(file, offset, bytes) {
      const request = { method: "POST", body: bytes };
      return readCopied(await reach(`/kept/${file}/${String(offset)}`, request));
    },
  };
}

function openEvents(
  origin: string,
  token: string,
  onEvent: (event: HostEvent) => void,
  onGap: () => void,
): Promise<() => void> {
  let stopped = false;
  let socket: WebSocket | null = null;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let wait = firstRetry;
  let wasOpen = false;

  return new Promise((resolve) => {
    const stop = () => {
      stopped = true;
      clearTimeout(retryTimer);
      socket?.close();
    };
    const connect = () => {
      socket = new WebSocket(`${origin.replace(/^http/, "ws")}/events`);
      socket.addEventListener("open", () => {
        socket?.send(JSON.stringify({ token }));
        wait = firstRetry;
        // Whatever happened while the socket was down was not delivered.
        if (wasOpen) onGap();
        wasOpen = true;
        resolve(stop);
      });
      socket.addEventListener("message", (message) => {
        onEvent(JSON.parse(String(message.data)) as HostEvent);
      });
      socket.addEventListener("close", () => {
        // The interface must start even when events do not come; the retry repairs it.
        wasOpen = true;
        resolve(stop);
        if (stopped) return;
        retryTimer = setTimeout(connect, wait);
        wait = Math.min(wait * 2, longestRetry);
      });
    };
    connect();
  });
}
