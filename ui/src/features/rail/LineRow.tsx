/** A line in the rail: its lamp, its name, and what can be done with it. */
import { KeyRound, Pause, Play, RefreshCw, SlidersHorizontal } from "lucide-react";
import { useState, type MouseEvent } from "react";
import { Button as AriaButton } from "react-aria-components";
import { Name } from "../../components/Foreign";
import { PlatformGlyph } from "../../components/Glyphs";
import { Icon } from "../../components/Icon";
import { Lamp } from "../../components/Lamp";
import { ContextMenu, MenuItem, type MenuPoint } from "../../components/Menu";
import { Tooltip } from "../../components/Tooltip";
import { presentError } from "../../ipc/errors";
import type { SteadyLine } from "../../lib/lines";
import { callHost } from "../../lib/hostQuery";
import { formatSpan } from "../../lib/format";
import { healthLamp, healthWords } from "../../lib/lineHealth";
import { isSandbox, keyLeft } from "../../lib/lineNotices";
import { platformName } from "../../lib/lineWords";
import { useNow } from "../../lib/now";
import { selection, useSelection } from "../../lib/selection";
import { showToast } from "../../lib/toasts";
import { m } from "../../paraglide/messages.js";
import styles from "./Rail.module.css";

async function checkNow(line: SteadyLine): Promise<void> {
  try {
    await callHost("check_now", { line: line.id });
    showToast({ text: m.rail_checking({ name: line.name }) });
  } catch (cause) {
    showToast({ text: presentError(cause).text(), tone: "failed" });
  }
}

async function setPaused(line: SteadyLine, paused: boolean): Promise<void> {
  try {
    await callHost("update_line", { line: line.id, name: null, me: null, paused });
    showToast({
      text: paused
        ? m.rail_paused_toast({ name: line.name })
        : m.rail_resumed_toast({ name: line.name }),
    });
  } catch (cause) {
    showToast({ text: presentError(cause).text(), tone: "failed" });
  }
}

/** That the key ends soon, or has; null where it does not. */
function keyWords(line: SteadyLine, now: number): string | null {
  const left = keyLeft(line, now);
  if (left === null) return null;
  return left === 0 ? m.rail_key_ended() : m.rail_key_ends({ span: formatSpan(left) });
}

/** One line; activating it filters the current view, once more shows all lines again. */
export function LineRow({ line }: { line: SteadyLine }) {
  const chosen = useSelection((state) => state.line === line.id);
  const [menuAt, setMenuAt] = useState<MenuPoint | null>(null);
  const lamp = healthLamp(line.health);
  const sandbox = isSandbox(line);
  // The words alone, so that the row is drawn anew when they change and not when time passes.
  const key = useNow((now) => keyWords(line, now));
  const words = [
    line.name,
    platformName(line.platform),
    healthWords(line.health),
    ...(sandbox ? [m.rail_sandbox_words()] : []),
    ...(key === null ? [] : [key]),
  ].join(", ");
  const paused = line.health.state === "paused";

  const openMenu = (event: MouseEvent<HTMLElement>) => {
    event.preventDefault();
    // The keyboard's menu key reports no pointer place.
    const box = event.currentTarget.getBoundingClientRect();
    const byPointer = event.clientX !== 0 || event.clientY !== 0;
    setMenuAt(
      byPointer
        ? { x: event.clientX, y: event.clientY }
        : { x: box.left + box.width / 2, y: box.bottom },
    );
  };

  return (
    // The context menu repeats what the line's settings offer to the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div onContextMenu={openMenu}>
      <Tooltip text={words} placement="end">
        <AriaButton
          aria-label={words}
          aria-pressed={chosen}
          className={styles.row ?? ""}
          data-current={chosen || undefined}
          onPress={() => {
            selection.setLine(chosen ? null : line.id);
          }}
        >
          <span className={styles.lamp}>
            <Lamp kind={lamp.kind} working={lamp.working} />
          </span>
          <Name className={`cut ${styles.label}`}>{line.name}</Name>
          {sandbox && (
            <span aria-hidden className={styles.badge}>
              {m.rail_sandbox()}
            </span>
          )}
          {key !== null && (
            <span className={styles.keyEnds}>
              <Icon of={KeyRound} size="xs" />
            </span>
          )}
          <span className={styles.platform}>
            <PlatformGlyph platform={line.platform} />
          </span>
        </AriaButton>
      </Tooltip>
      <ContextMenu
        at={menuAt}
        label={m.rail_line_menu({ name: line.name })}
        onClose={() => {
          setMenuAt(null);
        }}
      >
        <MenuItem
          id="check"
          label={m.rail_check_now()}
          icon={RefreshCw}
          onAction={() => {
            void checkNow(line);
          }}
        />
        <MenuItem
          id="pause"
          label={paused ? m.rail_resume() : m.rail_pause()}
          icon={paused ? Play : Pause}
          onAction={() => {
            void setPaused(line, !paused);
          }}
        />
        <MenuItem
          id="settings"
          label={m.rail_line_settings()}
          icon={SlidersHorizontal}
          onAction={() => {
            selection.openPage("settings", line.id);
          }}
        />
      </ContextMenu>
    </div>
  );
}
