import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { emit } from "@tauri-apps/api/event";
import { afterEach, expect, test, vi } from "vitest";
import type { HostEvent } from "./bindings.gen";
import { tauriTransport } from "./tauri";
import { HostError } from "./transport";

afterEach(() => {
  clearMocks();
  vi.unstubAllGlobals();
});

test("a refusal keeps its code and its wait", async () => {
  mockIPC(() => {
    // Tauri rejects with what the command returned, which is no Error.
    // oxlint-disable-next-line typescript/only-throw-error
    throw { code: "rateLimited", detail: "429", retryAfter: 30_000 };
  });
  const refused = await tauriTransport()
    .call("list_lines", {})
    .catch((cause: unknown) => cause);
  expect(refused).toBeInstanceOf(HostError);
  expect(refused).toMatchObject({ code: "rateLimited", retryAfter: 30_000 });
});

test("anything else that goes wrong is ours", async () => {
  mockIPC(() => {
    throw new TypeError("no such command");
  });
  await expect(tauriTransport().call("list_lines", {})).rejects.toMatchObject({
    code: "internal",
    detail: "TypeError",
  });
});

test("a command carries its input as it is", async () => {
  const seen: unknown[] = [];
  mockIPC((command, payload) => {
    seen.push([command, payload]);
    return [];
  });
  const transport = tauriTransport();
  await transport.call("rail_counts", { line: "line-1" });
  expect(seen).toEqual([["rail_counts", { line: "line-1" }]]);
});

test("events arrive until one stops listening", async () => {
  mockIPC(() => {}, { shouldMockEvents: true });
  const heard: HostEvent[] = [];
  const event: HostEvent = { event: "changed", sequence: 1, changes: [{ type: "lines" }] };
  const stop = await tauriTransport().subscribe(
    (each) => heard.push(each),
    () => {},
  );
  await emit("host-event", event);
  expect(heard).toEqual([event]);
  stop();
  await emit("host-event", event);
  expect(heard).toHaveLength(1);
});

test("a window hears what is told to it, and not what is told to the other", async () => {
  const targets: unknown[] = [];
  mockIPC((command, payload) => {
    if (command === "plugin:event|listen") targets.push((payload as { target: unknown }).target);
    return 1;
  });
  const ignore = () => {};
  await tauriTransport().subscribe(ignore, ignore);
  await tauriTransport("visitor").subscribe(ignore, ignore);
  expect(targets).toEqual([
    { kind: "AnyLabel", label: "main" },
    { kind: "AnyLabel", label: "visitor" },
  ]);
});

test("a file that cannot be had says why", async () => {
  const answer = () =>
    Promise.resolve(Response.json({ code: "notFound", detail: "media" }, { status: 404 }));
  vi.stubGlobal("fetch", answer);
  await expect(tauriTransport().fetchMedia("a/b")).rejects.toMatchObject({ code: "notFound" });
});

test("a file is asked for by its escaped name", async () => {
  const asked = vi.fn<typeof fetch>(() => Promise.resolve(new Response("x")));
  vi.stubGlobal("fetch", asked);
  await tauriTransport().fetchMedia("a/b?c");
  expect(asked.mock.calls[0]?.[0]).toMatch(
    /^(?:media:\/\/|http:\/\/media\.)localhost\/a%2Fb%3Fc$/u,
  );
});
