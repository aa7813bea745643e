/** The rail: where one is, what waits where, and how the lines are. */
import {
  BellRing,
  Check,
  CircleHelp,
  Clock,
  Hand,
  Inbox,
  Moon,
  Plus,
  Search,
  SlidersHorizontal,
  User,
  UserRoundX,
  type LucideIcon,
} from "lucide-react";
import { memo, useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { IconButton } from "../../components/Button";
import { Foreign, Name } from "../../components/Foreign";
import { Mark } from "../../components/Glyphs";
import { Icon } from "../../components/Icon";
import { KeyCaps } from "../../components/KeyCap";
import { Tooltip } from "../../components/Tooltip";
import type { TagCount, ViewCount, ViewDto } from "../../ipc/bindings.gen";
import { runAction } from "../../lib/actions";
import { useHostQuery } from "../../lib/hostQuery";
import { type SteadyLine, useLines } from "../../lib/lines";
import { selection, useSelection } from "../../lib/selection";
import { useCaps } from "../../lib/system";
import { viewName, views } from "../../lib/views";
import { m } from "../../paraglide/messages.js";
import { Account } from "./Availability";
import { LineRow } from "./LineRow";
import { RailRow, Section } from "./parts";
import { countOf, tagNumber, viewNumber } from "./railRows";
import styles from "./Rail.module.css";
import { SavedViews } from "./SavedViews";

const viewIcons: Record<ViewDto, LucideIcon> = {
  mine: User,
  unassigned: UserRoundX,
  allOpen: Inbox,
  needsPerson: BellRing,
  humanRequested: Hand,
  closingSoon: Clock,
  snoozed: Moon,
  resolved: Check,
};

const tagsShown = 3;

/** The navigation of the window. */
export function Rail() {
  return (
    <nav aria-label={m.rail_name()} className={styles.rail}>
      <RailHead />
      <JumpButton />
      <div className={styles.middle}>
        <Views />
        <Lines />
        <SavedViews />
        <Tags />
      </div>
      <RailFoot />
    </nav>
  );
}

function RailHead() {
  const lines = useLines() ?? [];
  const demo = useHostQuery("app_info", {}).data?.demo === true;
  const [only] = lines;
  const name = lines.length === 1 && only !== undefined ? only.name : "Switchboard";
  return (
    <div className={styles.head}>
      <Mark />
      <Name className={`cut ${styles.account}`}>{name}</Name>
      {demo && <span className={styles.demo}>{m.app_demo()}</span>}
    </div>
  );
}

function JumpButton() {
  const caps = useCaps("$mod+K");
  return (
    <Tooltip text={m.rail_jump()} placement="end">
      <AriaButton
        aria-label={m.rail_jump()}
        className={styles.jump ?? ""}
        onPress={() => {
          runAction("app.palette");
        }}
      >
        <Icon of={Search} size="s" />
        <span className={`cut ${styles.label}`}>{m.rail_jump()}</span>
        <span className={styles.caps}>
          <KeyCaps caps={caps} />
        </span>
      </AriaButton>
    </Tooltip>
  );
}

function Views() {
  const line = useSelection((state) => state.line);
  const current = useSelection((state) => state.view);
  const plain = useSelection(
    (state) => state.page === "inbox" && state.tag === null && state.savedView === null,
  );
  const counts = useHostQuery("rail_counts", { line }, { keepPrevious: true }).data;
  return (
    <ul aria-label={m.rail_name()}>
      {views.map((view) => (
        <li key={view}>
          <ViewRow view={view} count={countOf(counts, view)} current={plain && view === current} />
        </li>
      ))}
    </ul>
  );
}

/** Drawn again only when its own numbers change: each message changes those of some views. */
const ViewRow = memo(function ViewRow({
  view,
  count,
  current,
}: {
  view: ViewDto;
  count: ViewCount;
  current: boolean;
}) {
  return (
    <RailRow
      number={viewNumber(viewName(view), count)}
      name={viewName(view)}
      start={<Icon of={viewIcons[view]} />}
      current={current}
      action={viewActions[view]}
      onPress={() => {
        selection.setView(view);
      }}
    />
  );
});

const viewActions: Record<ViewDto, string> = {
  mine: "go.mine",
  unassigned: "go.unassigned",
  allOpen: "go.allOpen",
  needsPerson: "go.needsPerson",
  humanRequested: "go.humanRequested",
  closingSoon: "go.closingSoon",
  snoozed: "go.snoozed",
  resolved: "go.resolved",
};

function Lines() {
  const lines = useLines() ?? [];
  return (
    <Section title={m.rail_lines()}>
      {lines.map((line) => (
        <li key={line.id}>
          <LineRow line={line} />
        </li>
      ))}
    </Section>
  );
}

function Tags() {
  const line = useSelection((state) => state.line);
  const current = useSelection((state) => (state.page === "inbox" ? state.tag : null));
  const tags = useHostQuery("rail_counts", { line }, { keepPrevious: true }).data?.tags ?? [];
  const [all, setAll] = useState(false);
  if (tags.length === 0) return null;
  const rest = tags.length - tagsShown;
  // The chosen tag stays in sight even when it is not among the most used.
  const shown = all
    ? tags
    : tags.filter((count, index) => index < tagsShown || count.tag.id === current);
  return (
    <Section title={m.rail_tags()} wide>
      {shown.map((count) => (
        <li key={count.tag.id}>
          <TagRow count={count} current={count.tag.id === current} />
        </li>
      ))}
      {rest > 0 && (
        <li>
          <AriaButton
            aria-expanded={all}
            className={styles.row ?? ""}
            onPress={() => {
              setAll(!all);
            }}
          >
            <span className={styles.more}>
              {all ? m.rail_fewer_tags() : m.rail_more_tags({ count: rest })}
            </span>
          </AriaButton>
        </li>
      )}
    </Section>
  );
}

const TagRow = memo(function TagRow({ count, current }: { count: TagCount; current: boolean }) {
  return (
    <RailRow
      number={tagNumber(count)}
      name={<Foreign className="cut">{count.tag.name}</Foreign>}
      start={<span className={styles.tagMark}>{count.tag.icon}</span>}
      current={current}
      onPress={() => {
        selection.setTag(current ? null : count.tag.id);
      }}
    />
  );
});

function meOf(lines: readonly SteadyLine[], chosen: string | null): SteadyLine["me"] {
  const own = lines.find((line) => line.id === chosen) ?? lines.find((line) => line.me !== null);
  return own?.me ?? null;
}

function RailFoot() {
  const lines = useLines() ?? [];
  const chosen = useSelection((state) => state.line);
  const settingsCaps = useCaps("$mod+,");
  const keysCaps = useCaps("?");
  const me = meOf(lines, chosen);
  return (
    <div className={styles.foot}>
      <IconButton
        icon={SlidersHorizontal}
        label={m.rail_settings()}
        caps={settingsCaps}
        placement="top"
        onPress={() => {
          selection.openPage("settings");
        }}
      />
      <IconButton
        icon={CircleHelp}
        label={m.rail_keys()}
        caps={keysCaps}
        placement="top"
        onPress={() => {
          runAction("app.keys");
        }}
      />
      <IconButton
        icon={Plus}
        label={m.rail_connect()}
        placement="top"
        onPress={() => {
          selection.openPage("connect");
        }}
      />
      {me !== null && <Account me={me} lines={lines} />}
    </div>
  );
}
