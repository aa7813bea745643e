// Having the conversation summed up by the platform's AI, where it can: the summary then stands above.

import { useEffect, useRef, useState } from "react";
import { Button } from "../../components/Button";
import { Lamp } from "../../components/Lamp";
import type { AbilityDto, ConversationDetail, LineDto } from "../../ipc/bindings.gen";
import { presentError } from "../../ipc/errors";
import { callHost, useHostQuery } from "../../lib/hostQuery";
import { platformName } from "../../lib/lineWords";
import { m } from "../../paraglide/messages.js";
import styles from "./Details.module.css";

const nothing = {};

/** Whether the line's platform can; undefined until the lines were read. */
export function useAiTasks(line: string): AbilityDto | undefined {
  return useHostQuery("list_lines", nothing, {
    select: (lines: readonly LineDto[]) =>
      lines.find(({ id }) => id === line)?.capabilities?.aiTasks ?? "notByPlatform",
  }).data;
}

function reasonOf(ability: AbilityDto): string | null {
  switch (ability) {
    case "available":
    case "notByPlatform":
      return null;
    case "notByKey":
      return m.conversation_off_key();
    case "notByChannel":
      return m.conversation_off_channel();
    case "notByAccount":
      return m.writing_off_account();
  }
}

type State =
  | { readonly phase: "still" }
  | { readonly phase: "asking"; readonly attempt: string }
  | { readonly phase: "said"; readonly words: string; readonly failed: boolean };

/** The way to a new summary; `ability` is the line's. */
export function MakeSummary({
  detail: { row, summary },
  ability,
}: {
  detail: ConversationDetail;
  ability: AbilityDto;
}) {
  const [state, setState] = useState<State>({ phase: "still" });
  const attempt = useRef(0);
  const running = useRef<string | null>(null);
  const stop = () => {
    if (running.current === null) return;
    // Should the host not hear of it, the summary is simply there later.
    callHost("stop_asking_ai", { attempt: running.current }).catch(() => undefined);
    running.current = null;
  };
  useEffect(() => stop, []);
  const make = async () => {
    attempt.current += 1;
    const own = `summary/${row.id}/${String(attempt.current)}/${String(Date.now())}`;
    running.current = own;
    setState({ phase: "asking", attempt: own });
    let next: State = { phase: "still" };
    try {
      const answer = await callHost("ask_ai", {
        conversation: row.id,
        attempt: own,
        wish: { type: "summary" },
      });
      if (answer.type === "nothing") {
        next = { phase: "said", words: m.writing_summary_nothing(), failed: false };
      }
    } catch (cause) {
      next = { phase: "said", words: presentError(cause).text(), failed: true };
    }
    if (running.current !== own) return;
    running.current = null;
    setState(next);
  };
  if (state.phase === "asking") {
    return (
      <p className={styles.makeSummary} role="status">
        <Lamp kind="ai" working />
        <span>{m.writing_ai_asking_summary({ platform: platformName(row.platform) })}</span>
        <Button
          size="small"
          onPress={() => {
            stop();
            setState({ phase: "still" });
          }}
        >
          {m.writing_cancel()}
        </Button>
      </p>
    );
  }
  return (
    <>
      {state.phase === "said" && (
        <p role={state.failed ? "alert" : "status"} className={styles.meta}>
          {state.words}
        </p>
      )}
      <p className={styles.makeSummary}>
        <Button size="small" reason={reasonOf(ability)} onPress={() => void make()}>
          {summary === null ? m.writing_summary_make() : m.writing_summary_new()}
        </Button>
      </p>
    </>
  );
}
