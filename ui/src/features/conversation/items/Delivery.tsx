/** How far a message of ours has come, and what the person can do when it did not. */
import { Clock, RotateCcw, TriangleAlert } from "lucide-react";
import type { DeliveryDto, ItemDto, StuckReasonDto } from "../../../ipc/bindings.gen";
import { Button } from "../../../components/Button";
import { Ticks } from "../../../components/Glyphs";
import { Icon } from "../../../components/Icon";
import { runAction } from "../../../lib/actions";
import { detailNow } from "../../../lib/changing";
import { selection } from "../../../lib/selection";
import { m } from "../../../paraglide/messages.js";
import { drafts, noteDrafts } from "../composer/drafts";
import { offering } from "../composer/buttons/offered";
import { UploadProgress } from "../composer/files/UploadProgress";
import { act, runOn, type Scene } from "../scene";
import { showTab } from "../showTab";
import { retryItem } from "../tools/itemTools";
import { openTool } from "../tools/toolDialogState";
import { useCapabilities, useHold } from "../useLine";
import { deliveryWords, senderOf } from "../words";
import { ItemTime } from "./ItemTime";
import { TextButton } from "./TextButton";
import styles from "./Delivery.module.css";

/** Said below each message, not only below the last of a group. */
export function needsSaying(delivery: DeliveryDto): boolean {
  switch (delivery.state) {
    case "queued":
    case "checking":
    case "stuck":
    case "failed":
      return true;
    case "sending":
      return delivery.upload !== null;
    case "pending":
    case "sent":
    case "delivered":
    case "read":
      return false;
  }
}

/** The line below a message of ours; `isNamed` says who and when there, too. */
export function Delivery({
  item,
  scene,
  isNamed,
}: {
  item: ItemDto;
  scene: Scene;
  isNamed: boolean;
}) {
  const { delivery } = item;
  const hold = useHold(scene.line);
  if (delivery === null) return isNamed ? <By item={item} /> : null;
  const words = deliveryWords(delivery, scene.platform, hold);
  if (scene.isReadOnly === true && needsSaying(delivery)) {
    return (
      <Foot tone={delivery.state === "stuck" || delivery.state === "failed" ? "fault" : "due"}>
        <Icon of={delivery.state === "queued" ? Clock : TriangleAlert} size="s" />
        <span dir="auto">{words}</span>
      </Foot>
    );
  }
  switch (delivery.state) {
    case "queued":
      return (
        <Foot>
          <Icon of={Clock} size="s" />
          <span>{words}</span>
          {(hold !== null || delivery.until !== null) && (
            <TextButton onPress={() => void takeBack(delivery.outbox, item, scene)}>
              {m.conversation_cancel()}
            </TextButton>
          )}
        </Foot>
      );
    case "sending":
      return delivery.upload === null ? (
        <By item={item}>
          <Icon of={Clock} size="s" />
          <span>{words}</span>
        </By>
      ) : (
        <Foot>
          <UploadProgress
            outbox={delivery.outbox}
            known={delivery.upload}
            onCancel={() => void takeBack(delivery.outbox, item, scene)}
          />
        </Foot>
      );
    case "pending":
      return (
        <By item={item}>
          <Icon of={Clock} size="s" />
          <span>{words}</span>
        </By>
      );
    case "sent":
    case "delivered":
    case "read":
      return (
        <By item={item}>
          <span className={styles.reached} data-read={delivery.state === "read" || undefined}>
            <Ticks count={delivery.state === "sent" ? 1 : 2} />
            <span>{words}</span>
          </span>
        </By>
      );
    case "checking":
      return (
        <Foot tone="due">
          <Icon of={TriangleAlert} size="s" />
          <span>{words}</span>
        </Foot>
      );
    case "stuck":
      return (
        <>
          <Foot tone="fault">
            <Icon of={TriangleAlert} size="s" />
            <span>{words}</span>
          </Foot>
          <div className={styles.ways}>
            <TakeOver reason={delivery.reason} scene={scene} />
            <Button
              size="small"
              icon={RotateCcw}
              onPress={() => void act("retry_send", { outbox: delivery.outbox })}
            >
              {m.conversation_try_again()}
            </Button>
            <Button
              variant="quiet"
              size="small"
              onPress={() => void takeBack(delivery.outbox, item, scene)}
            >
              {m.conversation_edit()}
            </Button>
            <Button variant="quiet" size="small" onPress={() => void letGo(delivery.outbox, scene)}>
              {m.conversation_delete()}
            </Button>
          </div>
        </>
      );
    case "failed":
      return (
        <>
          <Foot tone="fault">
            <Icon of={TriangleAlert} size="s" />
            <span dir="auto">{words}</span>
          </Foot>
          <div className={styles.ways}>
            <DeliverAgain item={item} scene={scene} />
            {item.content.type === "text" && <WriteAgain text={item.content.text} scene={scene} />}
          </div>
        </>
      );
  }
}

/** The way out where somebody else answers: it is taken over first, then it can be tried again. */
function TakeOver({ reason, scene }: { reason: StuckReasonDto; scene: Scene }) {
  if (reason !== "aiAnswers" && reason !== "heldByColleague") return null;
  return (
    <Button
      size="small"
      onPress={() => {
        runOn(scene, reason === "aiAnswers" ? "change.takeOver" : "assign.takeOver");
      }}
    >
      {m.conversation_take_over()}
    </Button>
  );
}

/** The platform may try once more by itself; nothing where it cannot. */
function DeliverAgain({ item, scene }: { item: ItemDto; scene: Scene }) {
  const canRetry = useCapabilities(scene.line)?.tools.retryMessage === "available";
  if (!canRetry) return null;
  return (
    <Button
      size="small"
      onPress={() => {
        retryItem(item);
      }}
    >
      {m.tools_retry()}
    </Button>
  );
}

/** The platform already has this message, so it cannot be tried again; its words can be. */
function WriteAgain({ text, scene }: { text: string; scene: Scene }) {
  return (
    <Button
      size="small"
      icon={RotateCcw}
      onPress={() => {
        putBack(text, scene);
      }}
    >
      {m.conversation_write_again()}
    </Button>
  );
}

/** Takes words back from the outbox into the composer. The host has put them into its draft in the same step. */
async function takeBack(outbox: string, item: ItemDto, scene: Scene): Promise<void> {
  const isBeginning = detailNow(scene.conversation)?.beingBegun === true;
  const waiting = await act("list_outbox", {});
  if (waiting === undefined) return;
  const action = waiting.find(({ id }) => id === outbox)?.action;
  if (action?.type === "send" && action.recorded) {
    // It was never to be sent: it stays where it is until it is kept in other words.
    openTool({
      of: "record",
      conversation: scene.conversation,
      former: { outbox, text: action.text },
    });
    return;
  }
  // The host puts words into the draft they were: those of a note never into the reply's.
  const taken = await act("discard_send", { outbox, intoDraft: true });
  if (taken === undefined) return;
  if (item.direction === "internal") {
    if (taken.text !== null && taken.text !== "")
      noteDrafts.putBack(scene.conversation, taken.text);
    showTab(scene.conversation, "note");
    return;
  }
  if (isBeginning) {
    // Its words are back in the form of a new conversation, and the conversation is gone.
    selection.openConversation(null);
    runAction("begin.open");
    return;
  }
  if (item.content.type === "interactive" && offering.get(scene.conversation) === null) {
    offering.set(
      scene.conversation,
      item.content.entries.map(({ title }) => title),
    );
  }
  if (taken.text === null || taken.text === "") showTab(scene.conversation, "reply");
  else putBack(taken.text, scene);
}

/** Lets words go for good; a conversation that they would have begun goes with them. */
async function letGo(outbox: string, { conversation }: Scene): Promise<void> {
  const isBeginning = detailNow(conversation)?.beingBegun === true;
  const discarded = await act("discard_send", { outbox, intoDraft: false });
  if (isBeginning && discarded !== undefined) selection.openConversation(null);
}

function putBack(text: string, { conversation }: Scene): void {
  drafts.putBack(conversation, text);
  showTab(conversation, "reply");
}

function By({ item, children }: { item: ItemDto; children?: React.ReactNode }) {
  return (
    <Foot>
      {item.authorKind !== "aiAgent" && (
        <>
          <bdi>{senderOf(item)}</bdi>
          <span aria-hidden>·</span>
          <ItemTime at={item.occurredAt} />
        </>
      )}
      {children}
    </Foot>
  );
}

function Foot({ tone, children }: { tone?: "due" | "fault"; children: React.ReactNode }) {
  return (
    <div className={styles.foot} data-tone={tone}>
      {children}
    </div>
  );
}
