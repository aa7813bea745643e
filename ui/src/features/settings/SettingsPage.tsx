/** The settings: own rail, one section at a time. Changes apply at once; there is nothing to save. */
import { ChevronLeft } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button as AriaButton } from "react-aria-components";
import { Icon } from "../../components/Icon";
import { KeyCaps } from "../../components/KeyCap";
import type { LineDto, OutboxEntry } from "../../ipc/bindings.gen";
import { useActions } from "../../lib/actions";
import { formatNumber } from "../../lib/format";
import { useHostQuery } from "../../lib/hostQuery";
import { selection, useSelection } from "../../lib/selection";
import { m } from "../../paraglide/messages.js";
import { AboutSection } from "./AboutSection";
import { AppearanceSection } from "./AppearanceSection";
import { KeyboardSection } from "./KeyboardSection";
import { LanguageSection } from "./LanguageSection";
import { LinesSection } from "./lines/LinesSection";
import { NotificationsSection } from "./NotificationsSection";
import { OutboxSection } from "./OutboxSection";
import { SavedRepliesSection } from "./replies/SavedRepliesSection";
import { placeOf, sectionGroups, type SectionId } from "./sections";
import { leaveSettings } from "./settingsActions";
import styles from "./SettingsPage.module.css";

const actions = [leaveSettings];

/** The page. */
export function SettingsPage() {
  const target = useSelection((state) => state.settingsTarget);
  const { section, line } = placeOf(target);
  useActions(actions);

  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    main.current?.scrollTo({ top: 0 });
  }, [section]);

  return (
    <div className={styles.page}>
      <nav aria-label={m.settings_name()} className={styles.rail} data-pane="rail">
        <AriaButton
          className={`${styles.entry ?? ""} ${styles.back ?? ""}`}
          onPress={leaveSettings.run}
        >
          <Icon of={ChevronLeft} flip />
          <span className={styles.label}>{m.settings_back()}</span>
          <KeyCaps caps={["Esc"]} />
        </AriaButton>
        <div className={styles.groups}>
          {sectionGroups.map((group) => (
            <div key={group.id} className={styles.group}>
              <h2 id={`settings-group-${group.id}`} className={styles.groupName}>
                {group.name()}
              </h2>
              <ul aria-labelledby={`settings-group-${group.id}`} className={styles.entries}>
                {group.sections.map(({ id, name, icon }) => (
                  <li key={id}>
                    <AriaButton
                      className={styles.entry ?? ""}
                      {...(id === section ? { "aria-current": "page" as const } : {})}
                      onPress={() => {
                        selection.openPage("settings", id);
                      }}
                    >
                      <Icon of={icon} />
                      <span className={`cut ${styles.label}`}>{name()}</span>
                      <Needs section={id} />
                    </AriaButton>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </div>
      </nav>
      <main ref={main} className={styles.main} data-pane="conversation">
        <Chosen section={section} line={line} />
      </main>
    </div>
  );
}

function Chosen({ section, line }: { section: SectionId; line: string | null }) {
  switch (section) {
    case "appearance":
      return <AppearanceSection />;
    case "language":
      return <LanguageSection />;
    case "notifications":
      return <NotificationsSection />;
    case "keyboard":
      return <KeyboardSection />;
    case "lines":
      return <LinesSection target={line} />;
    case "replies":
      return <SavedRepliesSection />;
    case "outbox":
      return <OutboxSection />;
    case "about":
      return <AboutSection />;
  }
}

const linesInNeed = (lines: LineDto[]) =>
  lines.filter(
    ({ health, relay }) => health.state === "keyRefused" || relay.state === "tokenRefused",
  ).length;
const stuck = (outbox: OutboxEntry[]) =>
  outbox.filter(({ state }) => state.state === "stuck").length;

/** How many things in a section wait for the person. */
function Needs({ section }: { section: SectionId }) {
  const lines = useHostQuery("list_lines", {}, { select: linesInNeed });
  const outbox = useHostQuery("list_outbox", {}, { select: stuck });
  const count = section === "lines" ? lines.data : section === "outbox" ? outbox.data : undefined;
  if (count === undefined || count === 0) return null;
  return (
    <span className={styles.needs}>
      <span aria-hidden>{formatNumber(count)}</span>
      <span className="visually-hidden">{m.settings_needs({ count })}</span>
    </span>
  );
}
