/** Says whether the platform's AI answers here or a person does, and hands it over in either direction. */
import type { ReactNode } from "react";
import type { AssigneeDto, ConversationDetail, Milliseconds } from "../../../ipc/bindings.gen";
import { Button } from "../../../components/Button";
import { Lamp } from "../../../components/Lamp";
import { findAction } from "../../../lib/actions";
import { formatSince } from "../../../lib/format";
import { platformName } from "../../../lib/lineWords";
import { useNow } from "../../../lib/now";
import { useCaps } from "../../../lib/system";
import { m } from "../../../paraglide/messages.js";
import { runOn, type Scene } from "../scene";
import { Sentence } from "../../../components/Sentence";
import { useCapabilities, useMe, useReasonAgainst } from "../useLine";
import { reasonOf } from "../words";
import styles from "./AiBar.module.css";

/** Taking a conversation oneself, offered by the part of the window that assigns. */
const TAKE = "assign.take";
/** Taking over and handing back, offered by the part of the window that changes conversations. */
const SWITCH = "change.ai";

/** The bar under the head; nothing where the platform has no AI to switch and no bot carries the conversation. */
export function AiBar({ detail, scene }: { detail: ConversationDetail; scene: Scene }) {
  const { row } = detail;
  const setAi = useCapabilities(scene.line)?.setAi ?? "notByPlatform";
  if (setAi !== "notByPlatform") {
    return row.aiOn ? (
      <AiOn assignee={row.assignee} scene={scene} />
    ) : (
      <AiOff assignee={row.assignee} since={detail.aiOffSince} scene={scene} />
    );
  }
  return row.assignee?.isAi === true ? <BotCarries bot={row.assignee} scene={scene} /> : null;
}

function AiOn({ assignee, scene }: { assignee: AssigneeDto | null; scene: Scene }) {
  const bot = assignee?.isAi === true ? assignee.name : "";
  return (
    <Bar
      lamp="ai"
      way={<Switch scene={scene} label={m.conversation_take_over()} />}
      said={m.conversation_ai_handling()}
    >
      {bot === "" ? (
        m.conversation_ai_answers_alone()
      ) : (
        <Sentence message={m.conversation_ai_answers} parts={{ name: <bdi>{bot}</bdi> }} />
      )}
    </Bar>
  );
}

function AiOff({
  assignee,
  since,
  scene,
}: {
  assignee: AssigneeDto | null;
  /** Null where nobody knows. */
  since: Milliseconds | null;
  scene: Scene;
}) {
  const off = useNow((now) =>
    since === null
      ? m.conversation_ai_off()
      : m.conversation_ai_off_since({ time: formatSince(since, now) }),
  );
  const way = <Switch scene={scene} label={m.conversation_hand_back()} />;
  if (assignee === null || assignee.isAi) {
    const said = since === null ? m.conversation_nobody_handling() : off;
    return <Bar lamp="off" way={way} said={said} />;
  }
  const name = <bdi>{assignee.name || m.conversation_colleague()}</bdi>;
  const said = assignee.isMe ? (
    m.conversation_you_handling()
  ) : (
    <Sentence message={m.conversation_other_handling} parts={{ name }} />
  );
  return (
    <Bar lamp="on" way={way} said={said}>
      {off}
    </Bar>
  );
}

function Switch({ scene, label }: { scene: Scene; label: string }) {
  const reason = useReasonAgainst(scene.line, "ai");
  const caps = useCaps(findAction(SWITCH)?.keys[0]);
  return (
    <Button
      size="small"
      reason={reason}
      caps={caps}
      onPress={() => {
        runOn(scene, SWITCH);
      }}
    >
      {label}
    </Button>
  );
}

/** A bot has it as a person would: it is taken over by assigning it to oneself. */
function BotCarries({ bot, scene }: { bot: AssigneeDto; scene: Scene }) {
  const capabilities = useCapabilities(scene.line);
  const me = useMe(scene.line);
  const platform = platformName(scene.platform);
  const off =
    reasonOf(
      capabilities?.assignPerson ?? "available",
      m.conversation_off_assign_platform({ platform }),
    ) ?? (me === null ? m.conversation_take_over_off() : null);
  const take = (
    <Button
      size="small"
      reason={off}
      onPress={() => {
        runOn(scene, TAKE);
      }}
    >
      {m.conversation_take_over()}
    </Button>
  );
  return (
    <Bar lamp="ai" way={take} said={m.conversation_ai_handling()}>
      <Sentence
        message={m.conversation_ai_answers}
        parts={{ name: <bdi>{bot.name || m.conversation_ai()}</bdi> }}
      />
    </Bar>
  );
}

function Bar({
  lamp,
  said,
  way,
  children,
}: {
  lamp: "ai" | "on" | "off";
  said: ReactNode;
  way: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className={styles.bar} data-lamp={lamp}>
      <Lamp kind={lamp} />
      <span>
        <strong>{said}</strong> {children}
      </span>
      <span className={styles.take}>{way}</span>
    </div>
  );
}
