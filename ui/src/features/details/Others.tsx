// Other conversations of the same customer, and the way to those that only the platform knows.

import { memo, useCallback, useEffect, useState } from "react";
import { Button } from "../../components/Button";
import { Foreign, Name } from "../../components/Foreign";
import { ChannelGlyph, PlatformGlyph } from "../../components/Glyphs";
import { Lamp } from "../../components/Lamp";
import { Sentence } from "../../components/Sentence";
import type {
  ContactAbilitiesDto,
  ConversationDetail,
  LineDto,
  OtherConversation,
  PlatformDto,
} from "../../ipc/bindings.gen";
import { presentError } from "../../ipc/errors";
import { defineAction, registerActions } from "../../lib/actions";
import { formatAgo, formatExact } from "../../lib/format";
import { callHost, useHostQuery } from "../../lib/hostQuery";
import { channelKindName, platformName } from "../../lib/lineWords";
import { moveLamp, moveName } from "../../lib/moves";
import { useNow } from "../../lib/now";
import { selection } from "../../lib/selection";
import { m } from "../../paraglide/messages.js";
import styles from "./Details.module.css";
import { Section } from "./Section";

/** The section; nothing where there are none and none can be asked for. */
export const OthersSection = memo(function OthersSection({
  detail,
  can,
}: {
  detail: ConversationDetail;
  can: ContactAbilitiesDto | null;
}) {
  const { others, row } = detail;
  const canAsk = can?.conversations === "available";
  if (others.length === 0 && !canAsk) return null;
  return (
    <Section
      name="others"
      title={m.details_others()}
      {...(others.length === 0 ? {} : { end: others.length })}
    >
      <ul>
        {others.map((other) => (
          <Other key={other.id} other={other} here={row.lineName} />
        ))}
      </ul>
      {canAsk && <Older conversation={row.id} platform={row.platform} />}
    </Section>
  );
});

type Asking =
  | { readonly at: "idle" | "asking" }
  | { readonly at: "came"; readonly count: number }
  | { readonly at: "failed"; readonly reason: string };

function Older({ conversation, platform }: { conversation: string; platform: PlatformDto }) {
  const [asking, setAsking] = useState<Asking>({ at: "idle" });
  const ask = useCallback(async () => {
    setAsking({ at: "asking" });
    try {
      const { count } = await callHost("fetch_other_conversations", { conversation });
      setAsking({ at: "came", count });
    } catch (cause) {
      setAsking({ at: "failed", reason: presentError(cause).text() });
    }
  }, [conversation]);
  useEffect(
    () =>
      registerActions([
        defineAction({
          id: "contact.older",
          label: () => m.people_older_action({ platform: platformName(platform) }),
          group: "conversation",
          keys: [],
          when: () => true,
          run: () => void ask(),
        }),
      ]),
    [ask, platform],
  );
  return (
    <span className={styles.apart}>
      <Button
        variant="quiet"
        size="small"
        reason={asking.at === "asking" ? m.people_older_asking() : null}
        onPress={() => void ask()}
      >
        {m.people_older()}
      </Button>
      <span role="status" className={styles.meta}>
        {asking.at === "asking" && m.people_older_asking()}
        {asking.at === "came" &&
          (asking.count === 0
            ? m.people_older_none({ platform: platformName(platform) })
            : m.people_older_came({ count: asking.count }))}
        {asking.at === "failed" && asking.reason}
      </span>
    </span>
  );
}

/** The platform of the one line of this name; lines may be called alike. */
function platformOf(name: string) {
  return (lines: readonly LineDto[]): PlatformDto | null => {
    const [line, ...others] = lines.filter((each) => each.name === name);
    return line === undefined || others.length > 0 ? null : line.platform;
  };
}

/** Another conversation; activating opens it. */
function Other({ other, here }: { other: OtherConversation; here: string }) {
  const platform = useHostQuery("list_lines", {}, { select: platformOf(other.lineName) }).data;
  const time = useNow((now) => formatAgo(other.lastActivityAt, now));
  const line = <Name className="cut">{other.lineName}</Name>;
  return (
    <li>
      <button
        type="button"
        className={styles.other}
        onClick={() => {
          selection.openConversation(other.id);
        }}
      >
        <Lamp kind={moveLamp(other.whoseMove)} />
        <span className={styles.glyph}>
          <ChannelGlyph kind={other.channelKind} />
        </span>
        <span className="visually-hidden">
          {m.details_other_name({
            channel: channelKindName(other.channelKind),
            line: other.lineName,
            move: moveName(other.whoseMove),
            time,
          })}
        </span>
        <span className={styles.otherText}>
          {other.preview === null ? (
            <span className={styles.where}>
              <Sentence
                message={m.details_no_preview}
                parts={{ channel: channelKindName(other.channelKind), line }}
              />
            </span>
          ) : (
            <Foreign className="cut">{other.preview}</Foreign>
          )}
          {other.lineName !== here && (
            <span aria-hidden className={`${styles.meta ?? ""} ${styles.where ?? ""}`}>
              {platform != null && <PlatformGlyph platform={platform} size={12} />}
              <Sentence message={m.details_also_on} parts={{ line }} />
            </span>
          )}
        </span>
        <time aria-hidden title={formatExact(other.lastActivityAt)}>
          {time}
        </time>
      </button>
    </li>
  );
}
