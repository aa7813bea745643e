/** What is known about the open conversation. The shell wraps it into `<aside data-pane="panel">` with its name. */
import { useDeferredValue, useEffect, useRef } from "react";
import { Button } from "../../components/Button";
import { EmptyState } from "../../components/EmptyState";
import { Block, Waiting } from "../../components/Skeleton";
import type { ConversationDetail, LineDto, Milliseconds } from "../../ipc/bindings.gen";
import { presentError } from "../../ipc/errors";
import { formatDayShort, formatExact, formatTime } from "../../lib/format";
import { useHostQuery } from "../../lib/hostQuery";
import { platformName } from "../../lib/lineWords";
import { useNow } from "../../lib/now";
import { registerPane, selection } from "../../lib/selection";
import { m } from "../../paraglide/messages.js";
import { AdSection } from "./Ad";
import { AttentionSection } from "./Attention";
import { CompanySection, QualitySection } from "./contact/CompanySection";
import { ContactCard } from "./contact/ContactCard";
import { ContactFields } from "./contact/ContactFields";
import { ContactNotes } from "./contact/ContactNotes";
import { useContact } from "./contact/useContact";
import styles from "./Details.module.css";
import { Facts } from "./Facts";
import { OthersSection } from "./Others";
import { PersonSection } from "./Person";
import { ParticipantsSection } from "./Participants";
import { MakeSummary, useAiTasks } from "./MakeSummary";
import { PropertiesSection } from "./Properties";
import { ScenariosSection } from "./Scenarios";
import { Section } from "./Section";
import { SummaryText } from "./SummaryText";

/** The sections of the details panel. Each is drawn again by what it shows alone: they come one after the other. */
export function Details({ conversation }: { conversation: string }) {
  const root = useRef<HTMLDivElement>(null);
  const { data, error } = useHostQuery("get_conversation", { conversation });
  // The conversation is what one waits for: it is painted before the panel beside it, which is as much to draw.
  const deferred = useDeferredValue(data);
  const detail = deferred?.row.id === data?.row.id ? deferred : undefined;

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
  const contact = useContact(detail.row.id);
  const { card } = contact;
  const aiTasks = useAiTasks(detail.row.line) ?? "notByPlatform";
  return (
    <>
      <ContactCard detail={detail} contact={contact} />
      <PersonSection detail={detail} />
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
      <AdSection ad={detail.ad} />
      <AttentionSection detail={detail} />
      <PropertiesSection detail={detail} />
      <ScenariosSection detail={detail} />
      <ParticipantsSection detail={detail} />
      {card !== undefined && (
        <>
          <ContactFields detail={detail} card={card} />
          <CompanySection card={card} />
          <QualitySection quality={card.quality} />
        </>
      )}
      <OthersSection detail={detail} can={card?.can ?? null} />
      {card !== undefined && <ContactNotes detail={detail} card={card} />}
    </>
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
