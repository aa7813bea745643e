/**
 * The open conversation: header, timeline, composer. The shell wraps it into `<main data-pane="conversation">` and
 * mounts it anew for each conversation; `headerStart` is the way back to the list in windows under 720 px, and
 * `headerEnd` the button of the details panel.
 */
import { useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from "react";
import type { ConversationDetail } from "../../ipc/bindings.gen";
import { presentError } from "../../ipc/errors";
import { HostError } from "../../ipc/transport";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { EmptyState } from "../../components/EmptyState";
import { Block, Waiting } from "../../components/Skeleton";
import { useActions } from "../../lib/actions";
import { customerName } from "../../lib/customerName";
import { useHostQuery } from "../../lib/hostQuery";
import { markStart } from "../../lib/marks";
import { useReadyConversation } from "../../lib/opening";
import { selection } from "../../lib/selection";
import { m } from "../../paraglide/messages.js";
import { Composer } from "./composer/Composer";
import { FileDrop } from "./composer/files/FileDrop";
import { conversationActions } from "./conversationActions";
import { Approvals } from "./Approval";
import { AiBar } from "./header/AiBar";
import { Header } from "./header/Header";
import { Held } from "./header/Held";
import { Presence } from "./header/Presence";
import { AiCard } from "./help/AiCard";
import { AiPauses } from "./help/AiPause";
import { AnswerFinder } from "./help/AnswerFinder";
import { helpActions } from "./help/helpActions";
import type { Scene } from "./scene";
import { StoryDialog } from "./story/StoryDialog";
import { closeStory, useOpenStory } from "./story/storyState";
import { TimelineView } from "./timeline/TimelineView";
import type { Timeline } from "./timeline/timeline";
import { useTimeline } from "./timeline/useTimeline";
export { readAhead } from "./timeline/useTimeline";
import { BeingBegun } from "./tools/BeingBegun";
import { itemActions } from "./tools/itemTools";
import { ToolDialogs } from "./tools/ToolDialogs";
import styles from "./Conversation.module.css";

/** One conversation. */
export function Conversation({
  conversation,
  headerStart,
  headerEnd,
}: {
  conversation: string;
  headerStart?: ReactNode;
  headerEnd?: ReactNode;
}) {
  useState(() => {
    markStart("conversation:open");
  });
  const timeline = useTimeline(conversation);
  const detail = useHostQuery("get_conversation", { conversation });
  useBecoming(conversation, detail.data?.row.id);
  // Both are read at once and on this computer; drawn one after the other they would be drawn twice.
  const phase = useSyncExternalStore(timeline.subscribe, () => timeline.state().phase);
  if (detail.data !== undefined && phase !== "loading") {
    return (
      <Opened
        detail={detail.data}
        timeline={timeline}
        headerStart={headerStart}
        headerEnd={headerEnd}
      />
    );
  }
  return (
    <div className={styles.conversation}>
      <div className={styles.bareHead}>
        {headerStart}
        {headerEnd}
      </div>
      {detail.isError ? (
        <Unopened failure={detail.error} onRetry={() => void detail.refetch()} />
      ) : (
        <Opening />
      )}
    </div>
  );
}

function Opened({
  detail,
  timeline,
  headerStart,
  headerEnd,
}: {
  detail: ConversationDetail;
  timeline: Timeline;
  headerStart: ReactNode;
  headerEnd: ReactNode;
}) {
  const { id, platform, line, channelKind } = detail.row;
  const scene = useMemo<Scene>(
    () => ({ conversation: id, platform, line, channelKind, timeline }),
    [id, platform, line, channelKind, timeline],
  );
  useActions(
    useMemo(
      () => [...conversationActions(scene), ...itemActions(scene), ...helpActions(scene)],
      [scene],
    ),
  );
  useReadyConversation(id);
  const story = useOpenStory();
  // Whoever comes back to this conversation does not come back to its story.
  useEffect(() => closeStory, []);
  const phase = useSyncExternalStore(timeline.subscribe, () => timeline.state().phase);
  const failure = useSyncExternalStore(timeline.subscribe, () => timeline.state().failure);
  const retry = () => {
    // A failure comes back through the timeline's own state.
    timeline.read().catch(() => undefined);
  };
  return (
    <FileDrop conversation={id} className={styles.conversation ?? ""}>
      <Header detail={detail} scene={scene} start={headerStart} end={headerEnd} />
      <AiBar detail={detail} scene={scene} />
      <AiPauses detail={detail} scene={scene} />
      <Presence writing={detail.writing} contactName={customerName(detail.row.contactName)} />
      <Held detail={detail} scene={scene} />
      {phase === "ready" ? (
        <>
          {failure !== null && (
            <div className={styles.banner}>
              <Banner
                tone="fault"
                role="alert"
                action={
                  <Button size="small" onPress={retry}>
                    {m.conversation_try_again()}
                  </Button>
                }
              >
                {m.conversation_refresh_failed()} {presentError(failure).text()}
              </Banner>
            </div>
          )}
          <TimelineView scene={scene} contactName={customerName(detail.row.contactName)} />
        </>
      ) : phase === "failed" ? (
        <Unopened failure={failure} onRetry={retry} />
      ) : (
        <Opening />
      )}
      <Approvals attention={detail.attention} aiOn={detail.row.aiOn} scene={scene} />
      {detail.beingBegun ? (
        <BeingBegun scene={scene} />
      ) : (
        <>
          <AnswerFinder detail={detail} scene={scene} />
          <AiCard detail={detail} scene={scene} />
          <Composer detail={detail} scene={scene} />
        </>
      )}
      <ToolDialogs />
      {story === id && (
        <StoryDialog conversation={id} contactName={customerName(detail.row.contactName)} />
      )}
    </FileDrop>
  );
}

/** A conversation that this desk began gets its name once its platform knows it; then it is the one that is open. */
function useBecoming(conversation: string, named: string | undefined): void {
  useEffect(() => {
    if (named !== undefined && named !== conversation) {
      selection.renameConversation(conversation, named);
    }
  }, [conversation, named]);
}

/** Grey blocks where messages will be, after a grace in which local data should have come. */
function Opening() {
  return (
    <div className={styles.opening}>
      <Waiting label={m.conversation_opening()}>
        <div className={styles.blocks}>
          <Block width="46%" height="36px" />
          <Block width="60%" height="56px" />
          <Block width="38%" height="36px" />
        </div>
      </Waiting>
    </div>
  );
}

function Unopened({ failure, onRetry }: { failure: unknown; onRetry: () => void }) {
  const isAbsent = HostError.from(failure).code === "notFound";
  const isOffline = useHostQuery("list_lines", {}, { select: allOffline }).data ?? false;
  if (isAbsent) {
    return (
      <EmptyState
        art="unplugged"
        title={m.conversation_absent_title()}
        text={isOffline ? m.conversation_absent_offline() : m.conversation_absent_online()}
      />
    );
  }
  return (
    <EmptyState
      art="unplugged"
      title={m.conversation_failed_title()}
      text={presentError(failure).text()}
    >
      <Button onPress={onRetry}>{m.conversation_try_again()}</Button>
    </EmptyState>
  );
}

function allOffline(lines: readonly { health: { state: string } }[]): boolean {
  return lines.length > 0 && lines.every(({ health }) => health.state === "offline");
}
