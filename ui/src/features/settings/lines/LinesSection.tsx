/** Lines and sync health: what each line does now, and what can be done with it. */
import { Plus } from "lucide-react";
import { useState } from "react";
import { Banner } from "../../../components/Banner";
import { Button } from "../../../components/Button";
import { EmptyState } from "../../../components/EmptyState";
import { Name } from "../../../components/Foreign";
import { Lamp } from "../../../components/Lamp";
import type { LineDto } from "../../../ipc/bindings.gen";
import { useHostQuery } from "../../../lib/hostQuery";
import { platformName } from "../../../lib/lineWords";
import { selection } from "../../../lib/selection";
import { m } from "../../../paraglide/messages.js";
import { SectionPage, WhenRead } from "../SectionPage";
import styles from "../SettingsPage.module.css";
import { LineCard } from "./LineCard";
import { LineTable } from "./LineTable";
import { Notices } from "./Notices";
import { ReplaceKeyDialog } from "./ReplaceKeyDialog";

function connect(): void {
  selection.openPage("connect");
}

/** The section; `target` is the line to begin with. */
export function LinesSection({ target }: { target: string | null }) {
  const read = useHostQuery("list_lines", {});
  return (
    <SectionPage
      title={m.settings_lines()}
      text={m.settings_lines_text()}
      wide
      action={
        <Button variant="primary" icon={Plus} onPress={connect}>
          {m.connect_line()}
        </Button>
      }
    >
      <WhenRead read={read}>
        {(lines) =>
          lines.length === 0 ? (
            <EmptyState title={m.connect_first_title()} text={m.connect_first_text()} />
          ) : (
            <Lines lines={lines} target={target} />
          )
        }
      </WhenRead>
    </SectionPage>
  );
}

function Lines({ lines, target }: { lines: readonly LineDto[]; target: string | null }) {
  const [chosen, setChosen] = useState<string | null>(target);
  // Opened anew for another line, from the status bar or the rail, while the section is shown.
  const [shownTarget, setShownTarget] = useState(target);
  if (target !== shownTarget) {
    setShownTarget(target);
    setChosen(target);
  }
  const [replacing, setReplacing] = useState<LineDto | null>(null);
  const line = lines.find(({ id }) => id === chosen) ?? lines[0];
  if (line === undefined) return null;
  return (
    <div className={styles.parts}>
      {lines
        .filter(({ health }) => health.state === "keyRefused")
        .map((refused) => (
          <Banner
            key={refused.id}
            tone="fault"
            start={<Lamp kind="fault" />}
            action={
              <Button
                onPress={() => {
                  setReplacing(refused);
                }}
              >
                {m.settings_replace_key()}
              </Button>
            }
          >
            <b>
              <Name>{refused.name}</Name>:
            </b>{" "}
            {m.settings_key_refused({ platform: platformName(refused.platform) })}
          </Banner>
        ))}
      {lines.map((each) => (
        <Notices
          key={each.id}
          line={each}
          onReplaceKey={() => {
            setReplacing(each);
          }}
        />
      ))}
      <LineTable lines={lines} chosen={line.id} onChoose={setChosen} />
      <LineCard
        key={line.id}
        line={line}
        onReplaceKey={() => {
          setReplacing(line);
        }}
      />
      {replacing !== null && (
        <ReplaceKeyDialog
          line={replacing}
          onClose={() => {
            setReplacing(null);
          }}
        />
      )}
    </div>
  );
}
