/** A short text beside what it explains, on hover and on keyboard focus. */
import type { ReactElement, ReactNode } from "react";
import { Tooltip as AriaTooltip, TooltipTrigger } from "react-aria-components";
import { KeyCaps } from "./KeyCap";
import styles from "./Tooltip.module.css";

/** Explains its only child, which must be a React Aria component. */
export function Tooltip({
  text,
  caps,
  placement = "bottom",
  children,
}: {
  text: ReactNode;
  caps?: readonly string[];
  placement?: "top" | "bottom" | "start" | "end";
  children: ReactElement;
}) {
  return (
    <TooltipTrigger delay={500} closeDelay={80}>
      {children}
      <AriaTooltip offset={6} placement={placement} className={styles.tooltip ?? ""}>
        <span>{text}</span>
        {caps !== undefined && caps.length > 0 && <KeyCaps caps={caps} />}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
