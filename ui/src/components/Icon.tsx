/** A line icon at the design's sizes and strokes. Decorative: whoever holds it has the name. */
import type { LucideIcon } from "lucide-react";
import styles from "./Icon.module.css";

/** 16 px by default; 13 in text, 11 for chevrons, 20 in the wizard. */
export type IconSize = "xs" | "s" | "m" | "l";

const sizes = { xs: [11, 1.8], s: [13, 1.6], m: [16, 1.4], l: [20, 1.2] } as const;

/** Draws a lucide icon. `flip` mirrors it in right-to-left (arrows and chevrons only). */
export function Icon({
  of: Drawing,
  size = "m",
  flip = false,
}: {
  of: LucideIcon;
  size?: IconSize;
  flip?: boolean;
}) {
  const [pixels, stroke] = sizes[size];
  return (
    <Drawing
      aria-hidden
      focusable={false}
      size={pixels}
      // The design gives strokes in its own 16-unit grid, lucide draws in one of 24.
      strokeWidth={(stroke * 24) / 16}
      className={flip ? `${styles.icon} flip` : styles.icon}
    />
  );
}
