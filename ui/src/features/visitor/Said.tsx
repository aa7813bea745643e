/** One message as the played customer sees it: words, a file, or a question for a rating. */
import { FileText } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/Button";
import { Foreign, Name } from "../../components/Foreign";
import { Icon } from "../../components/Icon";
import { TextField } from "../../components/TextField";
import type { ContentDto, VisitorMessageDto } from "../../ipc/bindings.gen";
import { formatNumber, formatTime } from "../../lib/format";
import { callHost } from "../../lib/hostQuery";
import { m } from "../../paraglide/messages.js";
import styles from "./Visitor.module.css";

type Doing = {
  readonly onFailed: (cause: unknown) => void;
  readonly onDone: () => void;
};

/** The message, with who wrote it and when. */
export function Said({
  visitor,
  message,
  ...doing
}: { visitor: string; message: VisitorMessageDto } & Doing) {
  const author = message.own ? m.visitor_you() : (message.author ?? m.visitor_desk());
  return (
    <article
      className={styles.bubble}
      aria-label={m.visitor_said({ name: author, time: formatTime(message.writtenAt) })}
    >
      <p className={styles.meta}>
        <Name>{author}</Name> <span className="ltr">{formatTime(message.writtenAt)}</span>
      </p>
      <Content visitor={visitor} message={message} {...doing} />
    </article>
  );
}

function wordsOf(content: ContentDto): string | null {
  switch (content.type) {
    case "text":
    case "told":
    case "note":
    case "template":
    case "email":
    case "interactive":
      return content.text;
    case "media":
      return content.caption;
    default:
      return null;
  }
}

function Content({
  visitor,
  message,
  ...doing
}: { visitor: string; message: VisitorMessageDto } & Doing) {
  const { content } = message;
  const words = wordsOf(content);
  return (
    <>
      {content.type === "media" && (
        <div className={styles.file}>
          <Icon of={FileText} />
          <Foreign className="cut">{content.fileName ?? m.visitor_file()}</Foreign>
          <Button
            size="small"
            variant="quiet"
            onPress={() => {
              callHost("open_visitor_file", { visitor, message: message.id }).then(
                doing.onDone,
                doing.onFailed,
              );
            }}
          >
            {m.visitor_open_file()}
          </Button>
        </div>
      )}
      {words !== null && words.trim() !== "" && (
        <p dir="auto" className={styles.words}>
          {words}
        </p>
      )}
      {words === null && content.type !== "media" && (
        <p className={styles.words}>{m.visitor_unknown_kind()}</p>
      )}
      {content.type === "interactive" && content.kind === "rating" && !message.own && (
        <Rating
          visitor={visitor}
          message={message.id}
          given={content.entries[0]?.answer ?? null}
          {...doing}
        />
      )}
    </>
  );
}

const ratings = [1, 2, 3, 4, 5] as const;

/** The question how it was; answered once, as customers do. */
function Rating({
  visitor,
  message,
  given,
  onFailed,
  onDone,
}: { visitor: string; message: string; given: string | null } & Doing) {
  const [words, setWords] = useState("");
  if (given !== null) return <p className={styles.meta}>{m.visitor_rated({ rating: given })}</p>;
  return (
    <div role="group" aria-label={m.visitor_rate()} className={styles.rating}>
      <TextField label={m.visitor_rate_words()} value={words} onChange={setWords} maxLength={500} />
      <div className={styles.ways}>
        {ratings.map((rating) => (
          <Button
            key={rating}
            size="small"
            aria-label={m.visitor_rate_with({ rating: formatNumber(rating) })}
            onPress={() => {
              callHost("rate_as_visitor", { visitor, message, rating, words }).then(
                onDone,
                onFailed,
              );
            }}
          >
            {formatNumber(rating)}
          </Button>
        ))}
      </div>
    </div>
  );
}
