// Tags of one conversation or of many: type to find one, tick it, save. What only some of many have stays with them.

import { useState } from "react";
import type { Selection } from "react-aria-components";
import { Check, Minus, Plus } from "lucide-react";
import { Button } from "../../components/Button";
import { Name } from "../../components/Foreign";
import { Highlight } from "../../components/Highlight";
import { Icon } from "../../components/Icon";
import { ItemWords, SearchList } from "../../components/SearchList";
import { Waiting } from "../../components/Skeleton";
import type { ConversationDetail, TagDto } from "../../ipc/bindings.gen";
import { presentError } from "../../ipc/errors";
import {
  changeConversations,
  linesNow,
  reasonAgainstChange,
  sharesOf,
  type Order,
} from "../../lib/changing";
import { match } from "../../lib/fuzzy";
import { callHost, useHostQuery } from "../../lib/hostQuery";
import { useCaps } from "../../lib/system";
import type { Ticks } from "../../lib/ticks";
import { showToast } from "../../lib/toasts";
import { m } from "../../paraglide/messages.js";
import styles from "./ChangeDialog.module.css";

/** The editor; reads what the conversations have, then lets change it. */
export function TagsEditor({ targets, onClose }: { targets: Ticks; onClose: () => void }) {
  const [share, ...others] = sharesOf(targets);
  const counts = useHostQuery(
    "rail_counts",
    { line: share?.line ?? "" },
    { enabled: share !== undefined },
  );
  const [first] = targets.keys();
  const detail = useHostQuery(
    "get_conversation",
    { conversation: first ?? "" },
    { enabled: first !== undefined },
  );
  const failure = counts.error ?? detail.error;
  if (others.length > 0) return <p className={styles.nothing}>{m.change_tags_one_line()}</p>;
  if (failure !== null) {
    return (
      <p role="alert" className={styles.nothing}>
        {presentError(failure).text()}
      </p>
    );
  }
  if (share === undefined || counts.data === undefined || detail.data === undefined) {
    return (
      <Waiting label={m.change_tags_loading()}>
        <p className={styles.nothing}>{m.change_tags_loading()}</p>
      </Waiting>
    );
  }
  const had = detail.data.row.tags;
  const known = new Map(
    [
      ...had,
      ...counts.data.tags.filter(({ line }) => line === share.line).map(({ tag }) => tag),
    ].map((tag) => [tag.id, tag]),
  );
  return (
    <Editing
      line={share.line}
      conversations={share.conversations}
      tags={[...known.values()]}
      had={targets.size === 1 ? had.map(({ id }) => id) : null}
      onClose={onClose}
    />
  );
}

/** What is to become of a tag: on all, on none; absent means as it is. */
type Wish = ReadonlyMap<string, boolean>;

function Editing({
  line,
  conversations,
  tags: offered,
  had,
  onClose,
}: {
  line: string;
  conversations: readonly string[];
  tags: readonly TagDto[];
  /** The tags of the one conversation; null for many. */
  had: readonly string[] | null;
  onClose: () => void;
}) {
  const [text, setText] = useState("");
  /** Tags that were made here, until the counts tell them. */
  const [made, setMade] = useState<readonly TagDto[]>([]);
  const [making, setMaking] = useState(false);
  const tags = [...offered, ...made.filter(({ id }) => !offered.some((tag) => tag.id === id))];
  const [wish, setWish] = useState<Wish>(() => new Map());
  const caps = useCaps("$mod+Enter");
  const ticked = new Set(
    tags.filter(({ id }) => wish.get(id) ?? had?.includes(id) ?? false).map(({ id }) => id),
  );
  const found = tags.flatMap((tag) => {
    const hit = match(text, tag.name);
    return hit === null ? [] : [{ ...tag, ranges: hit.ranges }];
  });
  const choose = (next: Selection) => {
    if (next === "all") return;
    // Only what is found is on the list, and only one changes at a time.
    const changed = found.find(({ id }) => next.has(id) !== ticked.has(id));
    if (changed !== undefined) setWish(new Map([...wish, [changed.id, next.has(changed.id)]]));
  };
  const name = text.trim();
  const known = tags.some((tag) => tag.name.toLowerCase() === name.toLowerCase());
  const noNew = reasonAgainstChange(
    linesNow().find((each) => each.id === line),
    "newTag",
  );
  const create = async () => {
    if (making) return;
    setMaking(true);
    try {
      const tag = await callHost("create_tag", { line, name });
      setMade((before) => [...before, tag]);
      setWish((before) => new Map([...before, [tag.id, true]]));
      setText("");
    } catch (cause) {
      showToast({ tone: "failed", text: presentError(cause).text() });
    }
    setMaking(false);
  };
  const save = () => {
    onClose();
    void saveTags(line, conversations, wish);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDownCapture={(event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        event.stopPropagation();
        save();
      }}
    >
      <SearchList
        search={m.change_tags_search()}
        label={m.change_tags()}
        text={text}
        onText={setText}
        items={found}
        empty={text === "" ? m.change_tags_none() : m.change_no_match({ text })}
        dependencies={[wish, made]}
        selectionMode="multiple"
        // Escape leaves the dialog and takes no tick away.
        escapeKeyBehavior="none"
        selectedKeys={ticked}
        onSelectionChange={choose}
      >
        {(tag, { isSelected }) => (
          <>
            <span aria-hidden className={styles.tick}>
              {isSelected && <Icon of={Check} size="s" />}
              {!isSelected && had === null && !wish.has(tag.id) && <Icon of={Minus} size="s" />}
            </span>
            {tag.icon !== null && <span aria-hidden>{tag.icon}</span>}
            <ItemWords>
              <Name>
                <Highlight text={tag.name} ranges={tag.ranges} />
              </Name>
            </ItemWords>
          </>
        )}
      </SearchList>
      {name !== "" && !known && (
        <div className={styles.make}>
          <Button size="small" icon={Plus} reason={noNew} onPress={() => void create()}>
            {m.change_tags_create({ name })}
          </Button>
        </div>
      )}
      <div className={styles.foot}>
        {had === null && <span className={styles.end}>{m.change_tags_many()}</span>}
        <span className={styles.ways}>
          <Button onPress={onClose}>{m.conversation_cancel()}</Button>
          <Button variant="primary" type="submit" caps={caps}>
            {m.change_tags_save()}
          </Button>
        </span>
      </div>
    </form>
  );
}

/** Each conversation keeps its other tags, so those with the same outcome are told together. */
async function saveTags(line: string, conversations: readonly string[], wish: Wish): Promise<void> {
  if (wish.size === 0) return;
  let details: ConversationDetail[];
  try {
    details = await Promise.all(
      conversations.map((conversation) => callHost("get_conversation", { conversation })),
    );
  } catch (cause) {
    showToast({ tone: "failed", text: presentError(cause).text() });
    return;
  }
  const outcomes = new Map<string, { tags: string[]; conversations: string[] }>();
  for (const { row } of details) {
    const kept = row.tags.map(({ id }) => id).filter((id) => wish.get(id) !== false);
    const added = [...wish].filter(([id, on]) => on && !kept.includes(id)).map(([id]) => id);
    const tags = [...kept, ...added];
    const key = JSON.stringify(tags.toSorted());
    const outcome = outcomes.get(key) ?? { tags, conversations: [] };
    outcome.conversations.push(row.id);
    outcomes.set(key, outcome);
  }
  const orders = [...outcomes.values()].map((outcome): Order => ({
    line,
    conversations: outcome.conversations,
    change: { type: "setTags", tags: outcome.tags },
  }));
  await changeConversations(orders, (count) => m.change_tags_set({ count }));
}
