/**
 * A short text beside what it explains, on hover and on keyboard focus. Until it opens it costs its owner one state:
 * nearly every button has one, and a window full of waiting triggers took a seventh of all drawing.
 */
import {
  cloneElement,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type ReactElement,
  type ReactNode,
  type Ref,
} from "react";
import { Tooltip as AriaTooltip, TooltipTriggerStateContext } from "react-aria-components";
import { KeyCaps } from "./KeyCap";
import { hideShown, keepShown, watchPointing } from "./pointing";
import styles from "./Tooltip.module.css";

interface TooltipProps {
  text: ReactNode;
  caps?: readonly string[];
  placement?: "top" | "bottom" | "start" | "end";
}

/** Explains its only child, which must take a `ref` to its element. */
export function Tooltip({
  children,
  ...shown
}: TooltipProps & { children: ReactElement<{ ref?: Ref<HTMLElement> }> }) {
  const [target, setTarget] = useState<HTMLElement | null>(null);
  const passed = children.props.ref;
  const attach = useMemo(
    () => (element: HTMLElement | null) => {
      const forget = give(passed, element);
      if (element === null) return undefined;
      const stop = watchPointing(element, (open) => {
        setTarget(open ? element : null);
      });
      return () => {
        stop();
        if (typeof forget === "function") forget();
        else give(passed, null);
      };
    },
    [passed],
  );
  return (
    <>
      {cloneElement(children, { ref: attach })}
      {target !== null && <Shown target={target} {...shown} />}
    </>
  );
}

function give(ref: Ref<HTMLElement> | undefined, element: HTMLElement | null) {
  if (typeof ref === "function") return ref(element);
  if (ref !== null && ref !== undefined) ref.current = element;
  return undefined;
}

/** What React Aria's tooltip asks of whoever opens it. */
const openState = {
  isOpen: true,
  shouldSkipAnimation: true,
  open: keepShown,
  close: (now?: boolean) => {
    hideShown(now === true);
  },
};

function Shown({
  target,
  text,
  caps,
  placement = "bottom",
}: TooltipProps & { target: HTMLElement }) {
  const id = useId();
  const trigger = useRef(target);
  useEffect(() => {
    const before = target.getAttribute("aria-describedby");
    target.setAttribute("aria-describedby", before === null ? id : `${before} ${id}`);
    return () => {
      if (before === null) target.removeAttribute("aria-describedby");
      else target.setAttribute("aria-describedby", before);
    };
  }, [target, id]);
  return (
    <TooltipTriggerStateContext value={openState}>
      <AriaTooltip
        triggerRef={trigger}
        offset={6}
        placement={placement}
        className={styles.tooltip ?? ""}
      >
        <span id={id}>{text}</span>
        {caps !== undefined && caps.length > 0 && <KeyCaps caps={caps} />}
      </AriaTooltip>
    </TooltipTriggerStateContext>
  );
}
