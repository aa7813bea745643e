/**
 * Looks for an answer in what the platform knows, beside what one writes. It searches on Enter only: each search
 * counts toward a limit of the platform.
 */
import { BookOpenText, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { ConversationDetail, FindingDto } from "../../../ipc/bindings.gen";
import { presentError } from "../../../ipc/errors";
import { HostError } from "../../../ipc/transport";
import { Button, IconButton } from "../../../components/Button";
import { Foreign } from "../../../components/Foreign";
import { Icon } from "../../../components/Icon";
import { Lamp } from "../../../components/Lamp";
import { SearchField } from "../../../components/SearchField";
import { announce } from "../../../lib/announce";
import { formatPercent } from "../../../lib/format";
import { callHost } from "../../../lib/hostQuery";
import { platformName } from "../../../lib/lineWords";
import { selection } from "../../../lib/selection";
import { showToast } from "../../../lib/toasts";
import { m } from "../../../paraglide/messages.js";
import { finding, useKept } from "../composer/kept";
import { putIntoReply, replaceReply } from "../composer/hands";
import { drafts } from "../composer/drafts";
import type { Scene } from "../scene";
import { useReasonAgainstHelp } from "./helpReasons";
import styles from "./Help.module.css";

type Search =
  | { readonly phase: "none" }
  | { readonly phase: "searching" }
  | { readonly phase: "found"; readonly findings: readonly FindingDto[] }
  | { readonly phase: "failed"; readonly error: HostError };

/** The longest question the host takes. */
const LONGEST = 500;

/** The panel, while it is open and the line can search. */
export function AnswerFinder({ detail, scene }: { detail: ConversationDetail; scene: Scene }) {
  const isOpen = useKept(finding, scene.conversation);
  const off = useReasonAgainstHelp(scene, "findAnswers");
  if (!isOpen || off !== null) return null;
  return <Open detail={detail} scene={scene} />;
}

/** What the customer asked last, to begin with. */
function lastAsked({ row: { preview } }: ConversationDetail): string {
  return preview === null || preview.outbound || preview.kind !== "text"
    ? ""
    : (preview.text ?? "").slice(0, LONGEST);
}

function Open({ detail, scene }: { detail: ConversationDetail; scene: Scene }) {
  const { conversation } = scene;
  const platform = platformName(scene.platform);
  const [question, setQuestion] = useState(() => lastAsked(detail));
  const [search, setSearch] = useState<Search>({ phase: "none" });
  const field = useRef<HTMLInputElement>(null);
  const round = useRef(0);
  useEffect(() => {
    field.current?.select();
    return () => {
      // An answer that comes later is nobody's.
      round.current += 1;
    };
  }, []);
  const close = () => {
    finding.set(conversation, false);
    selection.focusPane("composer");
  };
  const go = async () => {
    const asked = question.trim();
    if (asked === "") return;
    round.current += 1;
    const own = round.current;
    setSearch({ phase: "searching" });
    let next: Search;
    try {
      const findings = await callHost("find_answers", { conversation, question: asked });
      next = { phase: "found", findings };
    } catch (cause) {
      next = { phase: "failed", error: HostError.from(cause) };
    }
    if (round.current !== own) return;
    setSearch(next);
    if (next.phase === "found") announce(m.writing_find_found({ count: next.findings.length }));
  };
  return (
    // Escape closes it from every place in it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      aria-label={m.writing_find()}
      className={styles.finder}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
    >
      <div className={styles.finderHead}>
        <h3 className={styles.finderTitle}>{m.writing_find()}</h3>
        <IconButton icon={X} size="small" label={m.writing_close()} onPress={close} />
      </div>
      <form
        className={styles.change}
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        <SearchField
          ref={field}
          label={m.writing_find_label()}
          value={question}
          onChange={(next) => {
            setQuestion(next.slice(0, LONGEST));
          }}
          autoFocus
        />
        <Button
          type="submit"
          reason={question.trim() === "" ? m.writing_ai_nothing_written() : null}
        >
          {m.writing_find_go()}
        </Button>
      </form>
      <Found search={search} platform={platform} conversation={conversation} />
    </section>
  );
}

function Found({
  search,
  platform,
  conversation,
}: {
  search: Search;
  platform: string;
  conversation: string;
}) {
  switch (search.phase) {
    case "none":
      return <p className={styles.hint}>{m.writing_find_hint({ platform })}</p>;
    case "searching":
      return (
        <p className={styles.line} role="status">
          <Lamp kind="ai" working />
          {m.writing_find_searching()}
        </p>
      );
    case "failed":
      return <p role="alert">{presentError(search.error).text()}</p>;
    case "found":
      if (search.findings.length === 0) return <p role="status">{m.writing_find_none()}</p>;
      return (
        <ul className={styles.found} aria-label={m.writing_find()}>
          {search.findings.map((each) => (
            <Finding key={`${each.kind}/${each.id}`} found={each} conversation={conversation} />
          ))}
        </ul>
      );
  }
}

function Finding({ found, conversation }: { found: FindingDto; conversation: string }) {
  const insert = () => {
    const before = putIntoReply(conversation, found.text);
    const after = drafts.text(conversation);
    showToast({
      text: m.writing_find_inserted(),
      undo: {
        label: m.writing_undo(),
        run: () => {
          if (drafts.text(conversation) === after) replaceReply(conversation, before);
          else showToast({ text: m.writing_ai_written_on() });
        },
      },
    });
  };
  const copy = async () => {
    await navigator.clipboard.writeText(found.text);
    showToast({ text: m.writing_find_copied() });
  };
  return (
    <li className={styles.finding}>
      <Foreign className={styles.heading ?? ""}>{found.heading}</Foreign>
      <p dir="auto" className={styles.answer} data-selectable>
        {found.text}
      </p>
      <p className={styles.foot}>
        <Icon of={BookOpenText} size="xs" />
        <span className={styles.hint}>
          {found.kind === "knowledge" ? m.writing_find_knowledge() : m.writing_find_rule()}
        </span>
        {found.confidence !== null && (
          <span className={styles.hint}>
            {m.writing_find_sure({ percent: formatPercent(found.confidence / 100) })}
          </span>
        )}
        <span className={styles.grow} />
        <Button size="small" onPress={insert}>
          {m.writing_find_insert()}
        </Button>
        <Button size="small" variant="quiet" onPress={() => void copy()}>
          {m.writing_find_copy()}
        </Button>
      </p>
    </li>
  );
}
