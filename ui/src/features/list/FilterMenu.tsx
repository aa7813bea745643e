// What can be left out of the list, as a menu of choices that stay, and as chips that take them off again.

import { ListFilter, X } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "../../components/Button";
import { MenuButton, MenuItem, MenuSection } from "../../components/Menu";
import type { AgentDto, CarriedDto, RailCounts } from "../../ipc/bindings.gen";
import {
  noFacets,
  priorities,
  priorityName,
  sameCarried,
  statusesWithin,
  statusName,
  toggled,
} from "../../lib/filters";
import { useHostQuery } from "../../lib/hostQuery";
import { type SteadyLine, useLines } from "../../lib/lines";
import { match } from "../../lib/fuzzy";
import { channelKindTitle } from "../../lib/lineWords";
import { platformViewName, usePlatformView } from "../../lib/platformViews";
import { selection, useSelection } from "../../lib/selection";
import { m } from "../../paraglide/messages.js";
import styles from "./ConversationList.module.css";
import { ChannelChoices, chosenPlaces, openOnes, placeCount, TeamChoices } from "./PlaceFilters";

const tagsOf = (counts: RailCounts) => counts.tags;
/** More tags than this are chosen in the rail. */
const mostTags = 10;

/** So many names are looked through; more are searched. */
const mostNames = 8;

/** The kinds of channels that lines have. */
function kindsOf(lines: readonly SteadyLine[]) {
  return [...new Set(lines.flatMap(({ channels }) => channels.map(({ kind }) => kind)))];
}

const search = {
  get label() {
    return m.list_filter_search();
  },
  get empty() {
    return m.list_filter_none();
  },
  finds: (name: string, text: string) => match(text, name) !== null,
};

/** The menu; several choices hold together. */
export function FilterMenu() {
  const view = useSelection((chosen) => chosen.view);
  const line = useSelection((chosen) => chosen.line);
  const tag = useSelection((chosen) => chosen.tag);
  const unreadOnly = useSelection((chosen) => chosen.unreadOnly);
  const facets = useFacets();
  const { statuses, priorities: pressing, channelKinds, carried, platformView } = facets;
  const lines = useLines() ?? [];
  const tags = useHostQuery("rail_counts", { line }, { select: tagsOf }).data ?? [];
  const agents = useAgents(line, lines);
  const linesShown = lines.filter(({ id }) => line === null || id === line);
  const within = statusesWithin(view, platformView);
  const kinds = kindsOf(linesShown);
  const tagsShown = tags.slice(0, mostTags);
  const names = agents.length + placeCount(linesShown) + tagsShown.length;
  const chosen = [
    ...(unreadOnly ? ["unread"] : []),
    line === null ? "lines" : `line ${line}`,
    tag === null ? "tags" : `tag ${tag}`,
    ...statuses.map((each) => `status ${each}`),
    ...pressing.map((each) => `priority ${each}`),
    ...channelKinds.map((each) => `kind ${each}`),
    ...chosenPlaces(facets),
    ...(carried === null ? [] : [keyOf(carried)]),
  ];
  const carriedItem = (by: CarriedDto, label: string) => (
    <MenuItem
      key={keyOf(by)}
      id={keyOf(by)}
      label={label}
      foreign={by.by === "agent"}
      onAction={() => {
        selection.setFacets({ carried: sameCarried(by, carried) ? null : by });
      }}
    />
  );
  return (
    <MenuButton
      label={m.list_filter()}
      placement="bottom end"
      selectionMode="multiple"
      selectedKeys={chosen}
      button={<IconButton icon={ListFilter} label={m.list_filter()} size="small" />}
      {...(names > mostNames ? { search } : {})}
    >
      <MenuSection title={m.list_filter_show()}>
        <MenuItem
          id="unread"
          label={m.list_unread_only()}
          onAction={() => {
            selection.setUnreadOnly(!unreadOnly);
          }}
        />
      </MenuSection>
      {within.length > 0 && (
        <MenuSection title={m.list_filter_status()}>
          {within.map((each) => (
            <MenuItem
              key={each}
              id={`status ${each}`}
              label={statusName(each)}
              onAction={() => {
                selection.setFacets({ statuses: toggled(statuses, each) });
              }}
            />
          ))}
        </MenuSection>
      )}
      {view !== "mine" && (
        <MenuSection title={m.list_filter_carried()}>
          {carriedItem({ by: "me" }, m.list_filter_me())}
          {carriedItem({ by: "nobody" }, m.list_filter_nobody())}
          {agents
            .filter(({ isMe }) => !isMe)
            .map(({ id, name }) => carriedItem({ by: "agent", agent: id }, name))}
        </MenuSection>
      )}
      <TeamChoices lines={linesShown} chosen={facets} />
      <MenuSection title={m.list_filter_priority()}>
        {priorities.map((each) => (
          <MenuItem
            key={each}
            id={`priority ${each}`}
            label={priorityName(each)}
            onAction={() => {
              selection.setFacets({ priorities: toggled(pressing, each) });
            }}
          />
        ))}
      </MenuSection>
      {kinds.length > 1 && (
        <MenuSection title={m.list_filter_kind()}>
          {kinds.map((each) => (
            <MenuItem
              key={each}
              id={`kind ${each}`}
              label={channelKindTitle(each)}
              onAction={() => {
                selection.setFacets({ channelKinds: toggled(channelKinds, each) });
              }}
            />
          ))}
        </MenuSection>
      )}
      <ChannelChoices lines={linesShown} chosen={facets.channels} />
      {lines.length > 1 && (
        <MenuSection title={m.list_filter_line()}>
          <MenuItem
            id="lines"
            label={m.list_filter_all_lines()}
            onAction={() => {
              selection.setLine(null);
            }}
          />
          {lines.map((each) => (
            <MenuItem
              key={each.id}
              id={`line ${each.id}`}
              label={each.name}
              foreign
              onAction={() => {
                selection.setLine(each.id);
              }}
            />
          ))}
        </MenuSection>
      )}
      {tags.length > 0 && (
        <MenuSection title={m.list_filter_tag()}>
          <MenuItem
            id="tags"
            label={m.list_filter_all_tags()}
            onAction={() => {
              selection.setTag(null);
            }}
          />
          {tagsShown.map((each) => (
            <MenuItem
              key={each.tag.id}
              id={`tag ${each.tag.id}`}
              label={each.tag.name}
              foreign
              count={openOnes(each.total)}
              onAction={() => {
                selection.setTag(each.tag.id);
              }}
            />
          ))}
        </MenuSection>
      )}
    </MenuButton>
  );
}

function useFacets() {
  return useSelection((chosen) => chosen.facets);
}

/** The agents of the chosen line, or of the only one: an agent of one line says nothing of another. */
function useAgents(chosen: string | null, lines: readonly SteadyLine[]): readonly AgentDto[] {
  const line = chosen ?? (lines.length === 1 ? lines[0]?.id : undefined);
  return (
    useHostQuery("list_agents", { line: line ?? "" }, { enabled: line !== undefined }).data ?? []
  );
}

function keyOf(carried: CarriedDto): string {
  return carried.by === "agent" ? `by agent ${carried.agent}` : `by ${carried.by}`;
}

/** The filters that are on, each with the way to take it off. */
export function ActiveFilters() {
  const line = useSelection((chosen) => chosen.line);
  const tag = useSelection((chosen) => chosen.tag);
  const facets = useFacets();
  const lines = useLines() ?? [];
  const tags =
    useHostQuery("rail_counts", { line }, { enabled: tag !== null, select: tagsOf }).data ?? [];
  const agents = useAgents(line, lines);
  const platformView = usePlatformView(facets.platformView);
  const lineName = lines.find((each) => each.id === line)?.name;
  const tagName = tags.find((each) => each.tag.id === tag)?.tag.name;
  const chips: ReactNode[] = [];
  const chip = (key: string, name: string, onRemove: () => void) => {
    chips.push(<Filter key={key} name={name} onRemove={onRemove} />);
  };
  if (platformView !== undefined) {
    chip("platformView", platformViewName(platformView), () => {
      selection.setFacets({ platformView: noFacets.platformView });
    });
  }
  if (lineName !== undefined) {
    chip("line", lineName, () => {
      // An agent is one of a line, and so is a view of its platform.
      const carried = facets.carried?.by === "agent" ? null : facets.carried;
      selection.setFacets({ carried, platformView: noFacets.platformView });
      selection.setLine(null);
    });
  }
  if (tagName !== undefined) {
    chip("tag", tagName, () => {
      selection.setTag(null);
    });
  }
  for (const status of facets.statuses) {
    chip(status, statusName(status), () => {
      selection.setFacets({ statuses: toggled(facets.statuses, status) });
    });
  }
  if (facets.carried !== null) {
    chip("carried", carriedName(facets.carried, agents), () => {
      selection.setFacets({ carried: noFacets.carried });
    });
  }
  const teams = lines.flatMap((each) => each.teams);
  for (const team of facets.teams) {
    const known = teams.find(({ id }) => id === team);
    chip(`team ${team}`, known?.name ?? m.list_filter_team(), () => {
      selection.setFacets({ teams: toggled(facets.teams, team) });
    });
  }
  if (facets.withoutTeam) {
    chip("withoutTeam", m.list_filter_without_team(), () => {
      selection.setFacets({ withoutTeam: false });
    });
  }
  const channels = lines.flatMap((each) => each.channels);
  for (const channel of facets.channels) {
    const known = channels.find(({ id }) => id === channel);
    chip(`channel ${channel}`, known?.name ?? m.list_filter_channel(), () => {
      selection.setFacets({ channels: toggled(facets.channels, channel) });
    });
  }
  for (const priority of facets.priorities) {
    chip(priority, priorityName(priority), () => {
      selection.setFacets({ priorities: toggled(facets.priorities, priority) });
    });
  }
  for (const kind of facets.channelKinds) {
    chip(kind, channelKindTitle(kind), () => {
      selection.setFacets({ channelKinds: toggled(facets.channelKinds, kind) });
    });
  }
  if (chips.length === 0) return null;
  return (
    <ul aria-label={m.list_filtered_by()} className={styles.filters}>
      {chips}
    </ul>
  );
}

function carriedName(carried: CarriedDto, agents: readonly AgentDto[]): string {
  switch (carried.by) {
    case "me":
      return m.list_filter_me();
    case "nobody":
      return m.list_filter_nobody();
    case "agent":
      return agents.find(({ id }) => id === carried.agent)?.name ?? m.list_filter_agent();
  }
}

function Filter({ name, onRemove }: { name: string; onRemove: () => void }) {
  return (
    <li className={styles.filter}>
      <bdi className="cut">{name}</bdi>
      <IconButton icon={X} size="small" label={m.list_filter_remove({ name })} onPress={onRemove} />
    </li>
  );
}
