/** Against a real server on 127.0.0.1; the socket is the browser's, replaced by one that is told what happens. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { httpTransport } from "./http";

type Answer = (request: IncomingMessage, body: string, response: ServerResponse) => void;
let answer: Answer;
let origin: string;
let close: () => Promise<void>;

class ToldSocket extends EventTarget {
  static all: ToldSocket[] = [];
  sent: string[] = [];
  closed = false;
  constructor(readonly address: string) {
    super();
    ToldSocket.all.push(this);
  }
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.closed = true;
    this.dispatchEvent(new Event("close"));
  }
}

beforeEach(async () => {
  ToldSocket.all = [];
  vi.stubGlobal("WebSocket", ToldSocket);
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += String(part)));
    request.on("end", () => {
      answer(request, body, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  close = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => {
        resolve();
      });
    });
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await close();
});

const json = (response: ServerResponse, status: number, body: unknown) => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
};

test("a host that is gone is an error of ours, not of a platform", async () => {
  await close();
  const transport = httpTransport(origin, "t");
  await expect(transport.call("list_lines", {})).rejects.toMatchObject({ code: "internal" });
  await expect(transport.fetchMedia("1")).rejects.toMatchObject({ code: "unreachable" });
});

test("a refusal keeps its code", async () => {
  answer = (_request, _body, response) => {
    json(response, 422, { code: "keyRefused", detail: "401" });
  };
  const transport = httpTransport(origin, "t");
  await expect(transport.call("list_lines", {})).rejects.toMatchObject({ code: "keyRefused" });
  await expect(transport.fetchMedia("1")).rejects.toMatchObject({ code: "keyRefused" });
});

test("an answer that is no JSON is an error of ours", async () => {
  answer = (_request, _body, response) => {
    response.writeHead(500).end("<html>");
  };
  await expect(httpTransport(origin, "t").call("list_lines", {})).rejects.toMatchObject({
    code: "internal",
  });
});

test("a command goes out once, with the token and its input", async () => {
  const seen: unknown[] = [];
  answer = ({ method, url, headers }, body, response) => {
    seen.push([method, url, headers.authorization, JSON.parse(body)]);
    json(response, 200, { views: [], tags: [] });
  };
  const counts = await httpTransport(origin, "t").call("rail_counts", { line: "a" });
  expect(counts).toEqual({ views: [], tags: [] });
  expect(seen).toEqual([["POST", "/ipc/rail_counts", "Bearer t", { line: "a" }]]);
});

test("the token never stands in the socket's address", async () => {
  const listening = httpTransport(origin, "secret").subscribe(
    () => {},
    () => {},
  );
  const [socket] = ToldSocket.all;
  socket?.dispatchEvent(new Event("open"));
  await listening;
  expect(socket?.address).toBe(`${origin.replace("http", "ws")}/events`);
  expect(socket?.sent).toEqual([JSON.stringify({ token: "secret" })]);
});

test("a socket that breaks comes back and says that something may be missing", async () => {
  vi.useFakeTimers();
  const onEvent = vi.fn<(event: unknown) => void>();
  const onGap = vi.fn<() => void>();
  const listening = httpTransport(origin, "t").subscribe(onEvent, onGap);
  ToldSocket.all[0]?.dispatchEvent(new Event("open"));
  const stop = await listening;
  expect(onGap).not.toHaveBeenCalled();
  ToldSocket.all[0]?.dispatchEvent(new Event("close"));
  await vi.advanceTimersByTimeAsync(300);
  expect(ToldSocket.all).toHaveLength(2);
  ToldSocket.all[1]?.dispatchEvent(new Event("open"));
  expect(onGap).toHaveBeenCalledOnce();
  const event = { event: "changed", sequence: 1, changes: [] };
  ToldSocket.all[1]?.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(event) }));
  expect(onEvent).toHaveBeenCalledWith(event);
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ToldSocket.all).toHaveLength(2);
});

test("the interface starts although events do not come", async () => {
  const listening = httpTransport(origin, "t").subscribe(
    () => {},
    () => {},
  );
  ToldSocket.all[0]?.dispatchEvent(new Event("close"));
  (await listening)();
});
