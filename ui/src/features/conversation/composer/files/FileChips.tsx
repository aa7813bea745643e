/** The files of a draft above its row of buttons: what each is, how far its copying is, and the way to let go of it. */
import { File as FileIcon, Film, Link2, Music, X } from "lucide-react";
import { useEffect, useState } from "react";
import type { AttachedFileDto, MediaKindDto } from "../../../../ipc/bindings.gen";
import { fetchKept } from "../../../../ipc/transport";
import { IconButton } from "../../../../components/Button";
import { Icon } from "../../../../components/Icon";
import { announce } from "../../../../lib/announce";
import { formatBytes } from "../../../../lib/format";
import { m } from "../../../../paraglide/messages.js";
import { act } from "../../scene";
import { cancelCopying, forgetProblems, useAttaching, useDraftFiles } from "./attaching";
import styles from "./Files.module.css";

/** A larger picture is not worth reading for a thumbnail. */
const LARGEST_THUMBNAIL = 20_000_000;

const icons = { image: FileIcon, video: Film, audio: Music, document: FileIcon } as const;

/** The chips of a reply's or a note's files; nothing where there are none. */
export function FileChips({ conversation, note }: { conversation: string; note: boolean }) {
  const files = useDraftFiles(conversation, note);
  const { copying } = useAttaching(conversation);
  const coming = copying.filter(
    (each) => each.note === note && !files.some(({ id }) => id === each.file),
  );
  if (files.length + coming.length === 0) return null;
  return (
    <ul className={styles.chips} aria-label={note ? m.files_of_note() : m.files_of_reply()}>
      {files.map((file) => (
        <Attached key={file.id} conversation={conversation} file={file} />
      ))}
      {coming.map(({ key, name, bytes, done }) => (
        <li key={key} className={styles.chip}>
          <Mark kind="document" />
          <Words name={name} size={formatBytes(bytes)} />
          <progress
            className={styles.progress}
            max={bytes}
            value={done}
            aria-label={m.files_copying({ name })}
          />
          <IconButton
            icon={X}
            size="small"
            placement="top"
            label={m.files_remove({ name })}
            onPress={() => {
              cancelCopying(conversation, key);
            }}
          />
        </li>
      ))}
    </ul>
  );
}

function Attached({ conversation, file }: { conversation: string; file: AttachedFileDto }) {
  const { id, name, kind, bytes, link } = file;
  const parts = [link ? m.files_link() : null, bytes === null ? null : formatBytes(bytes)];
  const remove = async () => {
    forgetProblems(conversation);
    if ((await act("detach_file", { file: id })) !== undefined) announce(m.files_removed({ name }));
  };
  return (
    <li className={styles.chip}>
      {kind === "image" && !link && (bytes ?? 0) <= LARGEST_THUMBNAIL ? (
        <Thumbnail file={id} />
      ) : (
        <Mark kind={kind} link={link} />
      )}
      <Words name={name} size={parts.filter((part) => part !== null).join(" · ")} />
      <IconButton
        icon={X}
        size="small"
        placement="top"
        label={m.files_remove({ name })}
        onPress={() => void remove()}
      />
    </li>
  );
}

function Words({ name, size }: { name: string; size: string }) {
  return (
    <span className={styles.words}>
      <bdi className={`${styles.name ?? ""} cut`} title={name}>
        {name}
      </bdi>
      {size !== "" && <bdi className={styles.size}>{size}</bdi>}
    </span>
  );
}

function Mark({ kind, link = false }: { kind: MediaKindDto; link?: boolean }) {
  return (
    <span className={styles.mark}>
      <Icon of={link ? Link2 : icons[kind]} />
    </span>
  );
}

function Thumbnail({ file }: { file: string }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    let isGone = false;
    let made: string | null = null;
    fetchKept(file).then(
      (blob) => {
        if (isGone) return;
        made = URL.createObjectURL(blob);
        setUrl(made);
      },
      // The mark stays; that the file is gone is said when it is sent.
      () => undefined,
    );
    return () => {
      isGone = true;
      if (made !== null) URL.revokeObjectURL(made);
    };
  }, [file]);
  if (url === null) return <Mark kind="image" />;
  return <img src={url} alt="" className={styles.thumbnail} />;
}
