/**
 * Composition: the query client, the host's events, settings on the document, and the shell. The tree is mounted
 * anew when the language changes, so that plain message calls in memoised components are true.
 */
import { QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { I18nProvider } from "react-aria-components";
import { assignActions } from "../features/assign/assignActions";
import { beginActions } from "../features/begin/beginActions";
import { changeActions } from "../features/change/changeActions";
import { openListEarly } from "../features/list/openList";
import { macroActions } from "../features/macros/macroActions";
import { settingsActions } from "../features/settings/settingsActions";
import { visitorActions } from "../features/visitor/visitorActions";
import { platformViewActions, savedViewActions, viewActions } from "../features/views/viewActions";
import type { HostEvent, Settings } from "../ipc/bindings.gen";
import { ChangeFollower } from "../ipc/changes";
import { subscribe } from "../ipc/transport";
import { useActions } from "../lib/actions";
import { applyDensity, applyTheme } from "../lib/appearance";
import { reportAttention } from "../lib/attention";
import { prefetchHost, queryClient, useHostQuery } from "../lib/hostQuery";
import { type SteadyLine, useLines } from "../lib/lines";
import { fetchLanguage, formattingLocale, resolveLanguage, speak, useLanguage } from "../lib/i18n";
import { selection } from "../lib/selection";
import { takeDrag, watchUntaken } from "../lib/drops";
import { forgetUploads, takeUpload } from "../lib/uploads";
import { settingsNow, useSettings } from "../lib/settings";
import { reportProblem } from "./ErrorBoundary";
import { VisitorPart } from "./parts";
import { Shell, usePanelFollowsLayout } from "./Shell";
import { allLinesAction, lineActions, shellActions } from "./shellActions";

/** The window; with `visitorOf`, the one in which a customer of that line is played. */
export function App({ visitorOf = null }: { visitorOf?: string | null }) {
  const language = useLanguage();
  return (
    <QueryClientProvider client={queryClient}>
      <Document inbox={visitorOf === null} />
      <I18nProvider locale={formattingLocale()}>
        {visitorOf === null ? (
          <Window key={language} />
        ) : (
          <VisitorPart key={language} line={visitorOf} />
        )}
      </I18nProvider>
    </QueryClientProvider>
  );
}

function Window() {
  usePanelFollowsLayout();
  useShellActions();
  return <Shell />;
}

const themeOf = (settings: Settings) => settings.theme;
const densityOf = (settings: Settings) => settings.density;
const languageOf = (settings: Settings) => settings.language;

/** Keeps the document true to the settings; draws nothing. */
function Document({ inbox }: { inbox: boolean }) {
  const theme = useSettings(themeOf);
  const density = useSettings(densityOf);
  const language = useSettings(languageOf);
  useEffect(() => applyTheme(theme ?? "system"), [theme]);
  useEffect(() => {
    applyDensity(density ?? "comfortable");
  }, [density]);
  useEffect(() => {
    speak(resolveLanguage(language ?? "system")).catch((cause: unknown) => {
      reportProblem(cause, "language");
    });
  }, [language]);
  // Only who looks at the inbox looks at conversations.
  useEffect(() => (inbox ? reportAttention() : undefined), [inbox]);
  useEffect(reportUncaught, []);
  useEffect(watchUntaken, []);
  return null;
}

function useShellActions(): void {
  useActions(shellActions);
  useActions(settingsActions);
  useActions(assignActions);
  useActions(changeActions);
  useActions(viewActions);
  const views = useHostQuery("list_saved_views", {}).data;
  useActions(useMemo(() => savedViewActions(views ?? []), [views]));
  const platformViews = useHostQuery("list_platform_views", {}).data;
  useActions(useMemo(() => platformViewActions(platformViews ?? []), [platformViews]));
  useActions(beginActions);
  useActions(macroActions);
  const lines = useLines();
  useActions(useMemo(() => actionsOf(lines ?? []), [lines]));
}

function actionsOf(lines: readonly SteadyLine[]) {
  const each = [...lineActions(lines), ...visitorActions(lines)];
  return lines.length > 1 ? [allLinesAction, ...each] : each;
}

/**
 * Everything to do before the first paint: listen to the host, so that no change falls between the first read and
 * the first event; ask for what the first screen shows, so that it is answered while React mounts; and put on the
 * person's language and colours, so that no others flash by.
 */
export async function prepare(visitorOf: string | null = null): Promise<void> {
  // Mostly the language that is wanted; it is fetched while the host answers.
  const likelyLanguage = fetchLanguage(resolveLanguage("system"));
  await followHost();
  const settingsRead = prefetchHost("get_settings", {});
  const asked = [prefetchHost("list_lines", {})];
  if (visitorOf === null) {
    asked.push(
      openListEarly(),
      prefetchHost("rail_counts", { line: null }),
      prefetchHost("app_info", {}),
    );
  }
  // What is answered in a moment is drawn in one pass, and not first without it and then with it.
  await Promise.all([settingsRead, likelyLanguage, Promise.race([Promise.all(asked), moment()])]);
  const settings = settingsNow();
  // Following the system begins when the window is mounted.
  applyTheme(settings?.theme ?? "system")();
  applyDensity(settings?.density ?? "comfortable");
  await speak(resolveLanguage(settings?.language ?? "system"));
}

/** How long the first drawing waits for what it shows; a host that takes longer is drawn as it answers. */
function moment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 150));
}

/** Follows the host's events; answers when it listens. */
function followHost(): Promise<() => void> {
  const follower = new ChangeFollower(queryClient, forgetUploads);
  const onEvent = (event: HostEvent) => {
    if (event.event === "changed") follower.take(event);
    else if (event.event === "openConversation") selection.openConversation(event.conversation);
    else if (event.event === "uploadProgress") takeUpload(event);
    else if (event.event === "filesOver" || event.event === "filesDropped") takeDrag(event);
    // `testProgress` belongs to the connect dialog, which listens while it tests.
  };
  document.addEventListener("visibilitychange", () => {
    follower.noteVisibility();
  });
  return subscribe(onEvent, () => {
    follower.repair();
  });
}

function reportUncaught(): () => void {
  const onError = (event: ErrorEvent) => {
    reportProblem(event.error, "window");
  };
  const onRejection = (event: PromiseRejectionEvent) => {
    reportProblem(event.reason, "promise");
  };
  window.addEventListener("error", onError);
  window.addEventListener("unhandledrejection", onRejection);
  return () => {
    window.removeEventListener("error", onError);
    window.removeEventListener("unhandledrejection", onRejection);
  };
}
