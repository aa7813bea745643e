/** Takes files that are dropped anywhere on the conversation, and shows where they will go. */
import { Paperclip } from "lucide-react";
import { useCallback, useRef, useState, type DragEvent, type ReactNode } from "react";
import { Icon } from "../../../../components/Icon";
import { sayUntaken, useDrops, useFilesOver, type FileSource } from "../../../../lib/drops";
import { m } from "../../../../paraglide/messages.js";
import { fileTaker, filesIn, useFileTaker, type FileTaker } from "./taking";
import styles from "./Files.module.css";

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return [...dataTransfer.types].includes("Files");
}

/** Gives files to the box that takes them; there may be none, as while only a template can be sent. */
function giveTo(taker: FileTaker | null, files: readonly FileSource[], folders: number): void {
  if (taker === null) sayUntaken(m.files_drop_no_reply());
  else taker.take(files, folders);
}

/** Draws `children` and takes what is dropped on them. The keyboard's ways are pasting and the button. */
export function FileDrop({
  conversation,
  className,
  children,
}: {
  conversation: string;
  className: string;
  children: ReactNode;
}) {
  const taker = useFileTaker(conversation);
  const off = taker === null ? m.files_drop_no_reply() : taker.off;
  const [isOverPage, setIsOver] = useState(false);
  // Where the host is told of a drag, it is one over the window: what is open takes it.
  const isOver = useFilesOver() || isOverPage;
  useDrops(
    useCallback(
      (files, folders) => {
        giveTo(fileTaker(conversation), files, folders);
      },
      [conversation],
    ),
  );
  /** Entering a child tells of leaving its parent: only when all were left is it over. */
  const depth = useRef(0);
  const leave = () => {
    depth.current = 0;
    setIsOver(false);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className={className}
      onDragEnter={(event) => {
        if (!hasFiles(event)) return;
        depth.current += 1;
        setIsOver(true);
      }}
      onDragLeave={(event) => {
        if (!hasFiles(event)) return;
        depth.current -= 1;
        if (depth.current <= 0) leave();
      }}
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        // Without this the page would be left for the file.
        event.preventDefault();
        event.dataTransfer.dropEffect = off === null ? "copy" : "none";
      }}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        leave();
        const { files, folders } = filesIn(event.dataTransfer);
        giveTo(taker, files, folders);
      }}
    >
      {children}
      {isOver && (
        <div className={styles.drop} data-note={taker?.note || undefined} aria-hidden>
          <span className={styles.dropWords} data-off={off !== null || undefined}>
            <Icon of={Paperclip} />
            {off ?? (taker?.note === true ? m.files_drop_note() : m.files_drop())}
          </span>
        </div>
      )}
    </div>
  );
}
