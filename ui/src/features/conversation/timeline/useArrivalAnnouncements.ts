/** Says new messages of the open conversation to a screen reader, at most once in three seconds. */
import { useEffect } from "react";
import { announceThrottled } from "../../../lib/announce";
import { m } from "../../../paraglide/messages.js";
import { senderOf } from "../words";
import type { Timeline } from "./timeline";

/** Announces while mounted; draws nothing. */
export function useArrivalAnnouncements(timeline: Timeline): void {
  useEffect(() => {
    let heard = timeline.state().inboundArrivals;
    let said = heard;
    return timeline.subscribe(() => {
      const { inboundArrivals, newestArrival } = timeline.state();
      if (inboundArrivals === heard || newestArrival === null) return;
      heard = inboundArrivals;
      announceThrottled("conversation:arrivals", () => {
        const count = heard - said;
        said = heard;
        return m.conversation_announce({ count, name: senderOf(newestArrival) });
      });
    });
  }, [timeline]);
}
