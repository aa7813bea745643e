// What can be done with all ticked conversations at once.

import { X } from "lucide-react";
import { Button, IconButton } from "../../components/Button";
import { findAction, runAction } from "../../lib/actions";
import { useCaps } from "../../lib/system";
import { ticks, useTicks } from "../../lib/ticks";
import { m } from "../../paraglide/messages.js";
import styles from "./ConversationList.module.css";
import { anyUnread } from "./reading";

/** The bar at the foot of the list, while something is ticked. */
export function BulkBar() {
  const ticked = useTicks((all) => all);
  const assignCaps = useCaps(findAction("assign.open")?.keys[0]);
  const readCaps = useCaps(findAction("conversation.toggleRead")?.keys[0]);
  if (ticked.size === 0) return null;
  return (
    <div role="toolbar" aria-label={m.list_bulk_label()} className={styles.bulk}>
      <b className={`cut ${styles.bulkCount}`} role="status">
        {m.list_bulk_count({ count: ticked.size })}
      </b>
      <Button
        variant="quiet"
        size="small"
        caps={assignCaps}
        onPress={() => {
          runAction("assign.open");
        }}
      >
        {m.assign_open()}
      </Button>
      <Button
        variant="quiet"
        size="small"
        caps={readCaps}
        onPress={() => {
          runAction("conversation.toggleRead");
        }}
      >
        {anyUnread([...ticked.keys()]) ? m.list_mark_read() : m.list_mark_unread()}
      </Button>
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
