// What can be left out of the list, as a menu of choices that stay, and as chips that take them off again.

import { ListFilter, X } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "../../components/Button";
import { MenuButton, MenuItem, MenuSection } from "../../components/Menu";
import type { AgentDto, CarriedDto, LineDto, RailCounts } from "../../ipc/bindings.gen";
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
import { channelKindName } from "../../lib/lineWords";
import { platformViewName, usePlatformView } from "../../lib/platformViews";
import { selection, useSelection } from "../../lib/selection";
import { m } from "../../paraglide/messages.js";
import styles from "./ConversationList.module.css";

const tagsOf = (counts: RailCounts) => counts.tags;
/** More tags than this are chosen in the rail. */
const mostTags = 10;

/** The kinds of channels that lines have, or the one that is chosen. */
function kindsOf(lines: readonly LineDto[], line: string | null) {
  const shown = lines.filter(({ id }) => line === null || id === line);
  return [...new Set(shown.flatMap(({ channels }) => channels.map(({ kind }) => kind)))];
}

/** The menu; several choices hold together. */
export function FilterMenu() {
  const view = useSelection((chosen) => chosen.view);
  const line = useSelection((chosen) => chosen.line);
  const tag = useSelection((chosen) => chosen.tag);
  const unreadOnly = useSelection((chosen) => chosen.unreadOnly);
  const { statuses, priorities: pressing, channelKinds, carried, platformView } = useFacets();
  const lines = useHostQuery("list_lines", {}).data ?? [];
  const tags = useHostQuery("rail_counts", { line }, { select: tagsOf }).data ?? [];
  const agents = useAgents(line);
  const within = statusesWithin(view, platformView);
  const kinds = kindsOf(lines, line);
  const chosen = [
    ...(unreadOnly ? ["unread"] : []),
    line === null ? "lines" : `line ${line}`,
    tag === null ? "tags" : `tag ${tag}`,
    ...statuses.map((each) => `status ${each}`),
    ...pressing.map((each) => `priority ${each}`),
    ...channelKinds.map((each) => `kind ${each}`),
    ...(carried === null ? [] : [keyOf(carried)]),
  ];
  const carriedItem = (by: CarriedDto, label: string) => (
    <MenuItem
      key={keyOf(by)}
      id={keyOf(by)}
      label={label}
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
        <MenuSection title={m.list_filter_channel()}>
          {kinds.map((each) => (
            <MenuItem
              key={each}
              id={`kind ${each}`}
              label={channelKindName(each)}
              onAction={() => {
                selection.setFacets({ channelKinds: toggled(channelKinds, each) });
              }}
            />
          ))}
        </MenuSection>
      )}
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
          {tags.slice(0, mostTags).map((each) => (
            <MenuItem
              key={each.tag.id}
              id={`tag ${each.tag.id}`}
              label={each.tag.name}
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

/** The agents of the chosen line: an agent of one line says nothing of another. */
function useAgents(line: string | null): readonly AgentDto[] {
  return useHostQuery("list_agents", { line: line ?? "" }, { enabled: line !== null }).data ?? [];
}

function keyOf(carried: CarriedDto): string {
  return carried.by === "agent" ? `by agent ${carried.agent}` : `by ${carried.by}`;
}

/** The filters that are on, each with the way to take it off. */
export function ActiveFilters() {
  const line = useSelection((chosen) => chosen.line);
  const tag = useSelection((chosen) => chosen.tag);
  const facets = useFacets();
  const lines = useHostQuery("list_lines", {}, { enabled: line !== null }).data ?? [];
  const tags =
    useHostQuery("rail_counts", { line }, { enabled: tag !== null, select: tagsOf }).data ?? [];
  const agents = useAgents(line);
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
  for (const priority of facets.priorities) {
    chip(priority, priorityName(priority), () => {
      selection.setFacets({ priorities: toggled(facets.priorities, priority) });
    });
  }
  for (const kind of facets.channelKinds) {
    chip(kind, channelKindName(kind), () => {
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
