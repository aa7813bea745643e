/** How a line listens and what is the matter with it, in words. Pure. */
import type { LineDto, LineNoticeDto, Milliseconds } from "../../../ipc/bindings.gen";
import { formatExact, formatNumber, formatTime } from "../../../lib/format";
import { platformName } from "../../../lib/lineWords";
import { m } from "../../../paraglide/messages.js";

/** How loud a sentence is. */
type Tone = "plain" | "due" | "fault";

/** A sentence with its tone. */
export interface Said {
  readonly tone: Tone;
  readonly words: string;
}

/** By which way news comes. */
export function listensBy({ relay, platform, live }: LineDto): Said {
  // The platform's own connection brings news without a relay, and says more than one that is silent.
  if (live && relay.state !== "tokenRefused")
    return {
      tone: "plain",
      words: m.settings_listens_live({ platform: platformName(platform) }),
    };
  switch (relay.state) {
    case "none":
      return { tone: "plain", words: m.settings_listens_poll() };
    case "connected":
      return { tone: "plain", words: m.settings_listens_relay() };
    case "unreachable":
      return {
        tone: "due",
        words: m.settings_relay_unreachable({ platform: platformName(platform) }),
      };
    case "tokenRefused":
      return { tone: "fault", words: m.settings_relay_token_refused() };
  }
}

/** What keeps news from coming; null when nothing does. */
export function trouble({ health, platform: on }: LineDto): Said | null {
  const platform = platformName(on);
  switch (health.state) {
    case "live":
      return null;
    case "starting":
      return { tone: "plain", words: m.settings_health_starting() };
    case "catchingUp":
      return {
        tone: "plain",
        words:
          health.total === null
            ? m.settings_health_catching_up({ done: formatNumber(health.done) })
            : m.settings_health_catching_up_of({
                done: formatNumber(health.done),
                total: formatNumber(health.total),
              }),
      };
    case "slowed":
      return {
        tone: "due",
        words: m.settings_health_slowed({ platform, time: formatTime(health.until) }),
      };
    case "offline":
      return { tone: "plain", words: m.settings_health_offline({ platform }) };
    case "faulty":
      return { tone: "fault", words: m.settings_health_faulty({ platform }) };
    case "keyRefused":
      return { tone: "fault", words: m.settings_health_key_refused() };
    case "paused":
      return { tone: "plain", words: m.settings_health_paused() };
  }
}

/** From when on a key that ends is a matter for now. */
const soon = 7 * 24 * 3_600_000;

/** What the person should know of a line as a whole. */
export function noticeOf(notice: LineNoticeDto, now: Milliseconds): Said {
  switch (notice.type) {
    case "keyExpires": {
      const date = formatExact(notice.at);
      if (notice.at <= now) return { tone: "fault", words: m.settings_notice_key_ended({ date }) };
      return {
        tone: notice.at - now < soon ? "due" : "plain",
        words: m.settings_notice_key_expires({ date }),
      };
    }
    case "channelsUnread":
      return { tone: "due", words: m.connect_channels_unread({ scope: notice.scope }) };
    case "sandbox":
      return { tone: "plain", words: m.settings_notice_sandbox() };
    case "aiPaused":
      return {
        tone: "due",
        words: m.settings_notice_ai_paused({ time: formatExact(notice.since) }),
      };
    case "conversationsUnreadable":
      return {
        tone: "due",
        words: m.settings_notice_unreadable({ count: notice.count }),
      };
  }
}
