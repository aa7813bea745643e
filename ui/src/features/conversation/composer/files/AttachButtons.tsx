/** The ways to attach: choosing files, and entering an address where the platform takes one. */
import { Link2, Paperclip } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { Banner } from "../../../../components/Banner";
import { IconButton } from "../../../../components/Button";
import { platformName } from "../../../../lib/lineWords";
import { useCaps } from "../../../../lib/system";
import { m } from "../../../../paraglide/messages.js";
import type { Scene } from "../../scene";
import { useCapabilities } from "../../useLine";
import { reasonOf } from "../../words";
import { attachFiles, reasonAgainstFiles, useAttaching, type Target } from "./attaching";
import { LinkDialog } from "./LinkDialog";
import { useTakingFiles, type FileTaker } from "./taking";
import styles from "./Files.module.css";

/** The key that attaches. */
export const attachKey = "$mod+Shift+A";

/** What a box needs to take files: the taker for pasting, and the buttons for its row. */
export function useAttachments(
  { conversation, line, platform }: Scene,
  note: boolean,
): { taker: FileTaker; buttons: React.ReactNode } {
  const capabilities = useCapabilities(line);
  const caps = useCaps(attachKey);
  const input = useRef<HTMLInputElement>(null);
  const [isLinking, setIsLinking] = useState(false);
  const off = reasonAgainstFiles(capabilities, { platform, note });
  const noLink = note
    ? m.files_off_note_link()
    : reasonOf(
        capabilities?.attachLink ?? "notByPlatform",
        m.files_off_link({ platform: platformName(platform) }),
      );
  const target = useMemo<Target>(
    () => ({ conversation, line, platform, note }),
    [conversation, line, platform, note],
  );
  const taker = useMemo<FileTaker>(
    () => ({
      conversation,
      note,
      off,
      noLink,
      take: (files, folders) => {
        attachFiles(target, files, folders);
      },
      choose: () => input.current?.click(),
      enterLink: () => {
        setIsLinking(true);
      },
    }),
    [conversation, note, off, noLink, target],
  );
  useTakingFiles(taker);
  const buttons = (
    <>
      <IconButton
        icon={Paperclip}
        label={m.conversation_attach()}
        caps={caps}
        placement="top"
        reason={off}
        onPress={taker.choose}
      />
      {/* The button is its face: it has the name, the key and the place in the order. */}
      <input
        ref={input}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        aria-hidden
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          // The same file may be chosen again after it was removed.
          currentTarget.value = "";
          if (files.length > 0) attachFiles(target, files);
        }}
      />
      {noLink === null && (
        <IconButton
          icon={Link2}
          label={m.files_attach_link()}
          placement="top"
          onPress={taker.enterLink}
        />
      )}
      {isLinking && (
        <LinkDialog
          target={target}
          needsSize={capabilities?.linkNeedsSize === true}
          onClose={() => {
            setIsLinking(false);
          }}
        />
      )}
    </>
  );
  return { taker, buttons };
}

/** What was refused, in sentences. */
export function FileProblems({ conversation }: { conversation: string }) {
  const { problems } = useAttaching(conversation);
  if (problems.length === 0) return null;
  return (
    <div className={styles.problems}>
      <Banner tone="due" role="alert">
        {problems.map((problem, index) => (
          // Sentences have no identity of their own, and are replaced together.
          // oxlint-disable-next-line no-array-index-key
          <span key={index} dir="auto" className={styles.problem}>
            {problem}
          </span>
        ))}
      </Banner>
    </div>
  );
}
