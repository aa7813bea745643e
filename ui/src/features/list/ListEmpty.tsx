// What stands in the list when nothing is in it: what is, then one way on.

import { Button } from "../../components/Button";
import { EmptyState } from "../../components/EmptyState";
import type { ConversationPage, ViewDto } from "../../ipc/bindings.gen";
import { findAction, runAction } from "../../lib/actions";
import { hasFacets, narrowing, noFilter } from "../../lib/filters";
import { formatList, formatSpan } from "../../lib/format";
import { useHostQuery } from "../../lib/hostQuery";
import { useNow } from "../../lib/now";
import { usePlatformView } from "../../lib/platformViews";
import { selection, useSelection } from "../../lib/selection";
import { useCaps } from "../../lib/system";
import { m } from "../../paraglide/messages.js";

const words: Readonly<
  Record<Exclude<ViewDto, "mine">, { title: () => string; text: () => string }>
> = {
  unassigned: { title: m.list_empty_unassigned, text: m.list_empty_unassigned_hint },
  allOpen: { title: m.list_empty_all_open, text: m.list_empty_all_open_hint },
  needsPerson: { title: m.list_empty_needs_person, text: m.list_empty_needs_person_hint },
  humanRequested: { title: m.list_empty_human_requested, text: m.list_empty_human_requested_hint },
  closingSoon: { title: m.list_empty_closing_soon, text: m.list_empty_closing_soon_hint },
  snoozed: { title: m.list_empty_snoozed, text: m.list_empty_snoozed_hint },
  resolved: { title: m.list_empty_resolved, text: m.list_empty_resolved_hint },
};

/** Nothing in the list, and why. */
export function ListEmpty() {
  const view = useSelection((chosen) => chosen.view);
  const unreadOnly = useSelection((chosen) => chosen.unreadOnly);
  const filtered = useSelection(
    ({ line, tag, facets }) => line !== null || tag !== null || hasFacets(facets),
  );
  const narrowedBy = useSelection((chosen) => formatList(narrowing(chosen)));
  const platformView = usePlatformView(useSelection(({ facets }) => facets.platformView));
  if (platformView?.answeredAt === null) {
    return (
      <EmptyState
        title={m.list_platform_unknown()}
        text={m.list_platform_unknown_hint({ line: platformView.lineName })}
      />
    );
  }
  if (unreadOnly && !filtered) {
    return (
      <EmptyState title={m.list_empty_unread()} text={m.list_empty_unread_hint()}>
        <Button
          onPress={() => {
            selection.setUnreadOnly(false);
          }}
        >
          {m.list_show_all()}
        </Button>
      </EmptyState>
    );
  }
  if (filtered) {
    return (
      <EmptyState
        title={m.list_empty_filtered()}
        text={m.list_empty_filtered_hint({ what: narrowedBy })}
      >
        <Button
          onPress={() => {
            selection.clearFilters();
          }}
        >
          {m.list_filter_clear()}
        </Button>
      </EmptyState>
    );
  }
  if (view === "mine") return <MineEmpty />;
  return (
    <EmptyState title={words[view].title()} text={words[view].text()}>
      {view !== "allOpen" && <SeeView view="allOpen">{m.list_see_all_open()}</SeeView>}
    </EmptyState>
  );
}

function SeeView({ view, children }: { view: ViewDto; children: string }) {
  return (
    <Button
      variant="quiet"
      onPress={() => {
        selection.setView(view);
      }}
    >
      {children}
    </Button>
  );
}

const oldestOf = (page: ConversationPage) => ({
  total: page.total,
  since: page.rows[0]?.moveSince ?? page.rows[0]?.lastActivityAt ?? null,
});

/** Nothing of mine: perhaps there is something nobody has. */
function MineEmpty() {
  const caps = useCaps(findAction("assign.takeOldest")?.keys[0]);
  const unowned = useHostQuery(
    "list_conversations",
    {
      view: "unassigned",
      filter: noFilter,
      sort: "longestWaiting",
      cursor: null,
      limit: 1,
    },
    { select: oldestOf },
  ).data;
  const since = unowned?.since ?? null;
  const waited = useNow((now) => (since === null ? "" : formatSpan(Math.max(now - since, 0))));
  if (unowned === undefined || unowned.total === 0) {
    return (
      <EmptyState title={m.list_empty_mine()} text={m.list_empty_mine_none()}>
        <SeeView view="allOpen">{m.list_see_all_open()}</SeeView>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title={m.list_empty_mine()}
      text={m.list_empty_mine_unowned({ count: unowned.total, time: waited })}
    >
      <Button
        variant="primary"
        caps={caps}
        onPress={() => {
          runAction("assign.takeOldest");
        }}
      >
        {m.list_take_oldest()}
      </Button>
      <SeeView view="unassigned">{m.list_see_unassigned()}</SeeView>
    </EmptyState>
  );
}
