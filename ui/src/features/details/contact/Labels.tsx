// Labels of a customer, where the platform labels customers and not only conversations.

import { Plus, X } from "lucide-react";
import { IconButton } from "../../../components/Button";
import { Name } from "../../../components/Foreign";
import { MenuButton, MenuItem } from "../../../components/Menu";
import type { ContactCardDto, ConversationDetail } from "../../../ipc/bindings.gen";
import { m } from "../../../paraglide/messages.js";
import styles from "../Details.module.css";
import { changeContact } from "./changeContact";

/** Nothing where customers carry none and cannot be given any. */
export function Labels({
  detail: { row },
  card: { labels, knownLabels, can },
}: {
  detail: ConversationDetail;
  card: ContactCardDto;
}) {
  const canChange = can?.labels === "available";
  const ids = labels.map(({ id }) => id);
  const others = knownLabels.filter(({ id }) => !ids.includes(id));
  if (labels.length === 0 && (!canChange || others.length === 0)) return null;
  const set = (next: readonly string[]) => {
    void changeContact(
      row.id,
      [{ type: "setLabels", labels: [...next] }],
      m.people_labels_changed(),
    );
  };
  return (
    <ul className={styles.tags} aria-label={m.people_labels()}>
      {labels.map((label) => (
        <li key={label.id} className={styles.tag}>
          {label.icon === null ? <span className={styles.square} /> : <span>{label.icon}</span>}
          <Name>{label.name}</Name>
          {canChange && (
            <IconButton
              icon={X}
              size="small"
              label={m.people_label_remove({ label: label.name })}
              onPress={() => {
                set(ids.filter((id) => id !== label.id));
              }}
            />
          )}
        </li>
      ))}
      {canChange && others.length > 0 && (
        <li>
          <MenuButton
            label={m.people_label_add()}
            button={<IconButton icon={Plus} size="small" label={m.people_label_add()} />}
          >
            {others.map((label) => (
              <MenuItem
                key={label.id}
                id={label.id}
                label={label.name}
                onAction={() => {
                  set([...ids, label.id]);
                }}
              />
            ))}
          </MenuButton>
        </li>
      )}
    </ul>
  );
}
