/** An assignment that waits because a colleague holds the conversation: take it over, or leave it. */
import type { ConversationDetail, OutboxEntry } from "../../../ipc/bindings.gen";
import { Banner } from "../../../components/Banner";
import { Button } from "../../../components/Button";
import { useHostQuery } from "../../../lib/hostQuery";
import { m } from "../../../paraglide/messages.js";
import { act, type Scene } from "../scene";
import { Sentence } from "../../../components/Sentence";
import styles from "./AiBar.module.css";

/** The outbox row of this conversation that a colleague keeps from going on, if any. */
function heldIn(conversation: string) {
  return (outbox: readonly OutboxEntry[]): string | null =>
    outbox.find(
      (entry) =>
        entry.conversation === conversation &&
        entry.action.type === "assign" &&
        entry.state.state === "stuck" &&
        entry.state.reason === "heldByColleague",
    )?.id ?? null;
}

/** Asks once it is known; nothing while nobody holds it. */
export function Held({ detail: { row }, scene }: { detail: ConversationDetail; scene: Scene }) {
  const held = useHostQuery("list_outbox", {}, { select: heldIn(scene.conversation) }).data ?? null;
  if (held === null) return null;
  // What is shown may still be the wish; then nobody knows the holder's name.
  const holder = row.assignee !== null && !row.assignee.pending ? row.assignee.name : "";
  return (
    <div className={styles.held}>
      <Banner
        tone="due"
        role="status"
        action={
          <span className={styles.ways}>
            <Button size="small" onPress={() => void act("take_over_held", { outbox: held })}>
              {m.assign_held_take()}
            </Button>
            <Button
              variant="quiet"
              size="small"
              onPress={() => void act("discard_send", { outbox: held, intoDraft: false })}
            >
              {m.assign_held_leave()}
            </Button>
          </span>
        }
      >
        <Sentence
          message={m.assign_held_title}
          parts={{ name: <bdi>{holder || m.assign_held_colleague()}</bdi> }}
        />
      </Banner>
    </div>
  );
}
