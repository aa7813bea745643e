/** The open conversation's timeline, read when it is opened and renewed when the host says so. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { callHost, prefetchHost, queryClient } from "../../../lib/hostQuery";
import { currentLanguage, type Language } from "../../../lib/i18n";
import { Timeline } from "./timeline";

/** How long a reading that was begun ahead waits for the window that shows it. */
const AHEAD = 60_000;

/** Opening a conversation once: mounted anew at once (another language), it must not take the former one's reading. */
interface Opening {
  readonly number: number;
  readonly conversation: string;
  readonly timeline: Timeline;
}

interface Shown {
  readonly conversation: string;
  readonly language: Language;
  readonly timeline: Timeline;
}

let opened = 0;
/** The one that was chosen and is not shown yet. */
let ahead: Opening | null = null;
/** The timeline on the screen. */
let shown: Shown | null = null;

/** Another language mounts the whole window anew; the reader stays where they are. */
function timelineOf(conversation: string): Timeline {
  if (shown?.conversation === conversation && shown.language !== currentLanguage()) {
    shown.timeline.resume();
    return shown.timeline;
  }
  return new Timeline((anchor, limit) => callHost("list_items", { conversation, anchor, limit }));
}

function begin(conversation: string): Opening {
  opened += 1;
  return { number: opened, conversation, timeline: timelineOf(conversation) };
}

function take(conversation: string): Opening {
  const begun = ahead?.conversation === conversation ? ahead : begin(conversation);
  ahead = null;
  return begun;
}

function readingOf({ number, conversation, timeline }: Opening) {
  return queryOptions({
    // Under the key of what it reads, so that a change of these items, and a gap in the changes, runs it.
    queryKey: ["list_items", { conversation, window: number }],
    queryFn: async () => {
      await timeline.read();
      return null;
    },
  });
}

/**
 * Reads a conversation that was chosen, ahead of the components that will show it. Done when both were answered;
 * a refusal is told by those components.
 */
export async function readAhead(conversation: string): Promise<void> {
  ahead = begin(conversation);
  await Promise.all([
    queryClient.prefetchQuery({ ...readingOf(ahead), gcTime: AHEAD }),
    prefetchHost("get_conversation", { conversation }),
  ]);
}

/** Makes the timeline of a conversation; mount it anew for another one. */
export function useTimeline(conversation: string): Timeline {
  const [opening] = useState(() => take(conversation));
  const { timeline } = opening;
  useEffect(() => {
    const mine: Shown = { conversation, language: currentLanguage(), timeline };
    shown = mine;
    return () => {
      if (shown === mine) shown = null;
    };
  }, [conversation, timeline]);
  // The timeline itself tells its view; nothing here is drawn.
  useQuery({ ...readingOf(opening), gcTime: 0, notifyOnChangeProps: [] });
  return timeline;
}
