// What a person is asked for: each request with its way to be done with it, open ones first.

import { memo } from "react";
import { Button } from "../../components/Button";
import { Foreign } from "../../components/Foreign";
import { Lamp } from "../../components/Lamp";
import type {
  AttentionItemDto,
  AttentionKindDto,
  ConversationDetail,
  LineDto,
} from "../../ipc/bindings.gen";
import { changeConversations, reasonAgainstChange, toAll } from "../../lib/changing";
import { formatAgo, formatExact } from "../../lib/format";
import { useHostQuery } from "../../lib/hostQuery";
import { useNow } from "../../lib/now";
import { m } from "../../paraglide/messages.js";
import styles from "./Details.module.css";
import { Section } from "./Section";

const kinds: Record<AttentionKindDto, () => string> = {
  humanRequested: m.details_attention_human,
  aiStuck: m.details_attention_stuck,
  approval: m.details_attention_approval,
  other: m.details_attention_other,
};

/** The section; nothing where nobody was ever asked for. */
export const AttentionSection = memo(function AttentionSection({
  detail,
}: {
  detail: ConversationDetail;
}) {
  const { attention, row } = detail;
  const reason =
    useHostQuery(
      "list_lines",
      {},
      {
        select: (lines: readonly LineDto[]) =>
          reasonAgainstChange(
            lines.find(({ id }) => id === row.line),
            "attention",
          ),
      },
    ).data ?? null;
  if (attention.length === 0) return null;
  const open = attention.filter((item) => item.open).length;
  return (
    <Section
      name="attention"
      title={m.details_attention()}
      start={<Lamp kind={open > 0 ? "fault" : "off"} />}
      {...(open === 0 ? {} : { end: m.details_attention_open({ count: open }) })}
    >
      <ul className={styles.asked}>
        {attention.map((item) => (
          <Asked
            key={item.id ?? `${item.kind} ${String(item.raisedAt)}`}
            item={item}
            reason={reason}
            onDone={(id) => {
              const orders = toAll(new Map([[row.id, { line: row.line }]]), {
                type: "resolveAttention",
                item: id,
              });
              void changeConversations(orders, m.change_attention_done);
            }}
          />
        ))}
      </ul>
    </Section>
  );
});

function Asked({
  item,
  reason,
  onDone,
}: {
  item: AttentionItemDto;
  /** Why it cannot be marked from here. */
  reason: string | null;
  onDone: (id: string) => void;
}) {
  const time = useNow((now) => formatAgo(item.raisedAt, now));
  const what = kinds[item.kind]();
  const { id } = item;
  return (
    <li className={styles.askedItem} data-open={item.open || undefined}>
      <span className={styles.stacked}>
        <span>{what}</span>
        {item.reason !== null && item.reason !== "" && (
          <Foreign className={styles.meta ?? ""}>{item.reason}</Foreign>
        )}
        <time className={styles.meta} title={formatExact(item.raisedAt)}>
          {time}
        </time>
        {item.open && id === null && (
          <span className={styles.meta}>{m.details_attention_by_itself()}</span>
        )}
      </span>
      {!item.open && <span className={styles.meta}>{m.details_attention_was_done()}</span>}
      {item.open && id !== null && (
        <Button
          variant="quiet"
          size="small"
          reason={reason}
          aria-label={m.details_attention_mark({ what })}
          onPress={() => {
            onDone(id);
          }}
        >
          {m.details_attention_done()}
        </Button>
      )}
    </li>
  );
}
