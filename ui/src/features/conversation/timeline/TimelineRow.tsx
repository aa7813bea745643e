/** One row of the timeline: the day, the unread divider, and the item as an article. */
import { memo, useRef, useSyncExternalStore, type ReactNode } from "react";
import type { ItemDto } from "../../../ipc/bindings.gen";
import { formatDayLong, formatTime } from "../../../lib/format";
import { useNow } from "../../../lib/now";
import { m } from "../../../paraglide/messages.js";
import { CallCard } from "../call/CallCard";
import type { PlayerKeys } from "../call/Player";
import { Activity, Told, Unsupported } from "../items/Activity";
import { needsSaying } from "../items/Delivery";
import { Message, Note } from "../items/Message";
import type { Scene } from "../scene";
import { deliveryWords, kindOf, senderOf } from "../words";
import type { TimelineEntry } from "./timelineEntries";
import styles from "./TimelineRow.module.css";

/** Draws the item of this id; drawn again only when something in its entry changed. */
export const TimelineRow = memo(function TimelineRow({
  id,
  scene,
  where = null,
  head,
}: {
  id: string;
  scene: Scene;
  /** Where it happened, for its name, in a timeline of several conversations. */
  where?: string | null;
  /** The same to be seen, above the item. */
  head?: ReactNode;
}) {
  const { timeline } = scene;
  const entry = useSyncExternalStore(timeline.subscribe, () => timeline.entry(id));
  // The list of ids and the entries change together; a row about to leave has none.
  if (entry === undefined) return null;
  const { delivery } = entry.item;
  const endsGroup = entry.endsGroup || (delivery !== null && needsSaying(delivery));
  return (
    <div className={styles.row} data-ends-group={endsGroup || undefined}>
      {entry.day !== null && <Day at={entry.day} />}
      {entry.unread !== null && (
        <div className={styles.unread} data-divider>
          <span>{m.conversation_unread_divider({ count: entry.unread })}</span>
        </div>
      )}
      {head}
      <Article entry={entry} scene={scene} where={where} />
    </div>
  );
});

function Day({ at }: { at: number }) {
  const label = useNow((now) => formatDayLong(at, now));
  return (
    <div className={styles.day}>
      <span>{label}</span>
    </div>
  );
}

function Article({
  entry,
  scene,
  where,
}: {
  entry: TimelineEntry;
  scene: Scene;
  where: string | null;
}) {
  const player = useRef<PlayerKeys>(null);
  const { item } = entry;
  const told = articleName(item, scene);
  const name = item.edited ? m.conversation_article_edited({ article: told }) : told;
  return (
    // An article of a list with roving focus: its keys act on the item itself.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <article
      className={styles.article}
      data-item={item.id}
      tabIndex={-1}
      aria-label={where === null ? name : m.people_story_article({ article: name, where })}
      onKeyDown={(event) => {
        // Keys of the item itself; what is inside (a button, a slider) has its own.
        if (event.target !== event.currentTarget || player.current === null) return;
        if (event.key === " ") player.current.toggle();
        else if (event.key === "ArrowLeft") player.current.skip(-1);
        else if (event.key === "ArrowRight") player.current.skip(1);
        else return;
        event.preventDefault();
      }}
    >
      <Content entry={entry} scene={scene} player={player} />
    </article>
  );
}

function Content({
  entry,
  scene,
  player,
}: {
  entry: TimelineEntry;
  scene: Scene;
  player: React.RefObject<PlayerKeys | null>;
}) {
  const { item } = entry;
  switch (item.content.type) {
    case "text":
    case "media":
    case "location":
    case "template":
    case "email":
    case "interactive":
    case "deleted":
      return <Message entry={entry} scene={scene} player={player} />;
    case "note":
      return <Note item={item} content={item.content} scene={scene} />;
    case "call":
      return <CallCard item={item} call={item.content} scene={scene} player={player} />;
    case "assigned":
    case "statusChanged":
      return <Activity item={item} content={item.content} />;
    case "told":
      return <Told item={item} text={item.content.text} />;
    case "unsupported":
      return <Unsupported item={item} kind={item.content.platformKind} scene={scene} />;
  }
}

/** What an item is called: sender, kind, time and how far it has come. */
function articleName(item: ItemDto, { platform }: Pick<Scene, "platform">): string {
  const said = { sender: senderOf(item), kind: kindOf(item), time: formatTime(item.occurredAt) };
  if (item.delivery === null) return m.conversation_article(said);
  const { delivery: how } = item;
  const isWaiting = how.state === "queued" && how.until === null;
  // What it waits for is said below it; here it is enough that it is not out yet.
  const delivery = isWaiting
    ? m.conversation_delivery_waiting()
    : deliveryWords(how, platform, null);
  return m.conversation_article_delivery({ ...said, delivery });
}
