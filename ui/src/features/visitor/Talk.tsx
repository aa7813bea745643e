/** The conversation as the played customer sees it: both sides live, and what a customer can do. */
import { useEffect, useId, useRef, useState } from "react";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { Name } from "../../components/Foreign";
import { Lamp } from "../../components/Lamp";
import type { VisitorDto } from "../../ipc/bindings.gen";
import { presentError } from "../../ipc/errors";
import { HostError } from "../../ipc/transport";
import { callHost } from "../../lib/hostQuery";
import { useNow } from "../../lib/now";
import { m } from "../../paraglide/messages.js";
import { Said } from "./Said";
import styles from "./Visitor.module.css";

/** Who pauses for so long is not writing any more. */
const pause = 3_000;

/** What was said, the box to write in, and the ways to end it. */
export function Talk({ visitor, onEnded }: { visitor: VisitorDto; onEnded: () => void }) {
  const [failure, setFailure] = useState<HostError | null>(null);
  const [ending, setEnding] = useState(false);
  const { visitor: id, messages, removal } = visitor;
  const last = messages.at(-1);
  const { writingUntil } = visitor;
  const deskWrites = useNow((now) => writingUntil !== null && now < writingUntil, 1_000);
  const end = useRef<HTMLDivElement>(null);

  useEffect(() => {
    end.current?.scrollIntoView({ block: "nearest" });
    // What the customer sees, they have read; a failure to say so is of no matter to them.
    if (last !== undefined && !last.own && document.hasFocus())
      callHost("mark_visitor_read", { visitor: id }).catch(() => {});
  }, [id, last]);

  const fail = (cause: unknown) => {
    setFailure(HostError.from(cause));
  };
  const forgive = () => {
    setFailure(null);
  };

  return (
    <>
      <div className={styles.bar}>
        <p className={styles.who}>
          {m.visitor_plays()}{" "}
          <b>{visitor.name === "" ? m.visitor_nameless() : <Name>{visitor.name}</Name>}</b> ·{" "}
          <Name>{visitor.channel}</Name>
        </p>
        <p role="status" className={styles.state}>
          <Lamp kind={visitor.unreachable ? "fault" : visitor.live ? "ok" : "due"} />
          {visitor.unreachable
            ? m.visitor_unreachable()
            : visitor.live
              ? m.visitor_live()
              : m.visitor_polls()}
        </p>
      </div>
      <ul className={styles.talk} aria-label={m.visitor_messages()}>
        {messages.length === 0 && <li className={styles.nothing}>{m.visitor_nothing()}</li>}
        {messages.map((message) => (
          <li key={message.id} data-own={message.own || undefined} className={styles.message}>
            <Said visitor={id} message={message} onFailed={fail} onDone={forgive} />
          </li>
        ))}
      </ul>
      <p role="status" className={styles.writing}>
        {deskWrites &&
          (visitor.writer === null
            ? m.visitor_desk_writes()
            : m.visitor_writes({ name: visitor.writer }))}
      </p>
      <div ref={end} />
      {failure !== null && (
        <Banner tone="fault" role="alert">
          {presentError(failure).text()}
        </Banner>
      )}
      {visitor.resolved && <Banner tone="info">{m.visitor_resolved()}</Banner>}
      {removal === "possible" || removal === "refused" ? (
        <>
          <Write visitor={id} onFailed={fail} onDone={forgive} />
          <div className={styles.ways}>
            <Button
              size="small"
              reason={visitor.resolved ? m.visitor_resolved_already() : null}
              onPress={() => {
                callHost("resolve_as_visitor", { visitor: id }).then(forgive, fail);
              }}
            >
              {m.visitor_resolve()}
            </Button>
            <Button
              size="small"
              onPress={() => {
                setEnding(true);
              }}
            >
              {m.visitor_end()}
            </Button>
          </div>
        </>
      ) : (
        <Banner
          tone={removal === "failed" ? "fault" : "info"}
          role={removal === "failed" ? "alert" : "status"}
          action={
            <Button
              size="small"
              onPress={() => {
                callHost("end_visitor", { visitor: id, cleanUp: false }).then(onEnded, fail);
              }}
            >
              {m.visitor_leave_it()}
            </Button>
          }
        >
          {removal === "failed" ? m.visitor_removal_failed() : m.visitor_removing()}
        </Banner>
      )}
      {ending && (
        <End
          visitor={visitor}
          onClose={() => {
            setEnding(false);
          }}
          onEnded={onEnded}
        />
      )}
    </>
  );
}

/** The box. Typing is told; a failed message stays in the box. */
function Write({
  visitor,
  onFailed,
  onDone,
}: {
  visitor: string;
  onFailed: (cause: unknown) => void;
  onDone: () => void;
}) {
  const [text, setText] = useState("");
  const [sending, setSending] = useState(false);
  const typing = useTyping(visitor);
  const id = useId();

  const send = () => {
    if (text.trim() === "" || sending) return;
    setSending(true);
    typing.stop();
    callHost("send_as_visitor", { visitor, text })
      .then(() => {
        // What was typed meanwhile is not lost.
        setText((now) => (now === text ? "" : now));
        onDone();
      }, onFailed)
      .finally(() => {
        setSending(false);
      });
  };

  return (
    <form
      className={styles.write}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label htmlFor={id} className="visually-hidden">
        {m.visitor_write()}
      </label>
      <textarea
        id={id}
        rows={2}
        dir="auto"
        value={text}
        placeholder={m.visitor_write()}
        className={styles.box}
        onChange={(event) => {
          setText(event.target.value);
          if (event.target.value === "") typing.stop();
          else typing.go();
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <Button
        type="submit"
        variant="primary"
        reason={sending ? m.visitor_sending() : text.trim() === "" ? m.visitor_empty() : null}
      >
        {m.visitor_send()}
      </Button>
    </form>
  );
}

/** Tells once that one writes, and that one stopped. */
function useTyping(visitor: string): { go: () => void; stop: () => void } {
  const on = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const tell = (now: boolean) => {
    if (on.current === now) return;
    on.current = now;
    // That somebody writes is a courtesy; nothing depends on it.
    callHost("set_visitor_typing", { visitor, on: now }).catch(() => {});
  };
  const stop = () => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    tell(false);
  };
  const go = () => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = setTimeout(stop, pause);
    tell(true);
  };
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  return { go, stop };
}

/** Asks what becomes of what was played. */
function End({
  visitor: { visitor, removal },
  onClose,
  onEnded,
}: {
  visitor: VisitorDto;
  onClose: () => void;
  onEnded: () => void;
}) {
  const [failure, setFailure] = useState<string | null>(null);
  const finish = (cleanUp: boolean) => {
    callHost("end_visitor", { visitor, cleanUp }).then(
      () => {
        onClose();
        // A removal goes on and is told; what is left there has ended.
        if (!cleanUp) onEnded();
      },
      (cause: unknown) => {
        setFailure(presentError(cause).text());
      },
    );
  };
  return (
    <Dialog
      open
      size="small"
      onClose={onClose}
      title={m.visitor_end_title()}
      closeLabel={m.visitor_cancel()}
    >
      <p>{removal === "possible" ? m.visitor_end_text() : m.visitor_end_known()}</p>
      {failure !== null && (
        <p role="alert" className={styles.failure}>
          {failure}
        </p>
      )}
      <div className={styles.ways}>
        <Button onPress={onClose}>{m.visitor_cancel()}</Button>
        <Button
          onPress={() => {
            finish(false);
          }}
        >
          {m.visitor_leave_it()}
        </Button>
        {removal === "possible" && (
          <Button
            variant="danger"
            onPress={() => {
              finish(true);
            }}
          >
            {m.visitor_remove()}
          </Button>
        )}
      </div>
    </Dialog>
  );
}
