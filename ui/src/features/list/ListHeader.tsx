// The head of the list: what it shows, in which order, and what is left out.

import { ArrowDownWideNarrow, BookmarkPlus, ChevronDown, MessageSquarePlus } from "lucide-react";
import type { ReactNode, Ref } from "react";
import { Button, IconButton } from "../../components/Button";
import { Name } from "../../components/Foreign";
import { Icon } from "../../components/Icon";
import { MenuButton, MenuItem } from "../../components/Menu";
import type { SavedView, SortDto } from "../../ipc/bindings.gen";
import { findAction, runAction, useRegisteredActions } from "../../lib/actions";
import { isFiltered, recipeOf, sameRecipe } from "../../lib/filters";
import { formatNumber } from "../../lib/format";
import { useHostQuery } from "../../lib/hostQuery";
import { useLines } from "../../lib/lines";
import { isShown, platformViewName, usePlatformView } from "../../lib/platformViews";
import { selection, useSelection } from "../../lib/selection";
import { useCaps } from "../../lib/system";
import { viewName } from "../../lib/views";
import { m } from "../../paraglide/messages.js";
import styles from "./ConversationList.module.css";
import { ActiveFilters, FilterMenu } from "./FilterMenu";
import { PlatformAnswer } from "./PlatformAnswer";
import { sortWords } from "./words";

const sorts = Object.keys(sortWords) as SortDto[];

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
  const name = useSavedName();
  const unreadOnly = useSelection((chosen) => chosen.unreadOnly);
  return (
    <>
      <header className={styles.head}>
        {start}
        <h1 ref={titleRef} tabIndex={-1} className={styles.title}>
          <Name className="cut">{name ?? viewName(view)}</Name>
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
        <SaveView />
        <FilterMenu />
      </div>
      <ActiveFilters />
      <PlatformAnswer />
    </>
  );
}

/** Begins a conversation; off, with the reason, where no line can. */
function NewConversation() {
  // What lines can do decides, and the action is there once the window is.
  useLines();
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

/** Saving what is shown: as a view of its own, or over the saved view it began as. */
function SaveView() {
  useRegisteredActions();
  const filtered = useSelection(isFiltered);
  const saved = useShownView();
  const changed = useSelection(
    (chosen) => saved !== undefined && !sameRecipe(saved.recipe, recipeOf(chosen)),
  );
  const caps = useCaps(findAction("view.save")?.keys[0]);
  if (saved === undefined ? !filtered : !changed) return null;
  const save = () => {
    runAction("view.save");
  };
  if (saved === undefined) {
    return (
      <IconButton
        icon={BookmarkPlus}
        label={m.views_save()}
        caps={caps}
        size="small"
        onPress={save}
      />
    );
  }
  return (
    <MenuButton
      label={m.views_save()}
      placement="bottom end"
      button={<IconButton icon={BookmarkPlus} label={m.views_save()} size="small" />}
    >
      <MenuItem
        id="changes"
        label={m.views_save_changes_to({ name: saved.name })}
        onAction={() => {
          runAction("view.keepChanges");
        }}
      />
      <MenuItem id="new" label={m.views_save_as_new()} caps={caps} onAction={save} />
    </MenuButton>
  );
}

/** The saved view that is shown, as the host has it. */
function useShownView(): SavedView | undefined {
  const shown = useSelection((chosen) => chosen.savedView);
  const views = useHostQuery("list_saved_views", {}, { enabled: shown !== null }).data;
  return shown === null ? undefined : views?.find(({ id }) => id === shown);
}

/** The name of the view that is shown, where it was saved here or on a platform. */
function useSavedName(): string | undefined {
  const shown = useSelection((chosen) => chosen.savedView);
  const ofPlatform = usePlatformView(shown);
  // Its platform keeps it: with other filters it is something else.
  const whole = useSelection((chosen) => ofPlatform !== undefined && isShown(ofPlatform, chosen));
  return (
    useShownView()?.name ??
    (whole && ofPlatform !== undefined ? platformViewName(ofPlatform) : undefined)
  );
}

/** What the list is called: the saved view's name, else that of the view. */
export function useListName(): string {
  const view = useSelection((chosen) => chosen.view);
  return useSavedName() ?? viewName(view);
}
