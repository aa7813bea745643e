/** The platform's AI wants to do something and waits for leave: the card above the composer. */
import type { AttentionItemDto } from "../../ipc/bindings.gen";
import { Button } from "../../components/Button";
import { platformName } from "../../lib/lineWords";
import { m } from "../../paraglide/messages.js";
import { AiMark } from "./items/AiMark";
import { ItemTime } from "./items/ItemTime";
import { runOn, type Scene } from "./scene";
import { useReasonAgainst } from "./useLine";
import styles from "./Approval.module.css";

/** Draws the newest open request; granting or taking over answers all of them. */
export function Approvals({
  attention,
  aiOn,
  scene,
}: {
  attention: readonly AttentionItemDto[];
  /** There is an AI to take over from. */
  aiOn: boolean;
  scene: Scene;
}) {
  const noApproval = useReasonAgainst(scene.line, "approve");
  const noTakeOver = useReasonAgainst(scene.line, "ai");
  const newest = attention.find(({ kind, open }) => kind === "approval" && open);
  if (newest === undefined) return null;
  return (
    <section className={styles.card} aria-label={m.conversation_approval()}>
      <div className={styles.head}>
        <AiMark />
        <strong>{m.conversation_approval()}</strong>
        <ItemTime at={newest.raisedAt} />
      </div>
      {newest.reason !== null && newest.reason !== "" ? (
        <p dir="auto">{newest.reason}</p>
      ) : (
        <p>{m.conversation_approval_unknown({ platform: platformName(scene.platform) })}</p>
      )}
      <div className={styles.ways}>
        <Button
          variant="primary"
          size="small"
          reason={noApproval}
          onPress={() => {
            runOn(scene, "change.approve");
          }}
        >
          {m.conversation_approve()}
        </Button>
        {aiOn && (
          <Button
            size="small"
            reason={noTakeOver}
            onPress={() => {
              runOn(scene, "change.takeOver");
            }}
          >
            {m.conversation_take_over_instead()}
          </Button>
        )}
      </div>
    </section>
  );
}
