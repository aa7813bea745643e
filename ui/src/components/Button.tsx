/**
 * Buttons. What cannot be done now stays in place, focusable, off, and says why: `reason` instead of a
 * `disabled` that nobody can ask.
 */
import { useId, type ReactNode, type Ref } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import type { LucideIcon } from "lucide-react";
import { Icon } from "./Icon";
import { KeyCaps } from "./KeyCap";
import { shortcutOf } from "./shortcut";
import { Tooltip } from "./Tooltip";
import styles from "./Button.module.css";

type Passed = Omit<
  AriaButtonProps,
  "className" | "style" | "children" | "isDisabled" | "isPending"
>;

/** What every button takes, beside React Aria's own. */
export interface ButtonProps extends Passed {
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
  variant?: "plain" | "primary" | "quiet" | "danger" | "toast";
  size?: "normal" | "small";
  icon?: LucideIcon;
  /** Mirror the icon in right-to-left. */
  flipIcon?: boolean;
  /** Its keys, shown at the end. */
  caps?: readonly string[];
  /** Why it is off; null or absent when it is on. */
  reason?: string | null;
}

/** A button with words. */
export function Button({
  children,
  variant = "plain",
  size = "normal",
  icon,
  flipIcon = false,
  caps,
  reason = null,
  ...passed
}: ButtonProps) {
  const reasonId = useId();
  const button = (
    <AriaButton
      {...(reason === null ? passed : off(passed, reasonId))}
      {...withShortcut(caps)}
      className={styles.button ?? ""}
      data-variant={variant}
      data-size={size}
      data-off={reason === null ? undefined : true}
    >
      {icon !== undefined && <Icon of={icon} size={size === "small" ? "s" : "m"} flip={flipIcon} />}
      {children}
      {caps !== undefined && <KeyCaps caps={caps} />}
      {reason !== null && (
        <span id={reasonId} className="visually-hidden">
          {reason}
        </span>
      )}
    </AriaButton>
  );
  return reason === null ? button : <Tooltip text={reason}>{button}</Tooltip>;
}

/** What an icon button takes. */
export interface IconButtonProps extends Omit<ButtonProps, "children" | "variant" | "icon"> {
  icon: LucideIcon;
  /** Its name, shown as a tooltip with its keys. */
  label: string;
  /** It is the chosen one of a pair or open. */
  pressed?: boolean;
  placement?: "top" | "bottom" | "start" | "end";
}

/** A button with a picture; its name comes as a tooltip. */
export function IconButton({
  icon,
  label,
  flipIcon = false,
  size = "normal",
  caps,
  pressed,
  reason = null,
  placement = "bottom",
  ...passed
}: IconButtonProps) {
  const reasonId = useId();
  return (
    <Tooltip
      text={reason ?? label}
      placement={placement}
      {...(caps === undefined || reason !== null ? {} : { caps })}
    >
      <AriaButton
        {...(reason === null ? passed : off(passed, reasonId))}
        {...withShortcut(caps)}
        aria-label={label}
        {...(pressed === undefined ? {} : { "aria-pressed": pressed })}
        className={styles.button ?? ""}
        data-variant="icon"
        data-size={size}
        data-on={pressed === true ? true : undefined}
        data-off={reason === null ? undefined : true}
      >
        <Icon of={icon} flip={flipIcon} />
        {reason !== null && (
          <span id={reasonId} className="visually-hidden">
            {reason}
          </span>
        )}
      </AriaButton>
    </Tooltip>
  );
}

/** React Aria lets this attribute pass only where the element is drawn by us. */
function withShortcut(caps: readonly string[] | undefined): Pick<Passed, "render"> {
  const shortcut = shortcutOf(caps);
  if (shortcut === undefined) return {};
  return { render: (drawn) => <button {...drawn} aria-keyshortcuts={shortcut} /> };
}

function off<P extends Passed>(passed: P, reasonId: string): Omit<P, "onPress"> {
  const { onPress: _never, ...rest } = passed;
  return { ...rest, "aria-disabled": true, "aria-describedby": reasonId };
}
