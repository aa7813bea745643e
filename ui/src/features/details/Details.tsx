/** What is known about the open conversation. The shell wraps it into `<aside data-pane="panel">` with its name. */
import { Copy, Mail, Phone, type LucideIcon } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Avatar } from "../../components/Avatar";
import { Button, IconButton } from "../../components/Button";
import { EmptyState } from "../../components/EmptyState";
import { Foreign, Ltr, Name } from "../../components/Foreign";
import { ChannelGlyph, PlatformGlyph } from "../../components/Glyphs";
import { Icon } from "../../components/Icon";
import { Lamp } from "../../components/Lamp";
import { Block, Waiting } from "../../components/Skeleton";
import type {
  ConversationDetail,
  LineDto,
  Milliseconds,
  OtherConversation,
  PlatformDto,
} from "../../ipc/bindings.gen";
import { presentError } from "../../ipc/errors";
import { announce } from "../../lib/announce";
import { formatAgo, formatDayShort, formatExact, formatTime } from "../../lib/format";
import { useHostQuery } from "../../lib/hostQuery";
import { channelKindName, platformName } from "../../lib/lineWords";
import { moveLamp, moveName } from "../../lib/moves";
import { useNow } from "../../lib/now";
import { registerPane, selection } from "../../lib/selection";
import { m } from "../../paraglide/messages.js";
import { AttentionSection } from "./Attention";
import styles from "./Details.module.css";
import { Facts } from "./Facts";
import { MakeSummary, useAiTasks } from "./MakeSummary";
import { PropertiesSection } from "./Properties";
import { Section } from "./Section";
import { SummaryText } from "./SummaryText";

/** The sections of the details panel. */
export function Details({ conversation }: { conversation: string }) {
  const root = useRef<HTMLDivElement>(null);
  const { data: detail, error } = useHostQuery("get_conversation", { conversation });

  useEffect(
    () =>
      registerPane("panel", () => {
        const target = root.current?.querySelector<HTMLElement>("button") ?? root.current;
        target?.focus();
        return target !== null;
      }),
    [],
  );

  return (
    <div ref={root} tabIndex={-1} className={styles.details}>
      {detail !== undefined ? (
        <Sections key={conversation} detail={detail} />
      ) : error === null ? (
        <Waiting label={m.list_loading()}>
          <GreySections />
        </Waiting>
      ) : (
        <Missing cause={error} />
      )}
    </div>
  );
}

function Sections({ detail }: { detail: ConversationDetail }) {
  const aiTasks = useAiTasks(detail.row.line) ?? "notByPlatform";
  return (
    <>
      <ContactCard detail={detail} />
      {(detail.summary !== null || aiTasks !== "notByPlatform") && (
        <Section
          name="summary"
          title={m.details_summary()}
          start={<span className={styles.ai}>{m.list_ai()}</span>}
          {...(detail.summary === null
            ? {}
            : {
                end: (
                  <SummaryMaker
                    platform={platformName(detail.row.platform)}
                    at={detail.summary.at}
                  />
                ),
              })}
        >
          {detail.summary === null ? (
            <p className={styles.meta}>{m.writing_summary_none()}</p>
          ) : (
            <SummaryText summary={detail.summary} />
          )}
          {aiTasks !== "notByPlatform" && <MakeSummary detail={detail} ability={aiTasks} />}
        </Section>
      )}
      <Section name="facts" title={m.details_facts()}>
        <Facts detail={detail} />
      </Section>
      <AttentionSection detail={detail} />
      <PropertiesSection detail={detail} />
      {detail.others.length > 0 && (
        <Section name="others" title={m.details_others()} end={detail.others.length}>
          <ul>
            {detail.others.map((other) => (
              <Other key={other.id} other={other} here={detail.row.lineName} />
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function ContactCard({ detail: { contact } }: { detail: ConversationDetail }) {
  return (
    <section aria-label={m.details_contact()} className={`${styles.section} ${styles.contact}`}>
      <Avatar name={contact.name} tintKey={contact.key} size="large" />
      <div className={styles.contactWords}>
        <h2 className={styles.name} data-selectable>
          <Name>{contact.name}</Name>
        </h2>
        {contact.company !== null && (
          <p className={styles.company}>
            <Name>{contact.company}</Name>
          </p>
        )}
        {contact.phone !== null && (
          <Reach icon={Phone} text={contact.phone} label={m.details_copy_phone()} />
        )}
        {contact.email !== null && (
          <Reach icon={Mail} text={contact.email} label={m.details_copy_email()} />
        )}
      </div>
    </section>
  );
}

/** A number or an address with the way to copy it. */
function Reach({ icon, text, label }: { icon: LucideIcon; text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <div className={styles.reach}>
      <Icon of={icon} size="s" />
      <span className={`cut ${styles.reachText}`} data-selectable>
        <Ltr>{text}</Ltr>
      </span>
      <IconButton
        icon={Copy}
        size="small"
        label={copied ? m.details_copied() : label}
        onPress={() => {
          void navigator.clipboard.writeText(text).then(() => {
            setCopied(true);
            announce(m.details_copied());
          });
        }}
        onHoverEnd={() => {
          setCopied(false);
        }}
      />
    </div>
  );
}

/** Who made the summary and when. */
function SummaryMaker({ platform, at }: { platform: string; at: Milliseconds | null }) {
  const time = useNow((now) => {
    if (at === null) return "";
    const day = formatDayShort(at, now);
    const clock = formatTime(at);
    return day === clock ? clock : `${day} ${clock}`;
  });
  if (at === null) return <>{m.details_summary_maker({ platform })}</>;
  return <time title={formatExact(at)}>{m.details_summary_by({ platform, time })}</time>;
}

/** The platform of the one line of this name; lines may be called alike. */
function platformOf(name: string) {
  return (lines: readonly LineDto[]): PlatformDto | null => {
    const [line, ...others] = lines.filter((each) => each.name === name);
    return line === undefined || others.length > 0 ? null : line.platform;
  };
}

/** Another conversation of the same customer; activating opens it. */
function Other({ other, here }: { other: OtherConversation; here: string }) {
  const platform = useHostQuery("list_lines", {}, { select: platformOf(other.lineName) }).data;
  const time = useNow((now) => formatAgo(other.lastActivityAt, now));
  const where = m.details_no_preview({
    channel: channelKindName(other.channelKind),
    line: other.lineName,
  });
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
          <Foreign className="cut">{other.preview ?? where}</Foreign>
          {other.lineName !== here && (
            <span aria-hidden className={styles.meta}>
              {platform != null && <PlatformGlyph platform={platform} size={12} />}
              <span className="cut">{m.details_also_on({ line: other.lineName })}</span>
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

const allOffline = (lines: readonly LineDto[]) =>
  lines.length > 0 && lines.every((line) => line.health.state === "offline");

/** The conversation could not be read: not here (yet), or the store failed. */
function Missing({ cause }: { cause: { code: string } }) {
  const offline = useHostQuery("list_lines", {}, { select: allOffline }).data ?? false;
  const back = (
    <Button
      onPress={() => {
        selection.openConversation(null);
        selection.focusPane("list");
      }}
    >
      {m.details_back_to_list()}
    </Button>
  );
  if (cause.code !== "notFound") {
    return (
      <EmptyState art="unplugged" title={m.details_failed()} text={presentError(cause).text()} />
    );
  }
  return offline ? (
    <EmptyState art="unplugged" title={m.details_not_yet()} text={m.details_not_yet_hint()}>
      {back}
    </EmptyState>
  ) : (
    <EmptyState art="unplugged" title={m.details_not_found()} text={m.details_not_found_hint()}>
      {back}
    </EmptyState>
  );
}

function GreySections() {
  return (
    <div className={`${styles.section} ${styles.contact}`}>
      <Block width="44px" height="44px" round />
      <div className={styles.grey}>
        <Block width="60%" />
        <Block width="80%" height="9px" />
        <Block width="70%" height="9px" />
      </div>
    </div>
  );
}
