/** Messages: a bubble with who and when above the first of a group and how far it came below the last. */
import { Bell, FileText, Lock, MapPin } from "lucide-react";
import type { RefObject } from "react";
import type { ContentDto, ItemDto } from "../../../ipc/bindings.gen";
import { Ltr } from "../../../components/Foreign";
import { Icon } from "../../../components/Icon";
import { openBegin } from "../../../lib/beginning";
import { formatExact } from "../../../lib/format";
import { m } from "../../../paraglide/messages.js";
import type { PlayerKeys } from "../call/Player";
import { act, type Scene } from "../scene";
import type { TimelineEntry } from "../timeline/timelineEntries";
import { TranslationLine } from "../tools/TranslationLine";
import { useCapabilities } from "../useLine";
import { senderOf } from "../words";
import { AiMark } from "./AiMark";
import { Delivery, needsSaying } from "./Delivery";
import { Email } from "./Email";
import { Interactive } from "./Interactive";
import { ItemTime } from "./ItemTime";
import { Media } from "./Media";
import { Quote } from "./Quote";
import { RichText } from "./RichText";
import { TextButton } from "./TextButton";
import styles from "./Message.module.css";

/** Words, a file, a place, a template, or what is left of a deleted message. */
export function Message({
  entry,
  scene,
  player,
}: {
  entry: TimelineEntry;
  scene: Scene;
  player: RefObject<PlayerKeys | null>;
}) {
  const { item, opensGroup, endsGroup } = entry;
  const isOurs = item.direction !== "inbound";
  const isAi = item.authorKind === "aiAgent";
  // Ours are named below, where their delivery is; a bot's name comes first, as it matters more.
  const isNamedAbove = opensGroup && (!isOurs || isAi);
  const isSaid = isOurs && (endsGroup || (item.delivery !== null && needsSaying(item.delivery)));
  return (
    <div
      className={styles.message}
      data-ours={isOurs || undefined}
      data-ai={isAi || undefined}
      data-note={item.direction === "internal" || undefined}
      data-delivery={item.delivery?.state}
    >
      {isNamedAbove && (
        <div className={styles.by}>
          {isAi && <AiMark />}
          <bdi>{senderOf(item)}</bdi>
          <ItemTime at={item.occurredAt} />
        </div>
      )}
      <div
        className={styles.bubble}
        data-bare={(isBare(item.content) && item.direction !== "internal") || undefined}
      >
        {item.direction === "internal" && (
          // The file of a note: nobody may take it for something the customer got.
          <div className={styles.noteHead}>
            <Icon of={Lock} size="xs" />
            <span>{m.conversation_note()}</span>
          </div>
        )}
        {item.quote !== null && <Quote quote={item.quote} scene={scene} />}
        <Body item={item} player={player} scene={scene} />
        {item.edited && <Edited />}
        <TranslationLine item={item.id} />
      </div>
      {isSaid && <Delivery item={item} scene={scene} isNamed={!isAi} />}
    </div>
  );
}

/** The words are not those that were sent first. */
function Edited() {
  return <div className={styles.edited}>{m.conversation_edited()}</div>;
}

function isBare(content: ContentDto): boolean {
  return content.type === "media" && (content.kind === "image" || content.kind === "video");
}

function Body({
  item,
  player,
  scene,
}: {
  item: ItemDto;
  player: RefObject<PlayerKeys | null>;
  scene: Scene;
}) {
  const { content } = item;
  switch (content.type) {
    case "text":
      return <RichText text={content.text} />;
    case "media":
      return <Media item={item.id} media={content} player={player} />;
    case "location":
      return <Location place={content} />;
    case "template":
      return (
        <>
          <div className={styles.template}>
            <Icon of={FileText} size="s" />
            <span>{m.conversation_template()}</span>
            {content.name !== null && <bdi>{content.name}</bdi>}
          </div>
          <RichText text={content.text} />
        </>
      );
    case "email":
      return <Email email={content} />;
    case "interactive":
      return <Offered content={content} scene={scene} />;
    case "deleted":
      return (
        <p className={styles.deleted}>
          {item.direction === "inbound"
            ? m.conversation_deleted_customer()
            : m.conversation_deleted()}
        </p>
      );
    case "call":
    case "note":
    case "told":
    case "assigned":
    case "statusChanged":
    case "unsupported":
      // These are no bubbles; `isBubble` keeps them out.
      return null;
  }
}

/** What was offered; somebody's card can be written to where the line begins conversations. */
function Offered({
  content,
  scene,
}: {
  content: Extract<ContentDto, { type: "interactive" }>;
  scene: Scene;
}) {
  const canBegin = useCapabilities(scene.line)?.tools.begin === "available";
  return (
    <Interactive
      content={content}
      onWrite={
        canBegin
          ? (to) => {
              openBegin({ line: scene.line, to });
            }
          : null
      }
    />
  );
}

function Location({ place }: { place: Extract<ContentDto, { type: "location" }> }) {
  const { latitude, longitude } = place;
  const point = `${latitude}/${longitude}`;
  const mark = `mlat=${encodeURIComponent(latitude)}&mlon=${encodeURIComponent(longitude)}`;
  return (
    <div className={styles.file}>
      <span className={styles.fileMark}>
        <Icon of={MapPin} />
      </span>
      <div className={styles.fileWords}>
        <span dir="auto" className={`column-text ${styles.fileName ?? ""}`}>
          {place.name ?? place.address ?? m.conversation_location()}
        </span>
        {place.name !== null && place.address !== null && (
          <span dir="auto" className={`column-text ${styles.fileMeta ?? ""}`}>
            {place.address}
          </span>
        )}
        <span className={styles.fileMeta}>
          <Ltr>{`${latitude}, ${longitude}`}</Ltr>
          <TextButton
            onPress={() =>
              void act("open_link", {
                url: `https://www.openstreetmap.org/?${mark}#map=17/${point}`,
              })
            }
          >
            {m.conversation_location_open()}
          </TextButton>
        </span>
      </div>
    </div>
  );
}

/** An internal note: only the team sees it. */
export function Note({
  item,
  content: { text, mentions, terms },
  scene,
}: {
  item: ItemDto;
  content: Extract<ContentDto, { type: "note" }>;
  scene: Scene;
}) {
  const { delivery } = item;
  return (
    <div className={styles.message} data-ours data-delivery={delivery?.state}>
      <div className={styles.note}>
        <div className={styles.noteHead}>
          <Icon of={Lock} size="xs" />
          <span>
            {terms?.private === true ? m.conversation_note_private() : m.conversation_note()}
          </span>
          {item.authorKind === "aiAgent" && <AiMark />}
          <bdi className={styles.noteBy}>{senderOf(item)}</bdi>
          <ItemTime at={item.occurredAt} />
        </div>
        <RichText text={text} mentions={mentions} />
        {item.edited && <Edited />}
        {terms !== null && terms.remindAt !== null && (
          <div className={styles.reminder}>
            <Icon of={Bell} size="xs" />
            <span>{m.conversation_note_reminds({ time: formatExact(terms.remindAt) })}</span>
          </div>
        )}
        <TranslationLine item={item.id} />
      </div>
      {delivery !== null && needsSaying(delivery) && (
        <Delivery item={item} scene={scene} isNamed={false} />
      )}
    </div>
  );
}
