/**
 * Sending an approved template: chosen from the platform's list where it has one, entered by hand elsewhere.
 */
import { useEffect, useRef, useState } from "react";
import type { ConversationDetail, TemplateDto } from "../../../../ipc/bindings.gen";
import { presentError } from "../../../../ipc/errors";
import { HostError } from "../../../../ipc/transport";
import { Button } from "../../../../components/Button";
import { callHost } from "../../../../lib/hostQuery";
import { m } from "../../../../paraglide/messages.js";
import type { Scene } from "../../scene";
import { useCapabilities } from "../../useLine";
import { TemplateForm } from "../TemplateForm";
import { FilledTemplate } from "./FilledTemplate";
import { TemplateList } from "./TemplateList";
import styles from "./Templates.module.css";

/** How far reading the list has come. */
export type ListRead =
  | { readonly phase: "reading" }
  | { readonly phase: "read"; readonly templates: readonly TemplateDto[] }
  | { readonly phase: "failed"; readonly error: HostError };

/** Draws it; `onLeave` goes back to free text where that can be sent. */
export function Templates({
  detail,
  scene,
  draft,
  onLeave,
}: {
  detail: ConversationDetail;
  scene: Scene;
  draft: string;
  onLeave: (() => void) | null;
}) {
  const lists = useCapabilities(scene.line)?.listTemplates ?? "notByPlatform";
  const [byHand, setByHand] = useState(false);
  const leave = onLeave !== null && (
    <div className={styles.leave}>
      <Button size="small" variant="quiet" onPress={onLeave}>
        {m.writing_template_close()}
      </Button>
    </div>
  );
  return (
    <>
      {leave}
      {lists === "available" && !byHand ? (
        <Listed
          detail={detail}
          scene={scene}
          draft={draft}
          isWanted={onLeave !== null}
          onByHand={() => {
            setByHand(true);
          }}
        />
      ) : (
        <TemplateForm detail={detail} scene={scene} draft={draft} />
      )}
    </>
  );
}

/** Asks the platform for its list each time: templates are approved and withdrawn while one works. */
function Listed({
  detail,
  scene,
  draft,
  isWanted,
  onByHand,
}: {
  detail: ConversationDetail;
  scene: Scene;
  draft: string;
  /** The person asked for it, as opposed to being left with nothing else. */
  isWanted: boolean;
  onByHand: () => void;
}) {
  const { conversation } = scene;
  const [read, setRead] = useState<ListRead>({ phase: "reading" });
  const [tries, setTries] = useState(0);
  const [chosen, setChosen] = useState<TemplateDto | null>(null);
  const round = useRef(0);
  useEffect(() => {
    round.current += 1;
    const own = round.current;
    callHost("list_templates", { conversation }).then(
      (templates) => {
        if (round.current === own) setRead({ phase: "read", templates });
      },
      (cause: unknown) => {
        if (round.current === own) setRead({ phase: "failed", error: HostError.from(cause) });
      },
    );
    return () => {
      round.current += 1;
    };
  }, [conversation, tries]);
  if (chosen !== null) {
    return (
      <FilledTemplate
        key={`${chosen.name}/${chosen.language}`}
        template={chosen}
        detail={detail}
        scene={scene}
        draft={draft}
        onOther={() => {
          setChosen(null);
        }}
      />
    );
  }
  if (read.phase === "failed") {
    return (
      <div className={styles.failed}>
        <p role="alert">{presentError(read.error).text()}</p>
        <Button
          size="small"
          onPress={() => {
            setRead({ phase: "reading" });
            setTries(tries + 1);
          }}
        >
          {m.writing_template_again()}
        </Button>
        <Button size="small" variant="quiet" onPress={onByHand}>
          {m.writing_template_by_hand()}
        </Button>
      </div>
    );
  }
  return <TemplateList read={read} scene={scene} isWanted={isWanted} onChoose={setChosen} />;
}
