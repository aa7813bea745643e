/** What the rail's parts are made of: a section that folds, and a row with a number. */
import { ChevronDown } from "lucide-react";
import { useId, useState, type ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components";
import { Icon } from "../../components/Icon";
import { Tooltip } from "../../components/Tooltip";
import { findAction } from "../../lib/actions";
import { useCaps } from "../../lib/system";
import type { RowNumber } from "./railRows";
import styles from "./Rail.module.css";

/** A part of the rail with a title; it folds. */
export function Section({
  title,
  children,
  wide = false,
}: {
  title: string;
  children: ReactNode;
  /** Only where the rail has room for words. */
  wide?: boolean;
}) {
  const [open, setOpen] = useState(true);
  const id = useId();
  return (
    <section className={styles.section} data-wide={wide || undefined}>
      <h2 className={styles.sectionTitle}>
        <AriaButton
          aria-expanded={open}
          aria-controls={id}
          className={styles.fold ?? ""}
          onPress={() => {
            setOpen(!open);
          }}
        >
          {title}
          <span className={styles.chevron} data-open={open || undefined}>
            <Icon of={ChevronDown} size="xs" />
          </span>
        </AriaButton>
      </h2>
      <ul id={id} aria-label={title} hidden={!open}>
        {children}
      </ul>
    </section>
  );
}

/** One row; its name for assistive technology and its tooltip carry the numbers in words. */
export function RailRow({
  number,
  name,
  start,
  current,
  action,
  onPress,
}: {
  number: RowNumber;
  name: ReactNode;
  start: ReactNode;
  current: boolean;
  action?: string;
  onPress: () => void;
}) {
  const caps = useCaps(action === undefined ? undefined : findAction(action)?.keys[0]);
  return (
    <Tooltip text={number.words} caps={caps} placement="end">
      <AriaButton
        aria-label={number.words}
        {...(current ? { "aria-current": "page" as const } : {})}
        className={styles.row ?? ""}
        data-current={current || undefined}
        data-tone={number.shown === null ? undefined : number.tone}
        onPress={onPress}
      >
        {start}
        <span className={`cut ${styles.label}`}>{name}</span>
        {number.shown !== null && (
          <span className={styles.number} data-count>
            {number.shown}
          </span>
        )}
      </AriaButton>
    </Tooltip>
  );
}
