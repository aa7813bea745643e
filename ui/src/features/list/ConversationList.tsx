/**
 * The list pane: header, bar, rows, bulk bar. The shell puts it into its pane (`data-pane="list"`, id `pane-list`)
 * and gives `headerStart` for windows under 720 px, where the rail opens from the list header.
 */
import {
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { EmptyState } from "../../components/EmptyState";
import type { MenuPoint } from "../../components/Menu";
import { Waiting } from "../../components/Skeleton";
import { presentError } from "../../ipc/errors";
import { markListPainted } from "../../lib/marks";
import { registerPane, useSelection } from "../../lib/selection";
import { m } from "../../paraglide/messages.js";
import { BulkBar } from "./BulkBar";
import styles from "./ConversationList.module.css";
import { ListEmpty } from "./ListEmpty";
import { ListHeader, useListName } from "./ListHeader";
import type { ListSnapshot, ListWindow } from "./listWindow";
import { hold, queryOf, useListWindow } from "./openList";
import { type OpenMenu, RowMenu } from "./RowMenu";
import { GreyRow, Rows } from "./Rows";

/** The list of the current view. */
export function ConversationList({ headerStart }: { headerStart?: ReactNode }) {
  const window = useListWindow();
  const pane = useRef<HTMLElement>(null);
  return (
    <section ref={pane} aria-label={m.list_label()} className={styles.pane}>
      {window !== null && <OpenList window={window} pane={pane} headerStart={headerStart} />}
    </section>
  );
}

function OpenList({
  window,
  pane,
  headerStart,
}: {
  window: ListWindow;
  pane: RefObject<HTMLElement | null>;
  headerStart: ReactNode;
}) {
  const snapshot = useSyncExternalStore(window.subscribe, window.get);
  const title = useRef<HTMLHeadingElement>(null);
  const known = snapshot.status === "ready";
  const { total, unread } = snapshot.counts;

  useEffect(() => {
    if (known) markListPainted();
  }, [known]);
  useEffect(
    () =>
      registerPane("list", () => {
        const row = pane.current?.querySelector<HTMLElement>('[role="option"][tabindex="0"]');
        const target = row ?? title.current;
        target?.focus();
        return target !== null;
      }),
    [pane],
  );

  return (
    <>
      <ListHeader
        start={headerStart}
        total={known ? total : null}
        unread={unread}
        titleRef={title}
      />
      <Content window={window} snapshot={snapshot} title={title} />
      <BulkBar />
    </>
  );
}

/** The rows, or what stands in their place. */
function Content({
  window,
  snapshot,
  title,
}: {
  window: ListWindow;
  snapshot: ListSnapshot;
  title: RefObject<HTMLHeadingElement | null>;
}) {
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  const name = useListName();
  const key = useSelection((chosen) => JSON.stringify(queryOf(chosen)));
  const { status, error, order, counts, leaving } = snapshot;

  const openMenu = useCallback((id: string, at: MenuPoint) => {
    hold("menu", true);
    setMenu({ id, at });
  }, []);
  const closeMenu = useCallback(() => {
    hold("menu", false);
    setMenu(null);
  }, []);
  useEffect(
    () => () => {
      hold("menu", false);
    },
    [],
  );
  const focusTitle = useCallback(() => {
    if (document.activeElement === document.body) title.current?.focus();
  }, [title]);

  if (status === "loading") {
    return (
      <Waiting label={m.list_loading()}>
        {Array.from({ length: 8 }, (_, place) => (
          <div key={place} className={styles.grey}>
            <GreyRow />
          </div>
        ))}
      </Waiting>
    );
  }
  if (status === "failed") {
    const { text } = presentError(error);
    return (
      <EmptyState art="unplugged" title={m.list_failed()} text={text()}>
        <Retry window={window} />
      </EmptyState>
    );
  }
  return (
    <>
      {error !== null && (
        <div className={styles.error}>
          <Banner tone="fault" action={<Retry window={window} />}>
            {presentError(error).text()}
          </Banner>
        </div>
      )}
      {order.total === 0 && leaving.size === 0 ? (
        <ListEmpty />
      ) : (
        <Rows
          key={key}
          window={window}
          snapshot={snapshot}
          label={m.list_name({
            view: name,
            total: m.list_total({ count: counts.total }),
            unread: m.list_unread({ count: counts.unread }),
          })}
          onMenu={openMenu}
          onGone={focusTitle}
        />
      )}
      <RowMenu menu={menu} onClose={closeMenu} />
    </>
  );
}

function Retry({ window }: { window: ListWindow }) {
  return (
    <Button
      size="small"
      onPress={() => {
        void window.refresh();
      }}
    >
      {m.list_retry()}
    </Button>
  );
}
