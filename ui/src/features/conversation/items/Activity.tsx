/** Changes of a conversation as one line on the cord, and what this version cannot show. */
import type { ContentDto, ItemDto } from "../../../ipc/bindings.gen";
import { platformName } from "../../../lib/lineWords";
import { m } from "../../../paraglide/messages.js";
import { act, type Scene } from "../scene";
import { Sentence } from "../../../components/Sentence";

import { ItemTime } from "./ItemTime";
import { TextButton } from "./TextButton";
import styles from "./Activity.module.css";

type Change = Extract<ContentDto, { type: "assigned" | "statusChanged" }>;

/** An assignment or a change of status. */
export function Activity({ item, content }: { item: ItemDto; content: Change }) {
  const isMine = content.type === "assigned" && (content.toMe || content.byMe);
  return (
    <div className={styles.activity} data-mine={isMine || undefined}>
      <span>
        {content.type === "assigned" ? <Assigned change={content} /> : <Status change={content} />}
      </span>
      <ItemTime at={item.occurredAt} />
    </div>
  );
}

/** A change in the platform's own sentence. */
export function Told({ item, text }: { item: ItemDto; text: string }) {
  return (
    <div className={styles.activity}>
      <span dir="auto" className="column-text">
        {text}
      </span>
      <ItemTime at={item.occurredAt} />
    </div>
  );
}

function Who({ children }: { children: string }) {
  return <bdi className={styles.who}>{children}</bdi>;
}

function Assigned({ change }: { change: Extract<ContentDto, { type: "assigned" }> }) {
  const { toName, byName } = change;
  const to = toName === null ? null : <Who>{toName}</Who>;
  if (change.byMe) {
    if (change.toMe) return m.conversation_assigned_me_me();
    if (to === null) return m.conversation_assigned_me_nobody();
    return <Sentence message={m.conversation_assigned_me_to} parts={{ to }} />;
  }
  if (byName !== null) {
    const by = <Who>{byName}</Who>;
    if (change.toMe) return <Sentence message={m.conversation_assigned_by_me} parts={{ by }} />;
    if (to === null) {
      return <Sentence message={m.conversation_assigned_by_nobody} parts={{ by }} />;
    }
    return <Sentence message={m.conversation_assigned_by_to} parts={{ by, to }} />;
  }
  if (change.toMe) return m.conversation_assigned_me();
  if (to === null) return m.conversation_assigned_nobody();
  return <Sentence message={m.conversation_assigned_to} parts={{ to }} />;
}

function Status({ change }: { change: Extract<ContentDto, { type: "statusChanged" }> }) {
  const status = <Who>{change.status}</Who>;
  if (change.byName === null) {
    return <Sentence message={m.conversation_status_to} parts={{ status }} />;
  }
  const by = <Who>{change.byName}</Who>;
  return <Sentence message={m.conversation_status_by} parts={{ by, status }} />;
}

/** A message of a kind this version does not know, and where it can be seen. */
export function Unsupported({
  item,
  kind,
  scene,
}: {
  item: ItemDto;
  kind: string | null;
  scene: Scene;
}) {
  return (
    <div className={styles.activity}>
      <span className={styles.unsupported}>
        <span>
          {kind === null ? (
            m.conversation_unsupported()
          ) : (
            <Sentence
              message={m.conversation_unsupported_kind}
              parts={{ kind: <bdi>{kind}</bdi> }}
            />
          )}
        </span>
        <TextButton
          onPress={() => void act("open_in_platform", { conversation: scene.conversation })}
        >
          {m.conversation_open_in({ platform: platformName(scene.platform) })}
        </TextButton>
      </span>
      <ItemTime at={item.occurredAt} />
    </div>
  );
}
