/** Says that a bot carries the conversation, and lets a person take it. */
import type { AssigneeDto } from "../../../ipc/bindings.gen";
import { Button } from "../../../components/Button";
import { Lamp } from "../../../components/Lamp";
import { platformName } from "../../../lib/lineWords";
import { m } from "../../../paraglide/messages.js";
import { runOn, type Scene } from "../scene";
import { Sentence } from "../Sentence";
import { useCapabilities, useMe } from "../useLine";
import { reasonOf } from "../words";
import styles from "./AiBar.module.css";

/** Taking a conversation oneself, offered by the part of the window that assigns. */
const TAKE = "assign.take";

/** The bar under the head; nothing where no bot carries the conversation. */
export function AiBar({ assignee, scene }: { assignee: AssigneeDto | null; scene: Scene }) {
  const capabilities = useCapabilities(scene.line);
  const me = useMe(scene.line);
  if (assignee?.isAi !== true) return null;
  const platform = platformName(scene.platform);
  const off =
    reasonOf(
      capabilities?.assignPerson ?? "available",
      m.conversation_off_assign_platform({ platform }),
    ) ?? (me === null ? m.conversation_take_over_off() : null);
  return (
    <div className={styles.bar}>
      <Lamp kind="ai" />
      <span>
        <strong>{m.conversation_ai_handling()}</strong>{" "}
        <Sentence
          message={m.conversation_ai_answers}
          parts={{ name: <bdi>{assignee.name || m.conversation_ai()}</bdi> }}
        />
      </span>
      <span className={styles.take}>
        <Button
          size="small"
          reason={off}
          onPress={() => {
            runOn(scene, TAKE);
          }}
        >
          {m.conversation_take_over()}
        </Button>
      </span>
    </div>
  );
}
