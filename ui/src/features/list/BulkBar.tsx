// What can be done with all ticked conversations at once. What none of their lines can do stays, off, with
// the reason.

import {
  AlarmClock,
  CircleCheck,
  type LucideIcon,
  Mail,
  MailOpen,
  Tag,
  UserPlus,
  X,
} from "lucide-react";
import { IconButton } from "../../components/Button";
import { findAction, runAction, useRegisteredActions } from "../../lib/actions";
import { useLines } from "../../lib/lines";
import { useCaps } from "../../lib/system";
import { ticks, useTicks } from "../../lib/ticks";
import { m } from "../../paraglide/messages.js";
import styles from "./ConversationList.module.css";
import { anyUnread } from "./reading";

/** The bar at the foot of the list, while something is ticked. */
export function BulkBar() {
  const ticked = useTicks((all) => all);
  // What can be done follows from what the lines can do.
  useLines();
  useRegisteredActions();
  if (ticked.size === 0) return null;
  const unread = anyUnread([...ticked.keys()]);
  return (
    <div role="toolbar" aria-label={m.list_bulk_label()} className={styles.bulk}>
      <b className={`cut ${styles.bulkCount}`} role="status">
        {m.list_bulk_count({ count: ticked.size })}
      </b>
      <Doing action="assign.open" icon={UserPlus} />
      <Doing action="change.tags" icon={Tag} />
      <Doing action="change.snooze" icon={AlarmClock} />
      <Doing action="change.status" icon={CircleCheck} />
      <Doing
        action="conversation.toggleRead"
        icon={unread ? MailOpen : Mail}
        label={unread ? m.list_mark_read() : m.list_mark_unread()}
      />
      <IconButton
        icon={X}
        size="small"
        placement="top"
        label={m.list_bulk_clear()}
        onPress={() => {
          ticks.clear();
        }}
      />
    </div>
  );
}

/** One action of the registry as a button. */
function Doing({ action, icon, label }: { action: string; icon: LucideIcon; label?: string }) {
  const known = findAction(action);
  const caps = useCaps(known?.keys[0]);
  if (known === undefined) return null;
  return (
    <IconButton
      icon={icon}
      size="small"
      placement="top"
      label={label ?? known.label()}
      caps={caps}
      reason={known.reason?.() ?? null}
      onPress={() => {
        runAction(action);
      }}
    />
  );
}
