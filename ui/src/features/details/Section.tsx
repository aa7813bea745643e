// A section of the panel that folds; the fold is remembered in this window's storage.

import { ChevronDown } from "lucide-react";
import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { Icon } from "../../components/Icon";
import { useIsWanted, wantSection, type SectionName } from "../../lib/panelSection";
import styles from "./Details.module.css";

const storageKey = "switchboard.details.folded";

function foldedNow(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? "[]");
    return Array.isArray(kept) ? kept.filter((each) => typeof each === "string") : [];
  } catch {
    // Storage switched off or unreadable: everything is unfolded, which hides nothing.
    return [];
  }
}

function keepFolded(name: SectionName, folded: boolean): void {
  const others = foldedNow().filter((each) => each !== name);
  try {
    localStorage.setItem(storageKey, JSON.stringify(folded ? [...others, name] : others));
  } catch {
    // Not remembered then; it still folds.
  }
}

/** A titled part of the panel. `end` stands at the end of the title's line. */
export function Section({
  name,
  title,
  start,
  end,
  children,
}: {
  name: SectionName;
  title: string;
  start?: ReactNode;
  end?: ReactNode;
  children: ReactNode;
}) {
  const bodyId = useId();
  const [folded, setFolded] = useState(() => foldedNow().includes(name));
  const head = useRef<HTMLButtonElement>(null);
  const isWanted = useIsWanted(name);
  if (isWanted && folded) setFolded(false);
  useEffect(() => {
    if (!isWanted) return;
    keepFolded(name, false);
    head.current?.focus();
    head.current?.scrollIntoView({ block: "nearest" });
    wantSection(null);
  }, [isWanted, name]);
  return (
    <section className={styles.section}>
      <h3 className={styles.head}>
        <button
          ref={head}
          type="button"
          aria-expanded={!folded}
          aria-controls={bodyId}
          className={styles.fold}
          onClick={() => {
            keepFolded(name, !folded);
            setFolded(!folded);
          }}
        >
          {start}
          <span>{title}</span>
          <span className={styles.chevron} data-folded={folded || undefined}>
            <Icon of={ChevronDown} size="xs" />
          </span>
        </button>
        {end !== undefined && <span className={styles.end}>{end}</span>}
      </h3>
      <div id={bodyId} hidden={folded}>
        {children}
      </div>
    </section>
  );
}
