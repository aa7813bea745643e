/** The open conversation's timeline, read when it is opened and renewed when the host says so. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { callHost } from "../../../lib/hostQuery";
import { currentLanguage, type Language } from "../../../lib/i18n";
import { Timeline } from "./timeline";

let opened = 0;

interface Shown {
  readonly conversation: string;
  readonly language: Language;
  readonly timeline: Timeline;
}

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

/** Makes the timeline of a conversation; mount it anew for another one. */
export function useTimeline(conversation: string): Timeline {
  // Each opening is its own: mounted anew at once (another language), it must not take the former one's reading.
  const [opening] = useState(() => {
    opened += 1;
    return opened;
  });
  const [timeline] = useState(() => timelineOf(conversation));
  useEffect(() => {
    const mine: Shown = { conversation, language: currentLanguage(), timeline };
    shown = mine;
    return () => {
      if (shown === mine) shown = null;
    };
  }, [conversation, timeline]);
  useQuery({
    // Under the key of what it reads, so that a change of these items, and a gap in the changes, runs it.
    queryKey: ["list_items", { conversation, window: opening }],
    queryFn: async () => {
      await timeline.read();
      return null;
    },
    gcTime: 0,
    // The timeline itself tells its view; nothing here is drawn.
    notifyOnChangeProps: [],
  });
  return timeline;
}
