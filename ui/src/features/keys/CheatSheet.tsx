/** Every key that works, from the registry: what is shown here is what happens. */
import { useState } from "react";
import { Dialog } from "../../components/Dialog";
import { Highlight, type Range } from "../../components/Highlight";
import { KeyCaps } from "../../components/KeyCap";
import { SearchField } from "../../components/SearchField";
import { useRegisteredActions, type Action, type ActionGroup } from "../../lib/actions";
import { match } from "../../lib/fuzzy";
import { capsOf } from "../../lib/keys";
import { useSettings } from "../../lib/settings";
import { useSystem } from "../../lib/system";
import type { Settings } from "../../ipc/bindings.gen";
import { m } from "../../paraglide/messages.js";
import styles from "./CheatSheet.module.css";

const groups: readonly (readonly [ActionGroup, () => string])[] = [
  ["move", m.keys_group_move],
  ["conversation", m.keys_group_conversation],
  ["compose", m.keys_group_compose],
  ["go", m.keys_group_go],
  ["app", m.keys_group_app],
];

const singleKeysOf = (settings: Settings) => settings.singleKeys;

interface Row {
  readonly action: Action;
  readonly label: string;
  readonly bindings: readonly string[][];
  readonly ranges: readonly Range[];
}

/** The dialog of all keys. */
export function CheatSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={m.keys_title()}
      closeLabel={m.app_close()}
      size="large"
    >
      <Sheet />
    </Dialog>
  );
}

function Sheet() {
  const [typed, setTyped] = useState("");
  const actions = useRegisteredActions();
  const system = useSystem();
  const singleKeys = useSettings(singleKeysOf) !== false;

  const rows = [...actions.values()].flatMap((action): Row[] => {
    if (action.keys.length === 0) return [];
    const label = action.label();
    const bindings = action.keys.map((binding) => capsOf(binding, system));
    const keysAsText = bindings.map((caps) => caps.join(" ")).join(" ");
    const hit = match(typed, label);
    if (hit === null && match(typed, keysAsText) === null) return [];
    return [{ action, label, bindings, ranges: hit?.ranges ?? [] }];
  });

  // What only moves the focus stands last in its group.
  const mechanical = (row: Row) => (row.action.hidden === true ? 1 : 0);
  const sorted = [...rows].sort((a, b) => mechanical(a) - mechanical(b));

  return (
    <>
      <div className={styles.find}>
        <SearchField label={m.keys_find()} value={typed} onChange={setTyped} autoFocus />
      </div>
      {!singleKeys && <p className={styles.note}>{m.keys_single_off()}</p>}
      {rows.length === 0 && (
        <p role="status" className={styles.note}>
          {m.keys_none()}
        </p>
      )}
      <div className={styles.groups}>
        {groups.map(([group, title]) => {
          const inside = sorted.filter((row) => row.action.group === group);
          if (inside.length === 0) return null;
          return (
            <section key={group} className={styles.group}>
              <h3 className={styles.title}>{title()}</h3>
              <dl>
                {inside.map((row) => (
                  <div
                    key={row.action.id}
                    className={styles.row}
                    data-off={(!singleKeys && row.action.single === true) || undefined}
                  >
                    <dt className={styles.label}>
                      <Highlight text={row.label} ranges={row.ranges} />
                    </dt>
                    <dd className={styles.bindings}>
                      {row.bindings.map((caps) => (
                        <KeyCaps key={caps.join(" ")} caps={caps} read />
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
      </div>
    </>
  );
}
