/**
 * Plays a recording: play, a wave or a plain track to seek on, ten seconds either way, speed. The file is
 * fetched when it is first played. Always left to right, as time is in a player.
 */
import { Pause, Play } from "lucide-react";
import {
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useRef,
  useState,
  type CSSProperties,
  type RefObject,
} from "react";
import { Button as AriaButton } from "react-aria-components";
import { Button } from "../../../components/Button";
import { Icon } from "../../../components/Icon";
import { formatLength } from "../../../lib/format";
import { useWellAgain } from "../../../lib/wellAgain";
import { m } from "../../../paraglide/messages.js";
import { useMedia } from "../items/useMedia";
import { readWave } from "./waveform";
import styles from "./Player.module.css";

/** What the keys of an item do with its player. */
export interface PlayerKeys {
  /** Plays or pauses. */
  toggle(): void;
  /** Ten seconds on (1) or back (-1). */
  skip(direction: 1 | -1): void;
  /** Plays from a place, in ms. */
  playFrom(at: number): void;
}

const speeds = [1, 1.2, 1.5, 2, 0.8] as const;
/** One step of the arrow keys, in seconds. */
const STEP = 10;

// One recording sounds at a time.
let sounding: HTMLAudioElement | null = null;

/** A player for the recording of an item. `onTime` tells the place in ms, several times a second. */
export function Player({
  item,
  length,
  keys,
  onTime,
}: {
  item: string;
  /** Its length in ms, when it is known before it is fetched. */
  length: number | null;
  keys: RefObject<PlayerKeys | null>;
  onTime?: (at: number) => void;
}) {
  const audio = useRef<HTMLAudioElement>(null);
  const [isWanted, setIsWanted] = useState(false);
  const { file, retry } = useMedia(item, isWanted);
  useWellAgain(null, file.state === "failed", retry);
  const [isPlaying, setIsPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [known, setKnown] = useState<number | null>(null);
  const [wave, setWave] = useState<number[] | null>(null);
  const [speed, setSpeed] = useState<number>(1);
  const [isUnplayable, setIsUnplayable] = useState(false);
  const startAt = useRef(0);
  const total = known ?? (length === null ? 0 : length / 1000);

  const play = () => {
    const element = audio.current;
    if (element === null || file.state !== "ready") {
      setIsWanted(true);
      if (file.state === "failed") retry();
      return;
    }
    if (sounding !== element) sounding?.pause();
    sounding = element;
    // A refusal leaves the button as it is; a sound this system cannot decode is told by `onError`.
    element.play().catch(() => {
      setIsPlaying(false);
    });
  };
  const seek = (to: number) => {
    const element = audio.current;
    const place = Math.min(Math.max(0, to), total);
    startAt.current = place;
    setAt(place);
    onTime?.(place * 1000);
    if (element !== null) element.currentTime = place;
  };
  const toggle = () => {
    if (isPlaying) audio.current?.pause();
    else play();
  };
  useImperativeHandle(keys, () => ({
    toggle,
    skip: (direction) => {
      seek(at + direction * STEP);
    },
    playFrom: (place) => {
      seek(place / 1000);
      play();
    },
  }));

  const begin = useEffectEvent(() => {
    const element = audio.current;
    if (element === null) return;
    element.currentTime = startAt.current;
    element.playbackRate = speed;
    play();
  });
  const blob = file.state === "ready" ? file.blob : null;
  useEffect(() => {
    if (blob === null) return;
    begin();
    let isGone = false;
    void readWave(blob).then((peaks) => {
      if (!isGone) setWave(peaks);
    });
    return () => {
      isGone = true;
    };
  }, [blob]);
  useEffect(() => {
    const element = audio.current;
    return () => {
      if (sounding === element) sounding = null;
    };
  }, []);

  const progress = total === 0 ? 0 : at / total;
  return (
    <div className={styles.player} dir="ltr">
      {/* Spoken words: the transcript, where there is one, stands below. */}
      <audio
        ref={audio}
        preload="auto"
        {...(file.state === "ready" ? { src: file.url } : {})}
        onPlay={() => {
          setIsPlaying(true);
        }}
        onPause={() => {
          setIsPlaying(false);
        }}
        onEnded={() => {
          setIsPlaying(false);
        }}
        onError={() => {
          setIsPlaying(false);
          setIsUnplayable(true);
        }}
        onLoadedMetadata={(event) => {
          const { duration } = event.currentTarget;
          if (Number.isFinite(duration)) setKnown(duration);
        }}
        onTimeUpdate={(event) => {
          const now = event.currentTarget.currentTime;
          setAt(now);
          onTime?.(now * 1000);
        }}
      >
        <track kind="captions" />
      </audio>
      <AriaButton
        className={styles.play ?? ""}
        aria-label={isPlaying ? m.conversation_pause() : m.conversation_play()}
        aria-busy={file.state === "loading"}
        onPress={toggle}
      >
        <Icon of={isPlaying ? Pause : Play} size="s" />
      </AriaButton>
      {file.state === "failed" ? (
        <span className={styles.failed}>
          <bdi>{m.conversation_media_failed()}</bdi>
          <Button size="small" onPress={retry}>
            {m.conversation_try_again()}
          </Button>
        </span>
      ) : isUnplayable ? (
        <span className={styles.failed} role="status">
          <bdi>{m.conversation_media_unplayable()}</bdi>
        </span>
      ) : (
        <>
          <Track
            at={at}
            total={total}
            progress={progress}
            wave={wave}
            onSeek={seek}
            onToggle={toggle}
          />
          <span className={styles.time}>
            {formatLength(at * 1000)} / {formatLength(total * 1000)}
          </span>
          <AriaButton
            className={styles.speed ?? ""}
            aria-label={m.conversation_speed({ speed: `${String(speed)}×` })}
            onPress={() => {
              const next =
                speeds[(speeds.findIndex((each) => each === speed) + 1) % speeds.length] ?? 1;
              setSpeed(next);
              if (audio.current !== null) audio.current.playbackRate = next;
            }}
          >
            {speed}×
          </AriaButton>
        </>
      )}
    </div>
  );
}

function Track({
  at,
  total,
  progress,
  wave,
  onSeek,
  onToggle,
}: {
  at: number;
  total: number;
  progress: number;
  wave: number[] | null;
  onSeek: (to: number) => void;
  onToggle: () => void;
}) {
  return (
    <div
      className={styles.track}
      style={{ "--progress": `${String(progress * 100)}%` } as CSSProperties}
    >
      {wave === null ? (
        <span className={styles.plain} />
      ) : (
        <Wave peaks={wave} progress={progress} />
      )}
      <input
        type="range"
        className={styles.range}
        min={0}
        max={Math.max(1, Math.round(total))}
        value={Math.round(at)}
        aria-label={m.conversation_position()}
        aria-valuetext={m.conversation_position_of({
          position: formatLength(at * 1000),
          length: formatLength(total * 1000),
        })}
        onChange={(event) => {
          onSeek(event.currentTarget.valueAsNumber);
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowLeft" || event.key === "ArrowDown") onSeek(at - STEP);
          else if (event.key === "ArrowRight" || event.key === "ArrowUp") onSeek(at + STEP);
          else if (event.key === " ") onToggle();
          else return;
          event.preventDefault();
        }}
      />
    </div>
  );
}

function Wave({ peaks, progress }: { peaks: number[]; progress: number }) {
  const width = 4;
  return (
    <svg
      aria-hidden
      className={styles.wave}
      viewBox={`0 0 ${String(peaks.length * width)} 22`}
      preserveAspectRatio="none"
    >
      {peaks.map((peak, index) => {
        const height = 2 + peak * 18;
        return (
          <rect
            // Bars are places in time.
            // oxlint-disable-next-line react/no-array-index-key
            key={index}
            x={index * width + 1}
            y={11 - height / 2}
            width={2}
            height={height}
            rx={1}
            data-played={(index + 1) / peaks.length <= progress || undefined}
          />
        );
      })}
    </svg>
  );
}
