/** The head of the conversation: who, where, who carries it, and what can be done with it. */
import {
  Ban,
  Check,
  ChevronDown,
  Ellipsis,
  Flag,
  Moon,
  RotateCcw,
  Tag,
  UserCheck,
  Users,
  Workflow,
} from "lucide-react";
import type { ReactNode } from "react";
import type { AssigneeDto, ConversationDetail } from "../../../ipc/bindings.gen";
import { Avatar } from "../../../components/Avatar";
import { Button, IconButton } from "../../../components/Button";
import { ChannelGlyph } from "../../../components/Glyphs";
import { Icon } from "../../../components/Icon";
import { MenuButton, MenuItem, MenuSeparator } from "../../../components/Menu";
import { findAction } from "../../../lib/actions";
import type { ChangeKind } from "../../../lib/changing";
import { customerName } from "../../../lib/customerName";
import { formatUntil } from "../../../lib/format";
import { channelKindTitle, platformName } from "../../../lib/lineWords";
import { useNow } from "../../../lib/now";
import { useCaps } from "../../../lib/system";
import { showToast } from "../../../lib/toasts";
import { m } from "../../../paraglide/messages.js";
import { act, runOn, type Scene } from "../scene";
import { MoreTools } from "../tools/MoreTools";
import { useCapabilities, useHasTeams, useReasonAgainst } from "../useLine";
import { reasonOf } from "../words";
import styles from "./Header.module.css";

/** The actions of other parts of the window that the head offers. */
const ASSIGN = "assign.open";
const TOGGLE_READ = "conversation.toggleRead";
const MACRO = "macro.open";

/** Draws the head; `start` and `end` are the shell's buttons. */
export function Header({
  detail,
  scene,
  start,
  end,
}: {
  detail: ConversationDetail;
  scene: Scene;
  start: ReactNode;
  end: ReactNode;
}) {
  const { row, channelName } = detail;
  const isNamed = channelName !== null && channelName !== "";
  return (
    <header className={styles.header}>
      {start}
      <div className={styles.who}>
        <h2 className={`column-text ${styles.name ?? ""}`} dir="auto">
          {customerName(row.contactName)}
        </h2>
        <p className={styles.where}>
          <ChannelGlyph kind={row.channelKind} />
          {/* The glyph says it already; the room is for what tells this conversation from others. */}
          <span className={isNamed ? "visually-hidden" : undefined}>
            {channelKindTitle(row.channelKind)}
          </span>
          {isNamed && <bdi>{channelName}</bdi>}
          <span aria-hidden>·</span>
          <bdi>{row.lineName}</bdi>
          {detail.muted && (
            <>
              <span aria-hidden>·</span>
              <Icon of={Ban} size="xs" />
              <span>{m.conversation_muted()}</span>
            </>
          )}
        </p>
      </div>
      {/* There is nothing to change yet; below it stands why. */}
      {!detail.beingBegun && (
        <>
          <Assignee assignee={row.assignee} scene={scene} />
          <Snooze detail={detail} scene={scene} />
          <Tags scene={scene} />
          <More detail={detail} scene={scene} />
          <Resolve detail={detail} scene={scene} />
        </>
      )}
      {end}
    </header>
  );
}

function assigneeName(assignee: AssigneeDto | null): string {
  if (assignee === null) return m.conversation_nobody();
  if (assignee.isMe) return m.conversation_you();
  if (assignee.name !== "") return assignee.name;
  return assignee.isAi ? m.conversation_ai() : m.conversation_colleague();
}

/** Beside what the platform has not confirmed yet. */
function Unconfirmed() {
  return (
    <span className={styles.pending} title={m.conversation_unconfirmed()}>
      <span className="visually-hidden">{m.conversation_unconfirmed()}</span>
    </span>
  );
}

function Assignee({ assignee, scene }: { assignee: AssigneeDto | null; scene: Scene }) {
  const ability = useCapabilities(scene.line)?.assignPerson ?? "available";
  const platform = platformName(scene.platform);
  const name = assigneeName(assignee);
  return (
    <Button
      variant="quiet"
      aria-label={m.conversation_assignee({ name })}
      aria-haspopup="dialog"
      reason={reasonOf(ability, m.conversation_off_assign_platform({ platform }))}
      onPress={() => {
        runOn(scene, ASSIGN);
      }}
    >
      <Avatar
        name={assignee === null ? null : assignee.name || name}
        shape="teammate"
        size="small"
      />
      <bdi className={styles.assignee}>{name}</bdi>
      {assignee?.pending === true && <Unconfirmed />}
      <Icon of={ChevronDown} size="xs" />
    </Button>
  );
}

/** What an action of another part of the window is on now: its keys, and why it is off. */
function useWay(scene: Scene, action: string, kind: ChangeKind) {
  const caps = useCaps(findAction(action)?.keys[0]);
  const reason = useReasonAgainst(scene.line, kind);
  return {
    caps,
    reason,
    run: () => {
      runOn(scene, action);
    },
  };
}

function Resolve({ detail, scene }: { detail: ConversationDetail; scene: Scene }) {
  const isResolved = detail.status === "resolved";
  const { caps, reason, run } = useWay(scene, "change.status", isResolved ? "reopen" : "resolve");
  return (
    <Button icon={isResolved ? RotateCcw : Check} caps={caps} reason={reason} onPress={run}>
      <span className={styles.resolve}>
        {isResolved ? m.change_reopen() : m.conversation_resolve()}
      </span>
      {detail.status !== "snoozed" && detail.row.statusPending && <Unconfirmed />}
    </Button>
  );
}

function Snooze({ detail, scene }: { detail: ConversationDetail; scene: Scene }) {
  const { caps, reason, run } = useWay(scene, "change.snooze", "snooze");
  const { status, snoozedUntil } = detail;
  const until = useNow((now) => (snoozedUntil === null ? "" : formatUntil(snoozedUntil, now)));
  if (status === "snoozed") {
    return (
      <Button variant="quiet" icon={Moon} reason={reason} aria-haspopup="dialog" onPress={run}>
        <span className={styles.until}>
          {snoozedUntil === null
            ? m.conversation_snoozed_answer()
            : m.conversation_snoozed_until({ time: until })}
        </span>
        {detail.row.statusPending && <Unconfirmed />}
      </Button>
    );
  }
  return (
    <IconButton icon={Moon} label={m.change_snooze()} caps={caps} reason={reason} onPress={run} />
  );
}

function Tags({ scene }: { scene: Scene }) {
  const { caps, reason, run } = useWay(scene, "change.tags", "tags");
  return (
    <IconButton icon={Tag} label={m.change_tags()} caps={caps} reason={reason} onPress={run} />
  );
}

function More({ detail, scene }: { detail: ConversationDetail; scene: Scene }) {
  const { row, contact } = detail;
  const priority = useWay(scene, "change.priority", "priority");
  const team = useWay(scene, "change.team", "team");
  const mute = useWay(scene, "change.mute", "mute");
  const hasTeams = useHasTeams(scene.line);
  const macros = useCapabilities(scene.line)?.macros ?? "available";
  const macroCaps = useCaps(findAction(MACRO)?.keys[0]);
  const readCaps = useCaps(findAction(TOGGLE_READ)?.keys[0]);
  const storyCaps = useCaps(findAction("conversation.story")?.keys[0]);
  const copy = async (phone: string) => {
    await navigator.clipboard.writeText(phone);
    showToast({ text: m.conversation_number_copied() });
  };
  return (
    <MenuButton
      label={m.conversation_more()}
      placement="bottom end"
      button={<IconButton icon={Ellipsis} label={m.conversation_more()} />}
    >
      <MenuItem
        id="priority"
        label={m.change_priority()}
        icon={Flag}
        caps={priority.caps}
        reason={priority.reason}
        onAction={priority.run}
      />
      <MenuItem
        id="team"
        label={m.change_team()}
        icon={Users}
        reason={team.reason ?? (hasTeams ? null : m.change_no_teams())}
        onAction={team.run}
      />
      <MenuItem
        id="mute"
        label={detail.muted ? m.change_unmute() : m.change_mute()}
        icon={detail.muted ? UserCheck : Ban}
        reason={mute.reason}
        onAction={mute.run}
      />
      <MenuItem
        id="macro"
        label={m.writing_macro_action()}
        icon={Workflow}
        caps={macroCaps}
        reason={reasonOf(macros, m.writing_off_macros({ platform: platformName(scene.platform) }))}
        onAction={() => {
          runOn(scene, MACRO);
        }}
      />
      <MenuSeparator />
      <MoreTools scene={scene} email={contact.email} />
      <MenuItem
        id="story"
        label={m.people_story_action()}
        caps={storyCaps}
        onAction={() => {
          runOn(scene, "conversation.story");
        }}
      />
      <MenuItem
        id="open"
        label={m.conversation_open_in({ platform: platformName(row.platform) })}
        onAction={() => void act("open_in_platform", { conversation: scene.conversation })}
      />
      <MenuItem
        id="read"
        label={row.unread > 0 ? m.conversation_mark_read() : m.conversation_mark_unread()}
        caps={readCaps}
        onAction={() => {
          runOn(scene, TOGGLE_READ);
        }}
      />
      {contact.phone !== null && (
        <MenuItem
          id="copy"
          label={m.conversation_copy_number()}
          onAction={() => void copy(contact.phone ?? "")}
        />
      )}
    </MenuButton>
  );
}
