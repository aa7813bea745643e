/** Words for the host's values, shared by the header, the timeline and the composer. */
import type {
  AbilityDto,
  DeliveryDto,
  ItemDto,
  MediaKindDto,
  PlatformDto,
  StuckReasonDto,
} from "../../ipc/bindings.gen";
import { formatTime } from "../../lib/format";
import { platformName } from "../../lib/lineWords";
import { m } from "../../paraglide/messages.js";
import type { Hold } from "./useLine";

/** Why something is off; null when it can be done. `byPlatform` says it for that one thing. */
export function reasonOf(ability: AbilityDto, byPlatform: string): string | null {
  switch (ability) {
    case "available":
      return null;
    case "notByPlatform":
      return byPlatform;
    case "notByKey":
      return m.conversation_off_key();
    case "notByChannel":
      return m.conversation_off_channel();
    case "notByAccount":
      return m.writing_off_account();
  }
}

/** Who an item is from: "You", a name, or what they are when they have none. */
export function senderOf(item: ItemDto): string {
  switch (item.authorKind) {
    case "me":
      return m.conversation_you();
    case "contact":
      return item.authorName ?? m.conversation_customer();
    case "person":
      return item.authorName ?? m.conversation_colleague();
    case "aiAgent":
      return item.authorName ?? m.conversation_ai();
    case "unknown":
      return m.conversation_team_or_ai();
    case "system":
      return item.authorName ?? m.conversation_automatic();
  }
}

const mediaKinds: Record<MediaKindDto, () => string> = {
  image: m.conversation_kind_image,
  video: m.conversation_kind_video,
  audio: m.conversation_kind_audio,
  document: m.conversation_kind_document,
};

/** What an item is, as one word. */
export function kindOf(item: ItemDto): string {
  const { content } = item;
  switch (content.type) {
    case "text":
      return m.conversation_kind_text();
    case "media":
      return item.direction === "internal"
        ? m.conversation_kind_note()
        : mediaKinds[content.kind]();
    case "location":
      return m.conversation_kind_location();
    case "call":
      return callTitle(item);
    case "template":
      return m.conversation_kind_template();
    case "email":
      return m.conversation_kind_email();
    case "interactive":
      return m.conversation_kind_interactive();
    case "note":
      return m.conversation_kind_note();
    case "told":
    case "assigned":
    case "statusChanged":
      return m.conversation_kind_change();
    case "deleted":
      return m.conversation_kind_deleted();
    case "unsupported":
      return m.conversation_kind_unsupported();
  }
}

/** The words of an item, as they were written; null where it has none. */
export function textOf({ content }: ItemDto): string | null {
  switch (content.type) {
    case "text":
    case "template":
    case "note":
    case "email":
    case "interactive":
    case "told":
      return content.text;
    case "media":
      return content.caption;
    case "call":
      return content.summary;
    case "location":
      return content.address ?? content.name ?? `${content.latitude}, ${content.longitude}`;
    case "assigned":
    case "statusChanged":
    case "deleted":
    case "unsupported":
      return null;
  }
}

/** What became of a call, or which way it went. */
export function callTitle(item: ItemDto): string {
  if (item.content.type !== "call") return "";
  switch (item.content.outcome) {
    case "ringing":
      return m.conversation_call_ringing();
    case "active":
      return m.conversation_call_active();
    case "missed":
      return m.conversation_call_missed();
    case "noAnswer":
      return m.conversation_call_no_answer();
    case "declined":
      return m.conversation_call_declined();
    case "failed":
      return m.conversation_call_failed();
    case "answered":
      return item.direction === "inbound"
        ? m.conversation_call_incoming()
        : m.conversation_call_outgoing();
  }
}

/** How far a message of ours has come, in one sentence. */
export function deliveryWords(
  delivery: DeliveryDto,
  platform: PlatformDto,
  hold: Hold | null,
): string {
  switch (delivery.state) {
    case "queued":
      if (hold !== null) return holdWords(hold);
      if (delivery.until !== null) {
        return m.conversation_delivery_until({ time: formatTime(delivery.until) });
      }
      // In the outbox of a line that works, it goes within moments: that is sending.
      return m.conversation_delivery_sending();
    case "sending":
    case "pending":
      return m.conversation_delivery_sending();
    case "sent":
      return m.conversation_delivery_sent();
    case "delivered":
      return m.conversation_delivery_delivered();
    case "read":
      return m.conversation_delivery_read();
    case "checking":
      return m.conversation_delivery_checking({ platform: platformName(platform) });
    case "stuck":
      return stuckWords(delivery.reason, platform);
    case "failed":
      return failureWords(delivery.code, delivery.reason, platform);
  }
}

function holdWords(hold: Hold): string {
  switch (hold) {
    case "offline":
      return m.conversation_delivery_queued();
    case "keyRefused":
      return m.conversation_delivery_key();
    case "paused":
      return m.conversation_delivery_paused();
  }
}

/** Meta's codes that have plain words: not on WhatsApp, and the reply window over. */
const NOT_ON_WHATSAPP = 131026;
const WINDOW_OVER = 131047;

function failureWords(code: number | null, reason: string | null, platform: PlatformDto): string {
  if (code === NOT_ON_WHATSAPP) return m.conversation_failed_number();
  if (code === WINDOW_OVER) return m.conversation_failed_window();
  if (reason !== null && reason.trim() !== "") return m.conversation_failed_reason({ reason });
  return m.conversation_failed_unknown({ platform: platformName(platform) });
}

function stuckWords(reason: StuckReasonDto, platform: PlatformDto): string {
  const name = { platform: platformName(platform) };
  switch (reason) {
    case "windowClosed":
      return m.conversation_stuck_window();
    case "refused":
      return m.conversation_stuck_refused(name);
    case "scopeMissing":
      return m.conversation_stuck_scope();
    case "heldByColleague":
      return m.conversation_stuck_held();
    case "aiAnswers":
      return m.conversation_stuck_ai();
    case "notFound":
      return m.conversation_stuck_gone(name);
    case "notFoundAfterNoAnswer":
      return m.conversation_stuck_no_answer(name);
    case "tooManyAttempts":
      return m.conversation_stuck_attempts();
    case "fileTooLarge":
      return m.files_stuck_too_large(name);
    case "fileKind":
      return m.files_stuck_kind(name);
    case "fileGone":
      return m.files_stuck_gone();
  }
}
