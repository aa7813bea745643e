/** Typed reading and writing of the host's data through one query client that never guesses staleness. */
import { QueryClient, useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { HostQueryKey } from "../ipc/changes";
import {
  call,
  type CommandName,
  type HostError,
  type InputOf,
  type OutputOf,
} from "../ipc/transport";

/** Makes a client. Answers stay until the host says they changed: no polling, no refetch on focus. */
function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        gcTime: 5 * 60_000,
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        // The host is on this computer: the browser's idea of "offline" is not about it.
        networkMode: "always",
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

/** The app's client. */
export const queryClient = createQueryClient();

/** The key under which an answer is cached. */
export function queryKeyOf<K extends CommandName>(name: K, input: InputOf<K>): HostQueryKey<K> {
  return [name, input] as const;
}

/**
 * Runs a command outside a query; rejects with a `HostError`. What a writing command changes comes back as change
 * events, so nothing is invalidated by hand.
 */
export function callHost<K extends CommandName>(name: K, input: InputOf<K>): Promise<OutputOf<K>> {
  return call(name, input);
}

/** Asks ahead of the component that wants to know; a refusal is told by that component. Done when it is answered. */
export function prefetchHost<K extends CommandName>(name: K, input: InputOf<K>): Promise<void> {
  return queryClient.prefetchQuery({
    queryKey: queryKeyOf(name, input),
    queryFn: () => callHost(name, input),
  });
}

/** Choices of `useHostQuery`. */
export interface HostQueryOptions<Output, Selected> {
  /** Ask at all. */
  enabled?: boolean;
  /** Derive what the component needs; it re-renders only when this changes. Keep it stable. */
  select?: (output: Output) => Selected;
  /** Keep showing the answer to the former input until the new one is here. */
  keepPrevious?: boolean;
}

/** The answer of a reading command, kept fresh by the host's change events. */
export function useHostQuery<K extends CommandName, Selected = OutputOf<K>>(
  name: K,
  input: InputOf<K>,
  options: HostQueryOptions<OutputOf<K>, Selected> = {},
): UseQueryResult<Selected, HostError> {
  const { enabled = true, select, keepPrevious = false } = options;
  return useQuery<OutputOf<K>, HostError, Selected>({
    queryKey: queryKeyOf(name, input),
    queryFn: () => call(name, input),
    enabled,
    ...(select === undefined ? {} : { select }),
    ...(keepPrevious ? { placeholderData: (previous: OutputOf<K> | undefined) => previous } : {}),
  } as Parameters<typeof useQuery<OutputOf<K>, HostError, Selected>>[0]);
}
