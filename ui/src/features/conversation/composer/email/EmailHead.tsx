/** The head of an e-mail above the box: whom it goes to, who gets a copy, under which subject. */
import { X } from "lucide-react";
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import type {
  ConversationDetail,
  EmailCopiesDto,
  ReplyHeadDto,
} from "../../../../ipc/bindings.gen";
import { presentError } from "../../../../ipc/errors";
import { Button, IconButton } from "../../../../components/Button";
import { Foreign, Ltr } from "../../../../components/Foreign";
import { announce } from "../../../../lib/announce";
import { isComposition } from "../../../../lib/keys";
import { m } from "../../../../paraglide/messages.js";
import { useKept } from "../kept";
import { openLine, openLines, saveCopies, typedCopies, wantedLine, type CopyLine } from "./head";
import styles from "./EmailHead.module.css";

const lines: readonly CopyLine[] = ["cc", "bcc"];
const names: Record<CopyLine, () => string> = {
  cc: m.conversation_email_cc,
  bcc: m.conversation_email_bcc,
};

/** Draws it; `copies` is who gets one. */
export function EmailHead({
  detail,
  head,
  copies,
}: {
  detail: ConversationDetail;
  head: ReplyHeadDto;
  copies: EmailCopiesDto;
}) {
  const conversation = detail.row.id;
  const opened = useKept(openLines, conversation);
  const shown = (line: CopyLine) => copies[line].length > 0 || opened.has(line);
  return (
    <div className={styles.head} role="group" aria-label={m.conversation_email_head()}>
      <div className={styles.line}>
        <span className={styles.name}>{m.conversation_email_to()}</span>
        <span className={styles.people}>
          {head.to.map((address) => (
            <Ltr key={address} className={styles.address ?? ""}>
              {address}
            </Ltr>
          ))}
        </span>
        {lines
          .filter((line) => !shown(line))
          .map((line) => (
            <Button
              key={line}
              variant="quiet"
              size="small"
              aria-label={
                line === "cc" ? m.conversation_email_add_cc() : m.conversation_email_add_bcc()
              }
              onPress={() => {
                openLine(conversation, line);
              }}
            >
              {names[line]()}
            </Button>
          ))}
      </div>
      {lines.filter(shown).map((line) => (
        <Copies key={line} conversation={conversation} line={line} copies={copies} />
      ))}
      {detail.subject !== null && detail.subject.trim() !== "" && (
        <div className={styles.line}>
          <span className={styles.name}>{m.conversation_email_subject()}</span>
          <Foreign className={`${styles.subject ?? ""} cut`}>{detail.subject}</Foreign>
        </div>
      )}
    </div>
  );
}

/** The addresses of one line, and the field for further ones. */
function Copies({
  conversation,
  line,
  copies,
}: {
  conversation: string;
  line: CopyLine;
  copies: EmailCopiesDto;
}) {
  const field = useRef<HTMLInputElement>(null);
  const problemId = useId();
  const wanted = useKept(wantedLine, conversation);
  const text = useKept(typedCopies, conversation)[line];
  const [problem, setProblem] = useState<string | null>(null);
  const name = names[line]();

  useEffect(() => {
    if (wanted !== line) return;
    field.current?.focus();
    wantedLine.set(conversation, null);
  }, [wanted, line, conversation]);

  const type = (next: string) => {
    setProblem(null);
    typedCopies.set(conversation, { ...typedCopies.get(conversation), [line]: next });
  };
  const add = async () => {
    const typed = typedCopies.get(conversation)[line];
    const added = typed.split(/[,;\n]/u).filter((each) => each.trim() !== "");
    if (added.length === 0) {
      type("");
      return;
    }
    const refused = await saveCopies(conversation, {
      ...copies,
      [line]: [...copies[line], ...added],
    });
    if (refused === null) {
      // Typed on meanwhile: that stays.
      if (typedCopies.get(conversation)[line] === typed) type("");
      return;
    }
    setProblem(
      refused.code === "emailNeeded"
        ? m.conversation_email_no_address({ text: typed.trim() })
        : presentError(refused).text(),
    );
  };
  const remove = async (address: string) => {
    const left = copies[line].filter((each) => each !== address);
    const refused = await saveCopies(conversation, { ...copies, [line]: left });
    if (refused !== null) {
      setProblem(presentError(refused).text());
      return;
    }
    announce(m.conversation_email_removed({ address }));
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (isComposition(event.nativeEvent)) return;
    const last = copies[line].at(-1);
    if (event.key === "Enter" || event.key === "," || event.key === ";") {
      event.preventDefault();
      void add();
    } else if (event.key === "Backspace" && text === "" && last !== undefined) {
      event.preventDefault();
      void remove(last);
    }
  };
  return (
    <div className={styles.line}>
      <span className={styles.name} aria-hidden>
        {name}
      </span>
      <div className={styles.people}>
        {copies[line].length > 0 && (
          <ul className={styles.chips} aria-label={name}>
            {copies[line].map((address) => (
              <li key={address} className={styles.chip}>
                <Ltr className={styles.address ?? ""}>{address}</Ltr>
                <IconButton
                  icon={X}
                  size="small"
                  placement="top"
                  label={m.conversation_email_remove({ address })}
                  onPress={() => void remove(address)}
                />
              </li>
            ))}
          </ul>
        )}
        <input
          ref={field}
          type="text"
          inputMode="email"
          dir="ltr"
          autoComplete="off"
          spellCheck={false}
          className={styles.field}
          aria-label={
            line === "cc" ? m.conversation_email_add_cc() : m.conversation_email_add_bcc()
          }
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : problemId}
          value={text}
          onChange={(event) => {
            type(event.currentTarget.value);
          }}
          onKeyDown={onKeyDown}
          onBlur={() => void add()}
        />
        {problem !== null && (
          <span id={problemId} role="alert" className={styles.problem}>
            {problem}
          </span>
        )}
      </div>
    </div>
  );
}
