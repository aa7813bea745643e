// The menu of a row: the same actions as on keys, for whom the pointer is nearer.

import {
  AlarmClock,
  Check,
  CircleCheck,
  CornerUpLeft,
  ExternalLink,
  Flag,
  Inbox,
  Mail,
  MailOpen,
  Tag,
  User,
  UserPlus,
} from "lucide-react";
import { ContextMenu, MenuItem, type MenuPoint, MenuSeparator } from "../../components/Menu";
import { findAction, runAction } from "../../lib/actions";
import { customerName } from "../../lib/customerName";
import { callHost } from "../../lib/hostQuery";
import { presentError } from "../../ipc/errors";
import { platformName } from "../../lib/lineWords";
import { useCaps } from "../../lib/system";
import { showToast } from "../../lib/toasts";
import { actOn, type Ticks, ticks } from "../../lib/ticks";
import { m } from "../../paraglide/messages.js";
import { openRow, rowNow, toggleTick } from "./openList";
import { setRead } from "./reading";

/** Which row's menu is open, and where. */
export interface OpenMenu {
  readonly id: string;
  readonly at: MenuPoint;
}

/** The changes of the menu, in order. */
const changes = [
  { action: "change.status", icon: CircleCheck },
  { action: "change.snooze", icon: AlarmClock },
  { action: "change.tags", icon: Tag },
  { action: "change.priority", icon: Flag },
] as const;

function useCapsOf(action: string): string[] {
  return useCaps(findAction(action)?.keys[0]);
}

/** The context menu of the list. On a ticked row it acts on everything that is ticked. */
export function RowMenu({ menu, onClose }: { menu: OpenMenu | null; onClose: () => void }) {
  const assign = useCapsOf("assign.open");
  const take = useCapsOf("assign.take");
  const toQueue = useCapsOf("assign.toQueue");
  const read = useCapsOf("conversation.toggleRead");
  const tick = useCapsOf("list.tick");
  const row = menu === null ? null : rowNow(menu.id);
  const unread = (row?.unread ?? 0) > 0;

  const changeCaps = {
    "change.status": useCapsOf("change.status"),
    "change.snooze": useCapsOf("change.snooze"),
    "change.tags": useCapsOf("change.tags"),
    "change.priority": useCapsOf("change.priority"),
  };

  const within = (doing: () => void) => {
    if (row === null) return;
    const targets: Ticks = ticks.get().has(row.id)
      ? ticks.get()
      : new Map([[row.id, { line: row.line, status: row.status }]]);
    actOn(targets, doing);
  };
  const run = (action: string) => {
    within(() => runAction(action));
  };
  /** What an action is called and why it is off, for these conversations. */
  const saidOf = (action: string) => {
    const said = { label: "", reason: null as string | null };
    within(() => {
      const known = findAction(action);
      said.label = known?.label() ?? "";
      said.reason = known?.reason?.() ?? null;
    });
    return said;
  };

  return (
    <ContextMenu
      label={m.list_row_menu({ name: customerName(row?.contactName ?? "") })}
      at={row === null ? null : (menu?.at ?? null)}
      onClose={onClose}
    >
      <MenuItem
        id="open"
        label={m.list_open()}
        icon={CornerUpLeft}
        onAction={() => {
          if (row !== null) openRow(row.id);
        }}
      />
      <MenuSeparator />
      <MenuItem
        id="assign"
        label={m.assign_open()}
        icon={UserPlus}
        caps={assign}
        onAction={() => {
          run("assign.open");
        }}
      />
      <MenuItem
        id="take"
        label={m.assign_take()}
        icon={User}
        caps={take}
        onAction={() => {
          run("assign.take");
        }}
      />
      <MenuItem
        id="toQueue"
        label={m.assign_to_queue()}
        icon={Inbox}
        caps={toQueue}
        onAction={() => {
          run("assign.toQueue");
        }}
      />
      <MenuSeparator />
      {changes.map(({ action, icon }) => {
        const { label, reason } = saidOf(action);
        return (
          <MenuItem
            key={action}
            id={action}
            label={label}
            icon={icon}
            caps={changeCaps[action]}
            reason={reason}
            onAction={() => {
              run(action);
            }}
          />
        );
      })}
      <MenuSeparator />
      <MenuItem
        id="read"
        label={unread ? m.list_mark_read() : m.list_mark_unread()}
        icon={unread ? MailOpen : Mail}
        caps={read}
        onAction={() => {
          if (row === null) return;
          const all = ticks.get().has(row.id) ? [...ticks.get().keys()] : [row.id];
          void setRead(all, unread);
        }}
      />
      <MenuItem
        id="tick"
        label={m.list_tick()}
        icon={Check}
        caps={tick}
        onAction={() => {
          if (row !== null) toggleTick(row.id);
        }}
      />
      <MenuSeparator />
      <MenuItem
        id="platform"
        label={m.list_open_in({ platform: row === null ? "" : platformName(row.platform) })}
        icon={ExternalLink}
        onAction={() => {
          if (row === null) return;
          callHost("open_in_platform", { conversation: row.id }).catch((cause: unknown) => {
            showToast({ tone: "failed", text: presentError(cause).text() });
          });
        }}
      />
    </ContextMenu>
  );
}
