/** Attaches a file that is public on the web, for platforms that take one only by its address. */
import { useState } from "react";
import type { MediaKindDto } from "../../../../ipc/bindings.gen";
import { presentError } from "../../../../ipc/errors";
import { HostError } from "../../../../ipc/transport";
import { Banner } from "../../../../components/Banner";
import { Button } from "../../../../components/Button";
import { Dialog } from "../../../../components/Dialog";
import { Select } from "../../../../components/Select";
import { TextField } from "../../../../components/TextField";
import { announce } from "../../../../lib/announce";
import { callHost } from "../../../../lib/hostQuery";
import { platformName } from "../../../../lib/lineWords";
import { m } from "../../../../paraglide/messages.js";
import { forgetProblems, type Target } from "./attaching";
import { bytesOf, fileNameOf, isPublicLink } from "./links";
import styles from "./Files.module.css";

type Kind = MediaKindDto | "byName";

/** Asks for an address and the name to show. */
export function LinkDialog({
  target: { conversation, platform },
  needsSize,
  onClose,
}: {
  target: Target;
  needsSize: boolean;
  onClose: () => void;
}) {
  const [url, setUrl] = useState("");
  const [typedName, setTypedName] = useState<string | null>(null);
  const [kind, setKind] = useState<Kind>("byName");
  const [size, setSize] = useState("");
  const [isChecked, setIsChecked] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const name = typedName ?? fileNameOf(url) ?? "";
  const bytes = bytesOf(size);
  const urlError = isPublicLink(url) ? null : m.files_link_bad_address();
  const nameError = name.trim() === "" ? m.files_link_no_name() : null;
  const sizeError =
    bytes !== null || (!needsSize && size.trim() === "")
      ? null
      : m.files_link_no_size({ platform: platformName(platform) });
  const attach = async () => {
    setIsChecked(true);
    if (urlError !== null || nameError !== null || sizeError !== null) return;
    setFailure(null);
    try {
      await callHost("attach_link", {
        conversation,
        url: url.trim(),
        name: name.trim(),
        kind: kind === "byName" ? null : kind,
        bytes,
      });
      forgetProblems(conversation);
      announce(m.files_attached({ name: name.trim() }));
      onClose();
    } catch (cause) {
      const { code } = HostError.from(cause);
      setFailure(
        code === "addressNotAllowed" ? m.files_link_bad_address() : presentError(cause).text(),
      );
    }
  };
  return (
    <Dialog
      open
      size="small"
      title={m.files_attach_link()}
      closeLabel={m.files_link_close()}
      dismissable={false}
      onClose={onClose}
    >
      <form
        className={styles.link}
        onSubmit={(event) => {
          event.preventDefault();
          void attach();
        }}
      >
        {failure !== null && (
          <Banner tone="fault" role="alert">
            {failure}
          </Banner>
        )}
        <TextField
          label={m.files_link_address()}
          hint={m.files_link_address_hint()}
          kind="code"
          autoFocus
          value={url}
          error={isChecked ? urlError : null}
          onChange={setUrl}
        />
        <TextField
          label={m.files_link_name()}
          value={name}
          maxLength={200}
          error={isChecked ? nameError : null}
          onChange={setTypedName}
        />
        <Select<Kind>
          label={m.files_link_kind()}
          value={kind}
          options={[
            { value: "byName", label: m.files_link_kind_by_name() },
            { value: "image", label: m.conversation_kind_image() },
            { value: "video", label: m.conversation_kind_video() },
            { value: "audio", label: m.conversation_kind_audio() },
            { value: "document", label: m.conversation_kind_document() },
          ]}
          onChange={setKind}
        />
        {needsSize && (
          <TextField
            label={m.files_link_size()}
            hint={m.files_link_size_hint({ platform: platformName(platform) })}
            kind="code"
            value={size}
            error={isChecked ? sizeError : null}
            onChange={setSize}
          />
        )}
        <div className={styles.linkEnd}>
          <Button onPress={onClose}>{m.conversation_cancel()}</Button>
          <Button variant="primary" type="submit">
            {m.files_link_attach()}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
