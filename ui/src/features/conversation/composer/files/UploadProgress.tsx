/** How much of a message's files has left, below the message, with the way to stop it. */
import { Clock } from "lucide-react";
import type { UploadDto } from "../../../../ipc/bindings.gen";
import { Icon } from "../../../../components/Icon";
import { formatBytes } from "../../../../lib/format";
import { useUpload } from "../../../../lib/uploads";
import { m } from "../../../../paraglide/messages.js";
import { TextButton } from "../../items/TextButton";
import styles from "./Files.module.css";

/** `known` is what the item told when it was read; events tell more. */
export function UploadProgress({
  outbox,
  known,
  onCancel,
}: {
  outbox: string;
  known: UploadDto;
  onCancel: () => void;
}) {
  const { sent, total } = useUpload(outbox) ?? known;
  const isOut = sent >= total;
  return (
    <div className={styles.upload}>
      <Icon of={Clock} size="s" />
      <progress
        className={styles.progress}
        max={total}
        value={sent}
        aria-label={m.files_uploading()}
      />
      <span>
        {isOut
          ? m.conversation_delivery_sending()
          : m.files_uploaded({ sent: formatBytes(sent), total: formatBytes(total) })}
      </span>
      {!isOut && <TextButton onPress={onCancel}>{m.conversation_cancel()}</TextButton>}
    </div>
  );
}
