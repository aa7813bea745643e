/** Saved replies: the person's own for every line, and those each line's platform shares with colleagues. */
import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "../../../components/Button";
import { EmptyState } from "../../../components/EmptyState";
import { Foreign, Name } from "../../../components/Foreign";
import { SearchField } from "../../../components/SearchField";
import type { AbilityDto, LineDto, SavedReplyDto } from "../../../ipc/bindings.gen";
import { match } from "../../../lib/fuzzy";
import { callHost, useHostQuery } from "../../../lib/hostQuery";
import { platformName } from "../../../lib/lineWords";
import { showToast } from "../../../lib/toasts";
import { m } from "../../../paraglide/messages.js";
import { tellFailure } from "../change";
import { SectionPage, WhenRead } from "../SectionPage";
import { ReplyEditor } from "./ReplyEditor";
import styles from "./Replies.module.css";

const nothing = {};
const everything = { conversation: null };

/** Whether the line's platform has texts to share at all, and why they cannot be changed from here. */
function sharing(line: LineDto): { readonly shares: boolean; readonly off: string | null } {
  const ability: AbilityDto = line.capabilities?.savedReplies ?? "notByPlatform";
  switch (ability) {
    case "available":
      return { shares: true, off: null };
    case "notByPlatform":
      return {
        shares: false,
        off: m.writing_off_replies({ platform: platformName(line.platform) }),
      };
    case "notByKey":
      return { shares: true, off: m.conversation_off_key() };
    case "notByChannel":
      return { shares: true, off: m.conversation_off_channel() };
    case "notByAccount":
      return { shares: true, off: m.writing_off_account() };
  }
}

/** What is being edited: a new one, or one there is. */
type Edited = { readonly reply: SavedReplyDto | null } | null;

/** The section. */
export function SavedRepliesSection() {
  const read = useHostQuery("list_saved_replies", everything);
  const lines = useHostQuery("list_lines", nothing).data ?? [];
  const [edited, setEdited] = useState<Edited>(null);
  const [text, setText] = useState("");
  const sharers = lines.filter((line) => sharing(line).shares);
  return (
    <SectionPage
      title={m.writing_replies()}
      text={m.writing_settings_text()}
      action={
        <Button
          icon={Plus}
          variant="primary"
          onPress={() => {
            setEdited({ reply: null });
          }}
        >
          {m.writing_new()}
        </Button>
      }
    >
      <WhenRead read={read}>
        {(replies) => {
          const found = replies.filter(
            ({ shortCode, text: said }) => match(text, `${shortCode} ${said}`) !== null,
          );
          if (replies.length === 0) {
            return <EmptyState title={m.writing_replies_none()} text={m.writing_settings_text()} />;
          }
          return (
            <div className={styles.groups}>
              <SearchField label={m.writing_search()} value={text} onChange={setText} />
              {text !== "" && found.length === 0 && (
                <p role="status" className={styles.none}>
                  {m.writing_no_match({ text })}
                </p>
              )}
              <Group
                title={m.writing_own_group()}
                none={text === "" ? m.writing_own_none() : null}
                off={null}
                replies={found.filter(({ line }) => line === null)}
                onEdit={(reply) => {
                  setEdited({ reply });
                }}
              />
              {sharers.map((line) => (
                <Group
                  key={line.id}
                  title={m.writing_line_group({ line: line.name })}
                  none={text === "" ? m.writing_line_none() : null}
                  off={sharing(line).off}
                  replies={found.filter((reply) => reply.line === line.id)}
                  onEdit={(reply) => {
                    setEdited({ reply });
                  }}
                />
              ))}
            </div>
          );
        }}
      </WhenRead>
      {edited !== null && (
        <ReplyEditor
          reply={edited.reply}
          lines={sharers.filter((line) => sharing(line).off === null)}
          onClose={() => {
            setEdited(null);
          }}
        />
      )}
    </SectionPage>
  );
}

function Group({
  title,
  none,
  off,
  replies,
  onEdit,
}: {
  title: string;
  /** What stands there while it is empty; null draws nothing then. */
  none: string | null;
  off: string | null;
  replies: readonly SavedReplyDto[];
  onEdit: (reply: SavedReplyDto) => void;
}) {
  if (replies.length === 0 && none === null) return null;
  return (
    <section aria-label={title}>
      <h2 className={styles.groupName}>
        <bdi>{title}</bdi>
      </h2>
      {replies.length === 0 ? (
        <p className={styles.none}>{none}</p>
      ) : (
        <ul className={styles.list}>
          {replies.map((reply) => (
            <li key={reply.id} className={styles.reply}>
              <div className={styles.words}>
                <Name className={styles.code ?? ""}>{reply.shortCode}</Name>
                <Foreign className={styles.said ?? ""}>{reply.text}</Foreign>
              </div>
              <Button
                size="small"
                aria-label={m.writing_edit_of({ name: reply.shortCode })}
                reason={off}
                onPress={() => {
                  onEdit(reply);
                }}
              >
                {m.writing_edit_short()}
              </Button>
              <Button
                size="small"
                variant="quiet"
                aria-label={m.writing_delete_of({ name: reply.shortCode })}
                reason={off}
                onPress={() => void remove(reply)}
              >
                {m.writing_delete()}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Deletes it where it is kept; undoing prepares it there again. */
async function remove({ id, line, shortCode, text }: SavedReplyDto): Promise<void> {
  try {
    await callHost("delete_saved_reply", { reply: id });
  } catch (cause) {
    tellFailure(cause);
    return;
  }
  showToast({
    text: m.writing_deleted({ name: shortCode }),
    undo: {
      label: m.writing_undo(),
      run: () => {
        callHost("add_saved_reply", { line, shortCode, text }).catch(tellFailure);
      },
    },
  });
}
