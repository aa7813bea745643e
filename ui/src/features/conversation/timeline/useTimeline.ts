/** The open conversation's timeline, read when it is opened and renewed when the host says so. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { callHost } from "../../../lib/hostQuery";
import { Timeline } from "./timeline";

let opened = 0;

/** Makes the timeline of a conversation; mount it anew for another one. */
export function useTimeline(conversation: string): Timeline {
  // Each opening is its own: mounted anew at once (another language), it must not take the former one's reading.
  const [opening] = useState(() => {
    opened += 1;
    return opened;
  });
  const [timeline] = useState(
    () => new Timeline((anchor, limit) => callHost("list_items", { conversation, anchor, limit })),
  );
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
