// The head of the list: what it shows, in which order, and what is left out.

import { ArrowDownWideNarrow, ChevronDown, ListFilter, MessageSquarePlus, X } from "lucide-react";
import type { ReactNode, Ref } from "react";
import { Button, IconButton } from "../../components/Button";
import { Icon } from "../../components/Icon";
import { MenuButton, MenuItem, MenuSection } from "../../components/Menu";
import type { RailCounts, SortDto } from "../../ipc/bindings.gen";
import { useRegisteredActions } from "../../lib/actions";
import { formatNumber } from "../../lib/format";
import { useHostQuery } from "../../lib/hostQuery";
import { selection, useSelection } from "../../lib/selection";
import { useCaps } from "../../lib/system";
import { viewName } from "../../lib/views";
import { m } from "../../paraglide/messages.js";
import styles from "./ConversationList.module.css";
import { sortWords } from "./words";

const tagsOf = (counts: RailCounts) => counts.tags;
const sorts = Object.keys(sortWords) as SortDto[];
/** More tags than this are chosen in the rail. */
const mostTags = 10;

/** View name and total, sort, unread, filter. */
export function ListHeader({
  start,
  total,
  unread,
  titleRef,
}: {
  start: ReactNode;
  /** `null` until it is known. */
  total: number | null;
  unread: number;
  titleRef: Ref<HTMLHeadingElement>;
}) {
  const view = useSelection((chosen) => chosen.view);
  const unreadOnly = useSelection((chosen) => chosen.unreadOnly);
  return (
    <>
      <header className={styles.head}>
        {start}
        <h1 ref={titleRef} tabIndex={-1} className={`cut ${styles.title}`}>
          {viewName(view)}
          {total !== null && <span className={styles.total}> {formatNumber(total)}</span>}
        </h1>
        <NewConversation />
      </header>
      <div className={styles.bar}>
        <SortMenu />
        <span className={styles.gap} />
        {(unread > 0 || unreadOnly) && (
          <span className={styles.unread} data-on={unreadOnly || undefined}>
            <Button
              variant="quiet"
              size="small"
              aria-pressed={unreadOnly}
              onPress={() => {
                selection.setUnreadOnly(!unreadOnly);
              }}
            >
              {m.list_unread({ count: unread })}
            </Button>
          </span>
        )}
        <FilterMenu />
      </div>
      <ActiveFilters />
    </>
  );
}

/** Begins a conversation; off, with the reason, where no line can. */
function NewConversation() {
  // What lines can do decides, and the action is there once the window is.
  useHostQuery("list_lines", {});
  const action = useRegisteredActions().get("begin.open");
  const caps = useCaps(action?.keys[0]);
  if (action === undefined) return null;
  return (
    <IconButton
      icon={MessageSquarePlus}
      size="small"
      label={action.label()}
      caps={caps}
      reason={action.reason?.() ?? null}
      onPress={action.run}
    />
  );
}

function SortMenu() {
  const sort = useSelection((chosen) => chosen.sort);
  const label = m.list_sort({ sort: sortWords[sort]() });
  return (
    <span className={styles.sort}>
      <MenuButton
        label={label}
        selectionMode="single"
        selectedKeys={[sort]}
        button={
          <Button variant="quiet" size="small" aria-label={label} icon={ArrowDownWideNarrow}>
            <span className="cut">{sortWords[sort]()}</span>
            <Icon of={ChevronDown} size="xs" />
          </Button>
        }
      >
        {sorts.map((each) => (
          <MenuItem
            key={each}
            id={each}
            label={sortWords[each]()}
            onAction={() => {
              selection.setSort(each);
            }}
          />
        ))}
      </MenuButton>
    </span>
  );
}

function FilterMenu() {
  const line = useSelection((chosen) => chosen.line);
  const tag = useSelection((chosen) => chosen.tag);
  const unreadOnly = useSelection((chosen) => chosen.unreadOnly);
  const lines = useHostQuery("list_lines", {}).data ?? [];
  const tags = useHostQuery("rail_counts", { line }, { select: tagsOf }).data ?? [];
  const chosen = [
    ...(unreadOnly ? ["unread"] : []),
    line === null ? "lines" : `line ${line}`,
    tag === null ? "tags" : `tag ${tag}`,
  ];
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

/** The filters that are on, each with the way to take it off. */
function ActiveFilters() {
  const line = useSelection((chosen) => chosen.line);
  const tag = useSelection((chosen) => chosen.tag);
  const lines = useHostQuery("list_lines", {}, { enabled: line !== null }).data ?? [];
  const tags =
    useHostQuery("rail_counts", { line }, { enabled: tag !== null, select: tagsOf }).data ?? [];
  const lineName = lines.find((each) => each.id === line)?.name;
  const tagName = tags.find((each) => each.tag.id === tag)?.tag.name;
  if (lineName === undefined && tagName === undefined) return null;
  return (
    <ul aria-label={m.list_filtered_by()} className={styles.filters}>
      {lineName !== undefined && (
        <Filter
          name={lineName}
          onRemove={() => {
            selection.setLine(null);
          }}
        />
      )}
      {tagName !== undefined && (
        <Filter
          name={tagName}
          onRemove={() => {
            selection.setTag(null);
          }}
        />
      )}
    </ul>
  );
}

function Filter({ name, onRemove }: { name: string; onRemove: () => void }) {
  return (
    <li className={styles.filter}>
      <bdi className="cut">{name}</bdi>
      <IconButton icon={X} size="small" label={m.list_filter_remove({ name })} onPress={onRemove} />
    </li>
  );
}
