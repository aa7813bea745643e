/** A list one searches by typing, with the focus in the search box, and chooses from by arrows or by pointing. */
import type { ReactNode } from "react";
import { Autocomplete, ListBox, ListBoxItem, type ListBoxProps } from "react-aria-components";
import { SearchField } from "./SearchField";
import styles from "./SearchList.module.css";

interface Named {
  readonly id: string;
  readonly name: string;
}

type Passed<T> = Pick<
  ListBoxProps<T>,
  "dependencies" | "escapeKeyBehavior" | "onSelectionChange" | "selectedKeys" | "selectionMode"
>;

/** Draws it; `items` are those that answer the text. */
export function SearchList<T extends Named>({
  search,
  label,
  text,
  onText,
  items,
  empty,
  between,
  onChoose,
  onPoint,
  children,
  ...passed
}: Passed<T> & {
  /** The name of the search box. */
  search: string;
  /** The name of the list. */
  label: string;
  text: string;
  onText: (text: string) => void;
  items: readonly T[];
  /** Said where nothing answers. */
  empty?: string;
  /** Between the box and the list. */
  between?: ReactNode;
  onChoose?: (item: T) => void;
  onPoint?: (item: T) => void;
  children: (item: T, state: { isFocused: boolean; isSelected: boolean }) => ReactNode;
}) {
  return (
    <Autocomplete inputValue={text} onInputChange={onText}>
      <div className={styles.search}>
        <SearchField label={search} value={text} onChange={onText} autoFocus />
      </div>
      {between}
      <ListBox
        {...passed}
        aria-label={label}
        items={items}
        className={styles.list ?? ""}
        {...(empty === undefined
          ? {}
          : { renderEmptyState: () => <p className={styles.nothing}>{empty}</p> })}
      >
        {(item) => (
          <ListBoxItem
            id={item.id}
            textValue={item.name}
            className={styles.choice ?? ""}
            {...(onPoint === undefined
              ? {}
              : {
                  onHoverStart: () => {
                    onPoint(item);
                  },
                })}
            {...(onChoose === undefined
              ? {}
              : {
                  onAction: () => {
                    onChoose(item);
                  },
                })}
          >
            {(state) => children(item, state)}
          </ListBoxItem>
        )}
      </ListBox>
    </Autocomplete>
  );
}

/** What an item is called; it takes the room there is. */
export function ItemWords({ children }: { children: ReactNode }) {
  return <span className={styles.words}>{children}</span>;
}

/** What stands at its end. */
export function ItemEnd({ children }: { children: ReactNode }) {
  return <span className={styles.end}>{children}</span>;
}
