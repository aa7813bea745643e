/** The whole story of a customer: every conversation on every line in one timeline, to be read and jumped from. */
import { ArrowUpRight } from "lucide-react";
import { useCallback, useState, useSyncExternalStore } from "react";
import { Button, IconButton } from "../../../components/Button";
import { Dialog } from "../../../components/Dialog";
import { EmptyState } from "../../../components/EmptyState";
import { Name } from "../../../components/Foreign";
import { ChannelGlyph } from "../../../components/Glyphs";
import { Block, Waiting } from "../../../components/Skeleton";
import type { StoryPlaceDto } from "../../../ipc/bindings.gen";
import { presentError } from "../../../ipc/errors";
import { callHost } from "../../../lib/hostQuery";
import { channelKindName } from "../../../lib/lineWords";
import { selection } from "../../../lib/selection";
import { m } from "../../../paraglide/messages.js";
import { TimelineRow } from "../timeline/TimelineRow";
import { TimelineList } from "../timeline/TimelineView";
import { closeStory } from "./storyState";
import { usePlaces, useStory, type Story } from "./story";
import styles from "./StoryDialog.module.css";

/** The height in px of what stands above the oldest item. */
const TOP_HEIGHT = 56;

/** Draws the story of a conversation's customer. */
export function StoryDialog({
  conversation,
  contactName,
}: {
  conversation: string;
  contactName: string;
}) {
  const story = useStory(conversation);
  const { timeline } = story;
  const phase = useSyncExternalStore(timeline.subscribe, () => timeline.state().phase);
  const failure = useSyncExternalStore(timeline.subscribe, () => timeline.state().failure);
  const isEmpty = useSyncExternalStore(timeline.subscribe, () => timeline.state().ids.length === 0);
  const sceneOf = useCallback((item: string) => story.sceneOf(item), [story]);
  const title = m.people_story_title({ name: contactName });
  return (
    <Dialog
      open
      onClose={closeStory}
      size="large"
      title={title}
      closeLabel={m.people_story_close()}
    >
      <div className={styles.story}>
        {phase === "ready" ? (
          <>
            <Places story={story} />
            {failure !== null && (
              <p role="alert" className={styles.failed}>
                {m.conversation_refresh_failed()} {presentError(failure).text()}
              </p>
            )}
            {isEmpty ? (
              <>
                <OlderParts story={story} />
                <EmptyState art="unplugged" title={m.people_story_empty()} />
              </>
            ) : (
              <TimelineList
                timeline={timeline}
                label={title}
                topHeight={TOP_HEIGHT}
                renderTop={() => <OlderParts story={story} />}
                renderRow={(id) => <StoryRow key={id} id={id} story={story} />}
                sceneOf={sceneOf}
              />
            )}
          </>
        ) : phase === "failed" ? (
          <EmptyState
            art="unplugged"
            title={m.people_story_failed()}
            text={presentError(failure).text()}
          >
            <Button
              onPress={() => {
                timeline.read().catch(() => undefined);
              }}
            >
              {m.conversation_try_again()}
            </Button>
          </EmptyState>
        ) : (
          <Waiting label={m.conversation_opening()}>
            <div className={styles.blocks}>
              <Block width="46%" height="36px" />
              <Block width="60%" height="56px" />
            </div>
          </Waiting>
        )}
      </div>
    </Dialog>
  );
}

function whereOf(place: StoryPlaceDto): string {
  return m.people_story_where({
    channel: place.channelName ?? channelKindName(place.channelKind),
    line: place.lineName,
  });
}

function jumpTo(place: StoryPlaceDto): void {
  closeStory();
  selection.openConversation(place.conversation);
  selection.focusPane("conversation");
}

/** How many conversations on how many lines, and the ways to each. */
function Places({ story }: { story: Story }) {
  const places = usePlaces(story);
  const lines = new Set(places.map(({ line }) => line)).size;
  return (
    <p className={styles.reach}>
      {m.people_story_sum({
        conversations: m.people_story_reach({ count: places.length }),
        lines: m.people_story_lines({ count: lines }),
      })}
    </p>
  );
}

function StoryRow({ id, story }: { id: string; story: Story }) {
  const { timeline } = story;
  // Drawn again when what stands before it changes, which decides whether its place is said.
  const opens = useSyncExternalStore(timeline.subscribe, () => story.opensPlace(id));
  const place = story.placeOf(id);
  const scene = story.sceneOf(id);
  if (place === undefined || scene === undefined) return null;
  const where = whereOf(place);
  return (
    <TimelineRow
      id={id}
      scene={scene}
      where={where}
      head={
        opens ? (
          <div className={styles.where}>
            <ChannelGlyph kind={place.channelKind} />
            <Name className="cut">{where}</Name>
            <IconButton
              icon={ArrowUpRight}
              flipIcon
              size="small"
              label={m.people_story_open({ where })}
              onPress={() => {
                jumpTo(place);
              }}
            />
          </div>
        ) : null
      }
    />
  );
}

/** What stands above the oldest item: the beginning, or the way to what only platforms have. */
function OlderParts({ story }: { story: Story }) {
  const { timeline } = story;
  const hasBefore = useSyncExternalStore(timeline.subscribe, () => timeline.state().hasBefore);
  const missing = usePlaces(story).filter(({ historyComplete }) => !historyComplete);
  const [state, setState] = useState<"idle" | "getting" | { failed: string }>("idle");
  if (hasBefore) return <div style={{ blockSize: TOP_HEIGHT }} />;
  const get = async () => {
    setState("getting");
    const settled = await Promise.allSettled(
      missing.map(({ conversation }) => callHost("fetch_history", { conversation })),
    );
    const failure = settled.find((each) => each.status === "rejected");
    await timeline.read().catch(() => undefined);
    setState(failure === undefined ? "idle" : { failed: presentError(failure.reason).text() });
  };
  return (
    <div className={styles.top} style={{ minBlockSize: TOP_HEIGHT }}>
      {missing.length === 0 ? (
        <span>{m.people_story_start()}</span>
      ) : (
        <>
          <span role={typeof state === "object" ? "alert" : undefined}>
            {typeof state === "object"
              ? state.failed
              : m.people_story_missing({ count: missing.length })}
          </span>
          <Button
            size="small"
            variant="quiet"
            reason={state === "getting" ? m.people_story_getting() : null}
            onPress={() => void get()}
          >
            {m.people_story_get()}
          </Button>
        </>
      )}
    </div>
  );
}
