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
  type RefObject,
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
  const trigger = useRef<HTMLElement | null>(null);
  const [isOpen, setOpen] = useState(false);
  const passed = children.props.ref;
  const ref = useMemo(
    () => (element: HTMLElement | null) => {
      trigger.current = element;
      const forget = give(passed, element);
      if (element === null) return undefined;
      const stop = watchPointing(element, setOpen);
      return () => {
        trigger.current = null;
        stop();
        if (typeof forget === "function") forget();
        else give(passed, null);
      };
    },
    [passed],
  );
  return (
    <>
      {cloneElement(children, { ref })}
      {isOpen && <Shown trigger={trigger} {...shown} />}
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
  trigger,
  text,
  caps,
  placement = "bottom",
}: TooltipProps & { trigger: RefObject<HTMLElement | null> }) {
  const id = useId();
  useEffect(() => {
    const element = trigger.current;
    if (element === null) return undefined;
    const before = element.getAttribute("aria-describedby");
    element.setAttribute("aria-describedby", before === null ? id : `${before} ${id}`);
    return () => {
      if (before === null) element.removeAttribute("aria-describedby");
      else element.setAttribute("aria-describedby", before);
    };
  }, [trigger, id]);
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
