/**
 * What the platform's AI is doing or has suggested, above the box. It is a suggestion until the person takes it
 * into the reply, and even then only a draft; taking it can be undone.
 */
import { Sparkles } from "lucide-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { AiWishDto, ConversationDetail, TagDto } from "../../../ipc/bindings.gen";
import { presentError } from "../../../ipc/errors";
import { Button } from "../../../components/Button";
import { Name } from "../../../components/Foreign";
import { Icon } from "../../../components/Icon";
import { Lamp } from "../../../components/Lamp";
import { TextField } from "../../../components/TextField";
import { changeConversations } from "../../../lib/changing";
import { platformName } from "../../../lib/lineWords";
import { showToast } from "../../../lib/toasts";
import { m } from "../../../paraglide/messages.js";
import { drafts } from "../composer/drafts";
import { replaceReply } from "../composer/hands";
import type { Scene } from "../scene";
import { ask, putAway, putTagBack, stopAsking, takeTag, useAsking, type Asking } from "./asking";
import styles from "./Help.module.css";

const working: Record<AiWishDto["type"], (name: { platform: string }) => string> = {
  reply: m.writing_ai_asking_reply,
  rewrite: m.writing_ai_asking_rewrite,
  refine: m.writing_ai_asking_rewrite,
  tags: m.writing_ai_asking_tags,
  summary: m.writing_ai_asking_summary,
};

/** Draws it; nothing while nothing was asked. */
export function AiCard({ detail, scene }: { detail: ConversationDetail; scene: Scene }) {
  const { conversation } = scene;
  const asking = useAsking(conversation);
  const platform = platformName(scene.platform);
  if (asking === null) return null;
  const away = () => {
    putAway(conversation);
  };
  switch (asking.phase) {
    case "asking":
      return (
        <div className={styles.card} role="status">
          <p className={styles.line}>
            <Lamp kind="ai" working />
            <span className={styles.grow}>{working[asking.wish.type]({ platform })}</span>
            <Button
              size="small"
              onPress={() => {
                stopAsking(conversation);
              }}
            >
              {m.writing_cancel()}
            </Button>
          </p>
        </div>
      );
    case "failed":
      return (
        <div className={styles.card} data-tone="fault">
          <p className={styles.line}>
            <span role="alert" className={styles.grow}>
              {presentError(asking.error).text()}
            </span>
            {presentError(asking.error).retry && (
              <Button size="small" onPress={() => void ask(conversation, asking.wish)}>
                {m.writing_ai_again()}
              </Button>
            )}
            <Button size="small" variant="quiet" onPress={away}>
              {m.writing_close()}
            </Button>
          </p>
        </div>
      );
    case "nothing":
      return (
        <div className={styles.card} role="status">
          <p className={styles.line}>
            <span className={styles.grow}>
              {asking.wish.type === "summary"
                ? m.writing_summary_nothing()
                : m.writing_ai_nothing({ platform })}
            </span>
            <Button size="small" variant="quiet" onPress={away}>
              {m.writing_close()}
            </Button>
          </p>
        </div>
      );
    case "tags":
      return <SuggestedTags detail={detail} scene={scene} tags={asking.tags} />;
    case "words":
      return <Suggestion key={asking.attempt} scene={scene} asking={asking} />;
  }
}

function Suggestion({
  scene: { conversation, platform },
  asking,
}: {
  scene: Scene;
  asking: Extract<Asking, { phase: "words" }>;
}) {
  const [wish, setWish] = useState("");
  const take = useRef<HTMLButtonElement>(null);
  const isWritten = useSyncExternalStore(
    drafts.subscribe,
    () => (drafts.text(conversation) ?? "").trim() !== "",
  );
  useEffect(() => {
    // Whoever asked waits for it; whoever types meanwhile is not interrupted.
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body) take.current?.focus();
  }, []);
  const use = () => {
    const before = replaceReply(conversation, asking.text);
    putAway(conversation);
    showToast({
      text: m.writing_ai_taken(),
      undo: {
        label: m.writing_undo(),
        run: () => {
          if (drafts.text(conversation) === asking.text) replaceReply(conversation, before);
          else showToast({ text: m.writing_ai_written_on() });
        },
      },
    });
  };
  const title = m.writing_ai_suggestion({ platform: platformName(platform) });
  return (
    <section className={styles.card} aria-label={title}>
      <p className={styles.title}>
        <Icon of={Sparkles} size="s" />
        {title}
      </p>
      <p dir="auto" className={styles.words} data-selectable>
        {asking.text}
      </p>
      {asking.refinable && (
        <form
          className={styles.change}
          onSubmit={(event) => {
            event.preventDefault();
            event.stopPropagation();
            if (wish.trim() === "") return;
            void ask(conversation, {
              type: "refine",
              attempt: asking.attempt,
              wish: wish.trim(),
            });
          }}
        >
          <TextField
            label={m.writing_ai_change_label()}
            value={wish}
            onChange={setWish}
            maxLength={300}
          />
          <Button type="submit" reason={wish.trim() === "" ? m.writing_ai_nothing_written() : null}>
            {m.writing_ai_change()}
          </Button>
        </form>
      )}
      <p className={styles.ways}>
        <Button ref={take} variant="primary" size="small" onPress={use}>
          {isWritten ? m.writing_ai_replace() : m.writing_ai_use()}
        </Button>
        <Button
          size="small"
          onPress={() => {
            putAway(conversation);
          }}
        >
          {m.writing_ai_discard()}
        </Button>
      </p>
    </section>
  );
}

function SuggestedTags({
  detail: { row },
  scene: { conversation, line },
  tags,
}: {
  detail: ConversationDetail;
  scene: Scene;
  tags: readonly TagDto[];
}) {
  const add = async (tag: TagDto) => {
    takeTag(conversation, tag.id);
    const all = [...new Set([...row.tags.map(({ id }) => id), tag.id])];
    const done = await changeConversations(
      [{ line, conversations: [conversation], change: { type: "setTags", tags: all } }],
      () => m.writing_ai_tag_added({ tag: tag.name }),
    );
    if (!done) putTagBack(conversation, tag);
  };
  return (
    <section className={styles.card} aria-label={m.writing_ai_suggested_tags()}>
      <p className={styles.line}>
        <span className={styles.title}>
          <Icon of={Sparkles} size="s" />
          {m.writing_ai_suggested_tags()}
        </span>
        {tags.map((tag) => (
          <Button
            key={tag.id}
            size="small"
            aria-label={m.writing_ai_add_tag({ tag: tag.name })}
            onPress={() => void add(tag)}
          >
            {tag.icon !== null && <span aria-hidden>{tag.icon}</span>}
            <Name>{tag.name}</Name>
            <span aria-hidden>+</span>
          </Button>
        ))}
        <span className={styles.grow} />
        <Button
          size="small"
          variant="quiet"
          onPress={() => {
            putAway(conversation);
          }}
        >
          {m.writing_close()}
        </Button>
      </p>
    </section>
  );
}
