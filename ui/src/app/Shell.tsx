/** The window: panes by width, splitters, overlays. The grid is here, what fills it is in the features. */
import { ArrowLeft, Menu as MenuIcon, PanelRight } from "lucide-react";
import { useCallback, useEffect, useState, type FocusEvent } from "react";
import { Banner } from "../components/Banner";
import { Button, IconButton } from "../components/Button";
import { EmptyState } from "../components/EmptyState";
import { KeyCaps } from "../components/KeyCap";
import { Splitter } from "../components/Splitter";
import { useAssignDialog } from "../features/assign/assignDialogState";
import { HeldWatch } from "../features/assign/HeldWatch";
import { useBegin } from "../lib/beginning";
import { useOpenChoice } from "../features/change/changeDialogState";
import { Keyboard } from "../features/keys/Keyboard";
import { ConversationList } from "../features/list/ConversationList";
import { ListKeeper } from "../features/list/ListKeeper";
import { useOpenMacros } from "../features/macros/macroDialogState";
import { Rail } from "../features/rail/Rail";
import { StatusBar } from "../features/status/StatusBar";
import { Toasts } from "../features/toasts/Toasts";
import { Welcome } from "../features/welcome/Welcome";
import type { AppInfo, LineDto, Settings } from "../ipc/bindings.gen";
import { presentError } from "../ipc/errors";
import { useHostQuery } from "../lib/hostQuery";
import { useShownConversation } from "../lib/opening";
import { useNaming } from "../lib/savedViews";
import { panes, selection, useSelection, type Pane } from "../lib/selection";
import { useSettings } from "../lib/settings";
import { useCaps } from "../lib/system";
import { m } from "../paraglide/messages.js";
import { Announcer } from "./Announcer";
import { useLayout, type Layout } from "./breakpoints";
import { ErrorBoundary } from "./ErrorBoundary";
import { openOverlay, useOverlay } from "./overlays";
import {
  AssignPart,
  BeginPart,
  ChangePart,
  ConnectPart,
  ConversationPart,
  DetailsPart,
  fetchPartsWhenIdle,
  KeysPart,
  NameViewPart,
  MacroPart,
  PalettePart,
  SettingsPart,
  VisitorPart,
} from "./parts";
import { choose, togglePanel } from "./shellActions";
import styles from "./Shell.module.css";

const listWidths = { min: 280, max: 480, standard: 352 } as const;
const panelWidths = { min: 260, max: 400, standard: 292 } as const;

/** What stays free around the toasts, in px. */
const toastGap = 8;

const listWidthOf = (settings: Settings) => settings.listWidth;
const panelWidthOf = (settings: Settings) => settings.panelWidth;
const countOf = (lines: readonly LineDto[]) => lines.length;
const storeRebuiltOf = (info: AppInfo) => info.storeRebuilt;

/** Everything in the window. */
export function Shell() {
  const lines = useHostQuery("list_lines", {}, { select: countOf });
  const page = useSelection((state) => state.page);
  const target = useSelection((state) => state.settingsTarget);
  useEffect(fetchPartsWhenIdle, []);
  const roomForList = useListRoom();
  const hasLines = lines.data !== undefined && lines.data > 0;
  const listShown = roomForList && hasLines && page !== "settings" && page !== "visitor";

  const notePane = (event: FocusEvent) => {
    const name = event.target.closest("[data-pane]")?.getAttribute("data-pane");
    const pane = panes.find((each) => each === name);
    if (pane !== undefined) selection.notePane(pane);
  };

  return (
    <div className={styles.window} onFocus={notePane}>
      <a
        href="#pane-list"
        className={styles.skip}
        onClick={(event) => {
          event.preventDefault();
          selection.focusPane("list");
        }}
      >
        {m.app_skip()}
      </a>
      <div className={styles.page}>
        <ErrorBoundary part="page" key={page === "settings" || page === "visitor" ? page : "inbox"}>
          {page === "settings" ? (
            <SettingsPart />
          ) : page === "visitor" && target !== null ? (
            <VisitorPart
              key={target}
              line={target}
              onClose={() => {
                selection.openPage("inbox");
              }}
            />
          ) : lines.data === undefined && lines.error !== null ? (
            <main className={styles.unavailable}>
              <EmptyState art="unplugged" title={presentError(lines.error).text()}>
                <Button
                  onPress={() => {
                    void lines.refetch();
                  }}
                >
                  {m.app_try_again()}
                </Button>
              </EmptyState>
            </main>
          ) : (
            // Until the lines were read nothing is known, and a frame that flashes by would be a lie.
            lines.data !== undefined && (lines.data === 0 ? <Welcome /> : <Inbox />)
          )}
        </ErrorBoundary>
      </div>
      <div className={styles.toasts}>{!listShown && <Toasts />}</div>
      <ErrorBoundary part="status">
        <StatusBar />
      </ErrorBoundary>
      <Overlays />
      <Announcer />
    </div>
  );
}

function Overlays() {
  const overlay = useOverlay();
  const assigning = useAssignDialog() !== null;
  const changing = useOpenChoice() !== null;
  const naming = useNaming() !== null;
  const beginning = useBegin() !== null;
  const choosingMacro = useOpenMacros() !== null;
  const connecting = useSelection((state) => state.page === "connect");
  const close = () => {
    openOverlay(null);
  };
  return (
    <>
      <Keyboard />
      <ErrorBoundary part="overlay" key={overlay}>
        {overlay === "palette" && <PalettePart open onClose={close} />}
        {overlay === "keys" && <KeysPart open onClose={close} />}
      </ErrorBoundary>
      <ErrorBoundary part="assign">{assigning && <AssignPart />}</ErrorBoundary>
      <ErrorBoundary part="change">{changing && <ChangePart />}</ErrorBoundary>
      <ErrorBoundary part="views">{naming && <NameViewPart />}</ErrorBoundary>
      <ErrorBoundary part="begin">{beginning && <BeginPart />}</ErrorBoundary>
      <HeldWatch />
      <ErrorBoundary part="macro">{choosingMacro && <MacroPart />}</ErrorBoundary>
      {connecting && (
        <ErrorBoundary part="connect">
          <ConnectPart
            onClose={() => {
              selection.openPage("inbox");
            }}
          />
        </ErrorBoundary>
      )}
    </>
  );
}

/** One pane at a time is either the list or the conversation. */
function useListRoom(): boolean {
  const single = useLayout() === "one";
  const hasConversation = useSelection((state) => state.conversation !== null);
  return !single || !hasConversation;
}

/**
 * The toasts at the foot of the list, beside where the hand just was: over the bulk bar, and the rows end above
 * them, so that nothing one needs lies below. The box one writes in stays free and where it is.
 */
function ListToasts() {
  const keepRowsClear = useCallback((place: HTMLElement | null) => {
    if (place === null) return;
    const observer = new ResizeObserver(() => {
      const height = place.offsetHeight;
      const room = height === 0 ? "0px" : `${String(height + 2 * toastGap)}px`;
      place.parentElement?.style.setProperty("--toasts-room", room);
    });
    observer.observe(place);
    return () => {
      observer.disconnect();
    };
  }, []);
  return (
    <div ref={keepRowsClear} className={styles.listToasts}>
      <Toasts />
    </div>
  );
}

function Inbox() {
  const layout = useLayout();
  // Which one is open is for those who show it: rail and list are the same beside any conversation.
  const hasConversation = useSelection((state) => state.conversation !== null);
  const panelOpen = useSelection((state) => state.panelOpen);
  const railOpen = useSelection((state) => state.railOpen);
  const [listWidth, setListWidth] = useWidth(listWidthOf, listWidths.standard);
  const [panelWidth, setPanelWidth] = useWidth(panelWidthOf, panelWidths.standard);

  const single = layout === "one";
  const showsList = useListRoom();
  const showsConversation = !single || hasConversation;
  const panelShown = hasConversation && panelOpen;
  const sized = layout === "four" || layout === "three";
  const widths: Record<string, string> = {
    "--panel-w": `${String(panelWidth)}px`,
    ...(sized ? { "--list-w": `${String(listWidth)}px` } : {}),
  };

  return (
    <div className={styles.inbox} data-layout={layout} style={widths}>
      {(!single || railOpen) && <RailPane over={single} />}
      <ListKeeper />
      {showsList && (
        <div id="pane-list" data-pane="list" className={styles.list}>
          <StoreRebuilt />
          <ErrorBoundary part="list">
            <ConversationList {...(single ? { headerStart: <RailButton /> } : {})} />
          </ErrorBoundary>
          <ListToasts />
        </div>
      )}
      {sized && (
        <Splitter
          label={m.app_list_width()}
          controls="pane-list"
          value={listWidth}
          {...listWidths}
          grows="start"
          onChange={setListWidth}
          onEnd={(width) => {
            choose({ listWidth: width });
          }}
        />
      )}
      {showsConversation && (
        <main data-pane="conversation" className={styles.conversation}>
          <div className={styles.stage}>
            <OpenConversation isSingle={single} />
          </div>
        </main>
      )}
      {panelShown && layout === "four" && (
        <Splitter
          label={m.app_panel_width()}
          controls="pane-panel"
          value={panelWidth}
          {...panelWidths}
          grows="end"
          onChange={setPanelWidth}
          onEnd={(width) => {
            choose({ panelWidth: width });
          }}
        />
      )}
      {panelShown && <PanelPane layout={layout} />}
    </div>
  );
}

/** A width that follows the hand at once and the settings when they are read or changed elsewhere. */
function useWidth(
  select: (settings: Settings) => number,
  standard: number,
): [number, (width: number) => void] {
  const kept = useSettings(select) ?? standard;
  const [dragged, setDragged] = useState<{ from: number; width: number } | null>(null);
  // A drag counts until the settings it started from are replaced by the ones it made.
  const width = dragged !== null && dragged.from === kept ? dragged.width : kept;
  return [
    width,
    (next) => {
      setDragged({ from: kept, width: next });
    },
  ];
}

function RailPane({ over }: { over: boolean }) {
  const rail = (
    <div id="pane-rail" data-pane="rail" className={styles.rail}>
      <ErrorBoundary part="rail">
        <Rail />
      </ErrorBoundary>
    </div>
  );
  if (!over) return rail;
  return (
    <>
      {/* A second way out for the pointer; Esc and choosing a view are the others. */}
      <div
        aria-hidden
        className={styles.scrim}
        onPointerDown={() => {
          selection.setRailOpen(false);
        }}
      />
      {rail}
    </>
  );
}

function OpenConversation({ isSingle }: { isSingle: boolean }) {
  const conversation = useShownConversation();
  if (conversation === null) return <NoConversation />;
  return (
    <ErrorBoundary part="conversation" key={conversation}>
      <ConversationPart
        conversation={conversation}
        {...(isSingle ? { headerStart: <BackButton /> } : {})}
        headerEnd={<PanelButton />}
      />
    </ErrorBoundary>
  );
}

function PanelPane({ layout }: { layout: Layout }) {
  const conversation = useShownConversation();
  if (conversation === null) return null;
  return (
    <aside
      id="pane-panel"
      data-pane="panel"
      aria-label={m.app_panel_name()}
      className={styles.panel}
      data-over={layout === "four" ? undefined : true}
    >
      <div className={styles.stage}>
        <ErrorBoundary part="details" key={conversation}>
          <DetailsPart conversation={conversation} />
        </ErrorBoundary>
      </div>
    </aside>
  );
}

function RailButton() {
  return (
    <IconButton
      icon={MenuIcon}
      label={m.app_open_rail()}
      onPress={() => {
        selection.setRailOpen(true);
        selection.focusPane("rail" satisfies Pane);
      }}
    />
  );
}

function BackButton() {
  return (
    <IconButton
      icon={ArrowLeft}
      flipIcon
      label={m.app_back_to_list()}
      onPress={() => {
        selection.openConversation(null);
      }}
    />
  );
}

function PanelButton() {
  const open = useSelection((state) => state.panelOpen);
  const caps = useCaps("I");
  return (
    <IconButton
      icon={PanelRight}
      flipIcon
      label={m.app_panel_show()}
      caps={caps}
      pressed={open}
      onPress={togglePanel}
    />
  );
}

function NoConversation() {
  const open = useCaps("J");
  const palette = useCaps("$mod+K");
  const keys = useCaps("?");
  return (
    <EmptyState title={m.app_no_conversation()} text={m.app_no_conversation_text()}>
      <span className={styles.keyHint}>
        <KeyCaps caps={open} read /> {m.keys_group_move()}
      </span>
      <span className={styles.keyHint}>
        <KeyCaps caps={palette} read /> {m.action_palette()}
      </span>
      <span className={styles.keyHint}>
        <KeyCaps caps={keys} read /> {m.action_keys()}
      </span>
    </EmptyState>
  );
}

function StoreRebuilt() {
  const rebuilt = useHostQuery("app_info", {}, { select: storeRebuiltOf }).data === true;
  if (!rebuilt) return null;
  return (
    <div className={styles.notice}>
      <Banner tone="info" role="status">
        {m.app_store_rebuilt()}
      </Banner>
    </div>
  );
}

/** A panel that is only an overlay must not lie over the conversation when the window opens or narrows. */
export function usePanelFollowsLayout(): void {
  const layout = useLayout();
  const kept = useSettings((settings) => settings.panelOpen);
  useEffect(() => {
    if (kept !== undefined) selection.setPanelOpen(layout === "four" && kept);
  }, [layout, kept]);
}
