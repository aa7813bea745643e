/** Says that the platform's AI is paused for this customer's company, so that a person must answer. */
import { useState } from "react";
import type { ConversationDetail, LineDto, LineNoticeDto } from "../../../ipc/bindings.gen";
import { Button } from "../../../components/Button";
import { Lamp } from "../../../components/Lamp";
import { presentError } from "../../../ipc/errors";
import { formatDayShort, formatExact, formatTime } from "../../../lib/format";
import { callHost, useHostQuery } from "../../../lib/hostQuery";
import { platformName } from "../../../lib/lineWords";
import { useNow } from "../../../lib/now";
import { showToast } from "../../../lib/toasts";
import { m } from "../../../paraglide/messages.js";
import type { Scene } from "../scene";
import { Sentence } from "../../../components/Sentence";
import { reasonOf } from "../words";
import styles from "./Help.module.css";

type Pause = Extract<LineNoticeDto, { type: "aiPaused" }>;

function isPause(notice: LineNoticeDto): notice is Pause {
  return notice.type === "aiPaused";
}

const none: readonly Pause[] = [];

/** The pauses that concern this conversation, one bar each. */
export function AiPauses({ detail, scene }: { detail: ConversationDetail; scene: Scene }) {
  const { company } = detail.contact;
  const lines = useHostQuery("list_lines", {}).data;
  const line = lines?.find(({ id }) => id === scene.line);
  const pauses =
    line?.notices
      .filter(isPause)
      .filter((pause) => pause.company === null || pause.company === company) ?? none;
  if (line === undefined) return null;
  return pauses.map((pause) => <Bar key={pause.pause} pause={pause} line={line} scene={scene} />);
}

function Bar({ pause, line, scene }: { pause: Pause; line: LineDto; scene: Scene }) {
  const [isWorking, setWorking] = useState(false);
  const platform = platformName(scene.platform);
  const off =
    reasonOf(line.capabilities?.endAiPause ?? "available", m.writing_off_pause({ platform })) ??
    (isWorking ? m.writing_pause_working({ platform }) : null);
  const since = useNow((now) => {
    const day = formatDayShort(pause.since, now);
    const clock = formatTime(pause.since);
    return day === clock ? clock : `${day} ${clock}`;
  });
  const settle = async (end: boolean) => {
    setWorking(true);
    try {
      await callHost("settle_ai_pause", { line: line.id, pause: pause.pause, end });
      showToast({ text: end ? m.writing_pause_ended() : m.writing_pause_noted() });
    } catch (cause) {
      showToast({ tone: "failed", text: presentError(cause).text() });
    }
    setWorking(false);
  };
  return (
    <div className={styles.pause} role="note">
      <Lamp kind="due" />
      <span className={styles.grow}>
        <strong>
          {pause.company === null ? (
            m.writing_pause_line()
          ) : (
            <Sentence
              message={m.writing_pause_company}
              parts={{ company: <bdi>{pause.company}</bdi> }}
            />
          )}
        </strong>{" "}
        <time title={formatExact(pause.since)}>{m.writing_pause_since({ time: since })}</time>{" "}
        {pause.reason !== null && <bdi>{pause.reason}</bdi>}
      </span>
      {pause.pause !== "" && (
        <Button size="small" reason={off} onPress={() => void settle(pause.acknowledged)}>
          {pause.acknowledged ? m.writing_pause_end() : m.writing_pause_acknowledge()}
        </Button>
      )}
    </div>
  );
}
