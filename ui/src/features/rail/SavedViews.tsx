/** The saved views in the rail: what is in them, and what can be done with each. */
import { ArrowDown, ArrowUp, Bookmark, Pencil, Trash2 } from "lucide-react";
import { useState, type MouseEvent } from "react";
import { Foreign } from "../../components/Foreign";
import { PlatformGlyph } from "../../components/Glyphs";
import { Icon } from "../../components/Icon";
import { ContextMenu, MenuItem, type MenuPoint } from "../../components/Menu";
import type { PlatformViewDto, SavedView } from "../../ipc/bindings.gen";
import { useHostQuery } from "../../lib/hostQuery";
import { useLines } from "../../lib/lines";
import { askForName, deleteView, moveView } from "../../lib/savedViews";
import { isShown, platformViewName, platformViewOnLine } from "../../lib/platformViews";
import { selection, useSelection } from "../../lib/selection";
import { m } from "../../paraglide/messages.js";
import { RailRow, Section } from "./parts";
import { unreadElseAll } from "./railRows";

/** Nothing until the person has saved one, here or on a platform. */
export function SavedViews() {
  const views = useHostQuery("list_saved_views", {}).data ?? [];
  const line = useSelection((state) => state.line);
  const all = useHostQuery("list_platform_views", {}).data ?? [];
  const ofPlatforms = all.filter((view) => line === null || view.line === line);
  if (views.length === 0 && ofPlatforms.length === 0) return null;
  return (
    <Section title={m.rail_saved_views()}>
      {views.map((view, place) => (
        <li key={view.id}>
          <SavedViewRow view={view} first={place === 0} last={place === views.length - 1} />
        </li>
      ))}
      {ofPlatforms.map((view) => (
        <li key={view.id}>
          <PlatformViewRow view={view} />
        </li>
      ))}
    </Section>
  );
}

/** A view that was saved on a platform, where it is kept: here it is only opened. */
function PlatformViewRow({ view }: { view: PlatformViewDto }) {
  const current = useSelection((state) => state.page === "inbox" && isShown(view, state));
  const lines = useLines() ?? [];
  const platform = lines.find(({ id }) => id === view.line)?.platform;
  const name = platformViewOnLine(view);
  return (
    <RailRow
      number={unreadElseAll(name, { unread: view.unread ?? 0, total: view.total ?? 0 })}
      name={<Foreign className="cut">{platformViewName(view)}</Foreign>}
      start={
        platform === undefined ? <Icon of={Bookmark} /> : <PlatformGlyph platform={platform} />
      }
      current={current}
      action={`go.saved.${view.id}`}
      onPress={() => {
        selection.openSavedView(view);
      }}
    />
  );
}

function SavedViewRow({ view, first, last }: { view: SavedView; first: boolean; last: boolean }) {
  const current = useSelection((state) => state.page === "inbox" && state.savedView === view.id);
  const [menuAt, setMenuAt] = useState<MenuPoint | null>(null);
  const openMenu = (event: MouseEvent<HTMLElement>) => {
    event.preventDefault();
    // The keyboard's menu key reports no pointer place.
    const box = event.currentTarget.getBoundingClientRect();
    const byPointer = event.clientX !== 0 || event.clientY !== 0;
    setMenuAt(
      byPointer
        ? { x: event.clientX, y: event.clientY }
        : { x: box.left + box.width / 2, y: box.bottom },
    );
  };
  return (
    // The palette offers the same to the keyboard for the view that is shown.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div onContextMenu={openMenu}>
      <RailRow
        number={unreadElseAll(view.name, view)}
        name={<Foreign className="cut">{view.name}</Foreign>}
        start={<Icon of={Bookmark} />}
        current={current}
        action={`go.saved.${view.id}`}
        onPress={() => {
          selection.openSavedView(view);
        }}
      />
      <ContextMenu
        at={menuAt}
        label={m.rail_saved_view_menu({ name: view.name })}
        onClose={() => {
          setMenuAt(null);
        }}
      >
        <MenuItem
          id="rename"
          label={m.views_rename()}
          icon={Pencil}
          onAction={() => {
            askForName({ of: "saved", view });
          }}
        />
        <MenuItem
          id="up"
          label={m.views_move_up()}
          icon={ArrowUp}
          reason={first ? m.views_is_first() : null}
          onAction={() => {
            void moveView(view, -1);
          }}
        />
        <MenuItem
          id="down"
          label={m.views_move_down()}
          icon={ArrowDown}
          reason={last ? m.views_is_last() : null}
          onAction={() => {
            void moveView(view, 1);
          }}
        />
        <MenuItem
          id="delete"
          label={m.views_delete()}
          icon={Trash2}
          danger
          onAction={() => {
            void deleteView(view);
          }}
        />
      </ContextMenu>
    </div>
  );
}
