/** The line between two panes: drag it, or focus it and use the arrows; double click resets. */
import { useRef, type KeyboardEvent, type PointerEvent } from "react";
import styles from "./Splitter.module.css";

const step = 16;

/** Sizes in px along the inline axis. `grows` says on which side the sized pane lies. */
export function Splitter({
  label,
  controls,
  value,
  min,
  max,
  standard,
  grows,
  onChange,
  onEnd,
}: {
  label: string;
  /** Id of the sized pane. */
  controls: string;
  value: number;
  min: number;
  max: number;
  standard: number;
  /** `start`: the pane before the line; `end`: the pane after it. */
  grows: "start" | "end";
  /** During a drag and on each key. */
  onChange: (value: number) => void;
  /** When it is done: keep it. */
  onEnd: (value: number) => void;
}) {
  const drag = useRef<{ from: number; value: number } | null>(null);

  const clamp = (wanted: number) => Math.round(Math.min(max, Math.max(min, wanted)));
  // Toward the inline end is to the left in right-to-left.
  const towardsEnd = (element: Element, physical: number) =>
    (getComputedStyle(element).direction === "rtl" ? -physical : physical) *
    (grows === "start" ? 1 : -1);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const wanted =
      event.key === "ArrowRight"
        ? value + towardsEnd(event.currentTarget, step)
        : event.key === "ArrowLeft"
          ? value + towardsEnd(event.currentTarget, -step)
          : event.key === "Home"
            ? min
            : event.key === "End"
              ? max
              : null;
    if (wanted === null) return;
    event.preventDefault();
    onChange(clamp(wanted));
    onEnd(clamp(wanted));
  };

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { from: event.clientX, value };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (drag.current === null) return;
    onChange(
      clamp(
        drag.current.value + towardsEnd(event.currentTarget, event.clientX - drag.current.from),
      ),
    );
  };
  const onPointerUp = () => {
    if (drag.current === null) return;
    drag.current = null;
    onEnd(value);
  };

  return (
    // A focusable separator is the window-splitter pattern; it is a control although its role sounds passive.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="separator"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={label}
      aria-controls={controls}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      className={styles.splitter}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onDoubleClick={() => {
        onChange(standard);
        onEnd(standard);
      }}
    />
  );
}
