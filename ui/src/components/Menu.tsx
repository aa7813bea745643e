/** Menus under a button or at the pointer. React Aria brings keys, typeahead and mirrored arrows. */
import type { LucideIcon } from "lucide-react";
import { useRef, useState, type ReactElement, type ReactNode } from "react";
import {
  Autocomplete,
  Header,
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuSection as AriaMenuSection,
  MenuTrigger,
  Popover,
  Separator,
  Text,
  type MenuProps as AriaMenuProps,
} from "react-aria-components";
import { Icon } from "./Icon";
import { KeyCaps } from "./KeyCap";
import { SearchField } from "./SearchField";
import styles from "./Menu.module.css";

/** What a menu takes: items and sections as children. */
export interface MenuProps extends Pick<
  AriaMenuProps<object>,
  "selectionMode" | "selectedKeys" | "onSelectionChange"
> {
  /** Its name. */
  label: string;
  children: ReactNode;
}

/** How the choices of a long menu are searched. */
export interface MenuSearch {
  /** The name of the search box. */
  readonly label: string;
  /** Said where nothing is found. */
  readonly empty: string;
  /** Whether a choice of this name is found by what was typed. */
  readonly finds: (name: string, text: string) => boolean;
}

/** A button (the first child) that opens a menu; with `search`, one types in it to find a choice. */
export function MenuButton({
  button,
  placement = "bottom start",
  search,
  ...menu
}: MenuProps & {
  button: ReactElement;
  placement?: "bottom start" | "bottom end" | "top start";
  search?: MenuSearch;
}) {
  return (
    <MenuTrigger>
      {button}
      <Popover placement={placement} offset={4} className={styles.popover ?? ""}>
        {search === undefined ? (
          <MenuBody {...menu} />
        ) : (
          <SearchedMenuBody {...menu} search={search} />
        )}
      </Popover>
    </MenuTrigger>
  );
}

/** The typed text lives only while the menu is open. */
function SearchedMenuBody({ search, ...menu }: MenuProps & { search: MenuSearch }) {
  const [text, setText] = useState("");
  return (
    <Autocomplete inputValue={text} onInputChange={setText} filter={search.finds}>
      <div className={styles.search}>
        <SearchField label={search.label} value={text} onChange={setText} autoFocus />
      </div>
      <MenuBody {...menu} empty={search.empty} />
    </Autocomplete>
  );
}

/** Where a context menu opens, in window coordinates. */
export interface MenuPoint {
  readonly x: number;
  readonly y: number;
}

/** A menu at a point, for context menus. Open while `at` is given. */
export function ContextMenu({
  at,
  onClose,
  ...menu
}: MenuProps & { at: MenuPoint | null; onClose: () => void }) {
  const anchor = useRef<HTMLSpanElement>(null);
  return (
    <>
      <span
        ref={anchor}
        aria-hidden
        className={styles.anchor}
        // The pointer is where it is in either direction of writing.
        style={{ transform: `translate(${String(at?.x ?? 0)}px, ${String(at?.y ?? 0)}px)` }}
      />
      <Popover
        triggerRef={anchor}
        isOpen={at !== null}
        onOpenChange={(open) => {
          if (!open) onClose();
        }}
        placement="bottom start"
        offset={2}
        className={styles.popover ?? ""}
      >
        <MenuBody {...menu} onClose={onClose} />
      </Popover>
    </>
  );
}

function MenuBody({
  label,
  empty,
  children,
  ...rest
}: MenuProps & { empty?: string; onClose?: () => void }) {
  return (
    <AriaMenu
      {...rest}
      aria-label={label}
      className={styles.menu ?? ""}
      {...(empty === undefined
        ? {}
        : {
            renderEmptyState: () => <p className={styles.nothing}>{empty}</p>,
            // The focus begins in the search box, and the menu at its top.
            autoFocus: false,
            // Else it would go for taking choices off, and never close the menu.
            escapeKeyBehavior: "none",
          })}
    >
      {children}
    </AriaMenu>
  );
}

/** A choice of a menu. Off with a reason, it stays and says why. */
export function MenuItem({
  id,
  label,
  icon,
  start,
  foreign = false,
  caps,
  count,
  reason = null,
  danger = false,
  onAction,
}: {
  id: string;
  /** Its words; also found by typing. */
  label: string;
  icon?: LucideIcon;
  /** Something else than an icon before the words, such as an avatar. */
  start?: ReactNode;
  /** Its words are not ours: they keep their own direction. */
  foreign?: boolean;
  caps?: readonly string[];
  /** How many there are of it: beside its words, and in words for whoever listens. Null until it is known. */
  count?: { readonly shown: string; readonly words: string } | null;
  reason?: string | null;
  danger?: boolean;
  onAction: () => void;
}) {
  const words = foreign ? <bdi>{label}</bdi> : label;
  return (
    <AriaMenuItem
      id={id}
      textValue={label}
      className={styles.item ?? ""}
      data-danger={danger || undefined}
      data-off={reason === null ? undefined : true}
      {...(reason === null ? { onAction } : { "aria-disabled": true, shouldCloseOnSelect: false })}
    >
      {({ selectionMode, isSelected }) => (
        <>
          {icon !== undefined && <Icon of={icon} />}
          {start}
          <span className={styles.words}>
            {count === undefined ? (
              <span>{words}</span>
            ) : (
              // A number describes a choice and is no part of its name.
              <Text slot="label">{words}</Text>
            )}
            {reason !== null && <span className={styles.reason}>{reason}</span>}
          </span>
          {count !== undefined && (
            <Text slot="description" className={styles.count ?? ""}>
              <span aria-hidden>{count?.shown}</span>
              <span className="visually-hidden">{count?.words}</span>
            </Text>
          )}
          {selectionMode !== "none" && <span className={styles.check}>{isSelected && "✓"}</span>}
          {caps !== undefined && caps.length > 0 && <KeyCaps caps={caps} />}
        </>
      )}
    </AriaMenuItem>
  );
}

/** Choices that belong together, with a title. */
export function MenuSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <AriaMenuSection>
      <Header className={styles.title ?? ""}>{title}</Header>
      {children}
    </AriaMenuSection>
  );
}

/** A line between choices. */
export function MenuSeparator() {
  return <Separator className={styles.separator ?? ""} />;
}
