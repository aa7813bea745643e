/** Files in a message: pictures and films at a reserved size, sound with a player, documents by name. */
import { Download, ExternalLink, File, Play, RotateCcw } from "lucide-react";
import { useState, type RefObject } from "react";
import { Button as AriaButton } from "react-aria-components";
import type { ContentDto } from "../../../ipc/bindings.gen";
import { Button, IconButton } from "../../../components/Button";
import { Dialog } from "../../../components/Dialog";
import { Icon } from "../../../components/Icon";
import { formatBytes, formatLength } from "../../../lib/format";
import { showToast } from "../../../lib/toasts";
import { useWellAgain } from "../../../lib/wellAgain";
import { m } from "../../../paraglide/messages.js";
import { Player, type PlayerKeys } from "../call/Player";
import { act } from "../scene";
import { RichText } from "./RichText";
import { TextButton } from "./TextButton";
import { useMedia } from "./useMedia";
import message from "./Message.module.css";
import styles from "./Media.module.css";

type MediaContent = Extract<ContentDto, { type: "media" }>;

/** Saves the file of an item to the downloads folder and says where. */
export async function saveMedia(item: string): Promise<void> {
  const saved = await act("save_media", { item });
  if (saved === undefined) return;
  showToast({ text: m.conversation_media_saved({ name: saved.fileName }) });
}

/** A file and the words that go with it. */
export function Media({
  item,
  media,
  player,
}: {
  item: string;
  media: MediaContent;
  player: RefObject<PlayerKeys | null>;
}) {
  return (
    <>
      <Body item={item} media={media} player={player} />
      {media.caption !== null && media.caption !== "" && (
        <div className={styles.caption}>
          <RichText text={media.caption} />
        </div>
      )}
    </>
  );
}

function Body({
  item,
  media,
  player,
}: {
  item: string;
  media: MediaContent;
  player: RefObject<PlayerKeys | null>;
}) {
  switch (media.kind) {
    case "image":
      return <Picture item={item} alt={media.caption ?? m.conversation_media_image()} />;
    case "video":
      return <Film item={item} media={media} />;
    case "audio":
      return (
        <div className={styles.audio}>
          <Player item={item} length={media.duration} keys={player} />
          <FileButtons item={item} />
        </div>
      );
    case "document":
      return <Document item={item} media={media} />;
  }
}

/** Width by height of the pictures that were shown: the host tells no sizes, and scrolling back must not jump. */
const aspects = new Map<string, number>();
/** Beyond these a picture is cut in the timeline; the viewer shows all of it. */
const narrowest = 0.75;
const widest = 2.5;

function Picture({ item, alt }: { item: string; alt: string }) {
  const { file, retry } = useMedia(item, true);
  const [isOpen, setIsOpen] = useState(false);
  const [aspect, setAspect] = useState(() => aspects.get(item));
  const close = () => {
    setIsOpen(false);
  };
  const size = aspect === undefined ? {} : { style: { aspectRatio: aspect } };
  if (file.state === "failed") return <Failed item={item} onRetry={retry} />;
  if (file.state !== "ready") return <div className={styles.frame} {...size} aria-busy />;
  return (
    <>
      <AriaButton
        className={styles.frame ?? ""}
        {...size}
        aria-label={m.conversation_media_view()}
        onPress={() => {
          setIsOpen(true);
        }}
      >
        <img
          src={file.url}
          alt={alt}
          className={styles.picture}
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => {
            if (naturalWidth === 0 || naturalHeight === 0) return;
            const natural = Math.min(widest, Math.max(narrowest, naturalWidth / naturalHeight));
            aspects.set(item, natural);
            setAspect(natural);
          }}
        />
      </AriaButton>
      {isOpen && (
        <Dialog
          open
          size="large"
          title={m.conversation_media_image()}
          closeLabel={m.conversation_media_close()}
          onClose={close}
          actions={<FileButtons item={item} />}
        >
          <div className={styles.viewer}>
            <img src={file.url} alt={alt} className={styles.full} />
          </div>
        </Dialog>
      )}
    </>
  );
}

function Film({ item, media }: { item: string; media: MediaContent }) {
  const [isWanted, setIsWanted] = useState(false);
  const { file, retry } = useMedia(item, isWanted);
  if (file.state === "failed") return <Failed item={item} onRetry={retry} />;
  if (file.state === "ready") {
    return (
      <video
        className={styles.frame}
        src={file.url}
        controls
        autoPlay
        aria-label={media.caption ?? m.conversation_media_video()}
      >
        {/* A customer's film has no captions to offer. */}
        <track kind="captions" />
      </video>
    );
  }
  return (
    <AriaButton
      className={styles.frame ?? ""}
      aria-label={m.conversation_media_load_video()}
      aria-busy={file.state === "loading"}
      onPress={() => {
        setIsWanted(true);
      }}
    >
      <span className={styles.playMark}>
        <Icon of={Play} />
      </span>
      <span className={styles.frameMeta} dir="ltr">
        {[
          media.duration === null ? null : formatLength(media.duration),
          media.bytes === null ? null : formatBytes(media.bytes),
        ]
          .filter((part) => part !== null)
          .join(" · ")}
      </span>
    </AriaButton>
  );
}

function Document({ item, media }: { item: string; media: MediaContent }) {
  const type = media.fileName?.split(".").at(-1)?.toUpperCase();
  const meta = [
    type !== undefined && type.length <= 5 ? type : null,
    media.bytes === null ? null : formatBytes(media.bytes),
  ].filter((part) => part !== null);
  return (
    <div className={message.file}>
      <span className={message.fileMark}>
        <Icon of={File} />
      </span>
      <div className={message.fileWords}>
        <span className={message.fileName} dir="auto">
          {media.fileName ?? m.conversation_media_document()}
        </span>
        <span className={message.fileMeta}>
          {meta.map((part) => (
            <bdi key={part}>{part}</bdi>
          ))}
          <TextButton onPress={() => void act("open_media", { item })}>
            {m.conversation_media_open()}
          </TextButton>
          <TextButton onPress={() => void saveMedia(item)}>
            {m.conversation_media_save()}
          </TextButton>
        </span>
      </div>
    </div>
  );
}

function FileButtons({ item }: { item: string }) {
  return (
    <>
      <IconButton
        icon={ExternalLink}
        size="small"
        label={m.conversation_media_open()}
        onPress={() => void act("open_media", { item })}
      />
      <IconButton
        icon={Download}
        size="small"
        label={m.conversation_media_save()}
        onPress={() => void saveMedia(item)}
      />
    </>
  );
}

function Failed({ item, onRetry }: { item: string; onRetry: () => void }) {
  useWellAgain(null, true, onRetry);
  return (
    <div className={styles.failed}>
      <span>{m.conversation_media_failed()}</span>
      <span>
        <Button size="small" icon={RotateCcw} onPress={onRetry}>
          {m.conversation_try_again()}
        </Button>
        <Button variant="quiet" size="small" onPress={() => void act("open_media", { item })}>
          {m.conversation_media_open()}
        </Button>
      </span>
    </div>
  );
}
