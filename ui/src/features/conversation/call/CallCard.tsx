/** A phone call on the cord: what became of it, its recording, the AI summary and what was said. */
import {
  ChevronDown,
  Download,
  Phone,
  PhoneIncoming,
  PhoneMissed,
  PhoneOff,
  PhoneOutgoing,
  Search,
} from "lucide-react";
import { useState, type RefObject } from "react";
import type { CallOutcomeDto, ContentDto, ItemDto } from "../../../ipc/bindings.gen";
import { Button, IconButton } from "../../../components/Button";
import { Ltr } from "../../../components/Foreign";
import { Icon } from "../../../components/Icon";
import { Summary } from "../../../components/Summary";
import { formatLength, formatSpan } from "../../../lib/format";
import { selection } from "../../../lib/selection";
import { platformName } from "../../../lib/lineWords";
import { useNow } from "../../../lib/now";
import { m } from "../../../paraglide/messages.js";
import { saveMedia } from "../items/Media";
import { AiMark } from "../items/AiMark";
import { ItemTime } from "../items/ItemTime";
import { act, type Scene } from "../scene";
import { Sentence } from "../../../components/Sentence";
import { callTitle } from "../words";
import { Player, type PlayerKeys } from "./Player";
import { spokenLine, Transcript } from "./Transcript";
import styles from "./CallCard.module.css";

type Call = Extract<ContentDto, { type: "call" }>;

/** How long after a call its recording and its summary may still come, in ms. */
const COMES_WITHIN = 15 * 60_000;

/** Recording and summary are still to come: the platform makes them of calls it received, soon after their end. */
function useIsAwaited(item: ItemDto, { outcome, duration, hasRecording, summary }: Call): boolean {
  const isSoon = useNow((now) => now - item.occurredAt - (duration ?? 0) < COMES_WITHIN, 30_000);
  const isReceived = item.direction === "inbound" && outcome === "answered";
  return isReceived && !hasRecording && summary === null && isSoon;
}

/** Draws a call. */
export function CallCard({
  item,
  call,
  scene,
  player,
}: {
  item: ItemDto;
  call: Call;
  scene: Scene;
  player: RefObject<PlayerKeys | null>;
}) {
  const [isOpen, setIsOpen] = useState(false);
  const [isFinding, setIsFinding] = useState(false);
  const [spoken, setSpoken] = useState(-1);
  const { transcript, summary, hasRecording } = call;
  const isLost = call.outcome === "missed";
  const isOver = call.outcome === "answered";
  const hasTranscript = transcript.length > 0;
  const isAwaited = useIsAwaited(item, call);
  const platform = { platform: platformName(scene.platform) };
  return (
    <div className={styles.card} data-lost={isLost || undefined}>
      <div className={styles.head}>
        <span className={styles.direction}>
          <Icon of={glyphOf(item, call.outcome)} />
        </span>
        <span className={styles.title}>{callTitle(item)}</span>
        {call.duration !== null && <Ltr>{formatLength(call.duration)}</Ltr>}
        {!isOver && call.ringing !== null && (
          <span>{m.conversation_call_rang({ time: formatSpan(call.ringing) })}</span>
        )}
        {isOver && <Handler item={item} />}
        <span className={styles.time}>
          <ItemTime at={item.occurredAt} />
        </span>
      </div>
      {hasRecording && (
        <div className={styles.player}>
          <Player
            item={item.id}
            length={call.duration}
            keys={player}
            onTime={(at) => {
              setSpoken(spokenLine(transcript, at));
            }}
          />
          {!hasTranscript && <SaveRecording item={item.id} />}
        </div>
      )}
      {isAwaited && <p className={styles.notReady}>{m.conversation_call_not_ready()}</p>}
      {summary !== null && (
        <div className={styles.summary}>
          <div className={styles.summaryHead}>
            <AiMark />
            <span>{m.conversation_summary_by(platform)}</span>
          </div>
          <Summary text={summary} />
        </div>
      )}
      {hasTranscript && isOpen && (
        <Transcript
          lines={transcript}
          spoken={spoken}
          isFinding={isFinding}
          onSeek={hasRecording ? (at) => player.current?.playFrom(at) : null}
        />
      )}
      {hasTranscript && (
        <div className={styles.foot}>
          <Button
            variant="quiet"
            size="small"
            icon={ChevronDown}
            aria-expanded={isOpen}
            onPress={() => {
              setIsOpen(!isOpen);
              setIsFinding(false);
            }}
          >
            {m.conversation_transcript()}
          </Button>
          <Button
            variant="quiet"
            size="small"
            icon={Search}
            aria-expanded={isFinding}
            onPress={() => {
              setIsOpen(true);
              setIsFinding(!isFinding);
            }}
          >
            {m.conversation_find()}
          </Button>
          {hasRecording && (
            <span className={styles.save}>
              <SaveRecording item={item.id} />
            </span>
          )}
        </div>
      )}
      {isLost && scene.isReadOnly !== true && (
        <div className={styles.foot}>
          <Button
            variant="quiet"
            size="small"
            onPress={() => void act("open_in_platform", { conversation: scene.conversation })}
          >
            {m.conversation_call_back(platform)}
          </Button>
          {scene.channelKind === "whatsAppAndPhone" && (
            <Button variant="quiet" size="small" onPress={() => selection.focusPane("composer")}>
              {m.conversation_call_write()}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

/** At the end of the foot; beside the player where there is nothing else to put into a foot. */
function SaveRecording({ item }: { item: string }) {
  return (
    <IconButton
      icon={Download}
      size="small"
      label={m.conversation_save_recording()}
      onPress={() => void saveMedia(item)}
    />
  );
}

/** Who of us was in the call: they answered the customer's, or made ours. */
function Handler({ item }: { item: ItemDto }) {
  const isInbound = item.direction === "inbound";
  switch (item.authorKind) {
    case "me":
      return (
        <span>{isInbound ? m.conversation_call_by_you() : m.conversation_call_made_by_you()}</span>
      );
    case "person":
    case "aiAgent":
      if (item.authorName === null) return null;
      return (
        <span className={styles.handler}>
          <Sentence
            message={isInbound ? m.conversation_call_by : m.conversation_call_made_by}
            parts={{ name: <bdi>{item.authorName}</bdi> }}
          />
        </span>
      );
    case "contact":
    case "unknown":
    case "system":
      return null;
  }
}

function glyphOf(item: ItemDto, outcome: CallOutcomeDto) {
  switch (outcome) {
    case "missed":
      return PhoneMissed;
    case "noAnswer":
    case "declined":
    case "failed":
      return PhoneOff;
    case "ringing":
    case "active":
      return Phone;
    case "answered":
      return item.direction === "inbound" ? PhoneIncoming : PhoneOutgoing;
  }
}
