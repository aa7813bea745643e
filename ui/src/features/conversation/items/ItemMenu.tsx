/** The menu of an item: what can be taken out of it. Opens where the pointer is, or on the focused item. */
import { Copy, Download, ExternalLink, Link as LinkIcon, Quote as QuoteIcon } from "lucide-react";
import type { ItemDto } from "../../../ipc/bindings.gen";
import { ContextMenu, MenuItem, type MenuPoint } from "../../../components/Menu";
import { useHostQuery } from "../../../lib/hostQuery";
import { platformName } from "../../../lib/lineWords";
import { useCaps } from "../../../lib/system";
import { showToast } from "../../../lib/toasts";
import { m } from "../../../paraglide/messages.js";
import { canBeQuoted, quoteItem } from "../quoting";
import { act, type Scene } from "../scene";
import { useCapabilities } from "../useLine";
import { kindOf, reasonOf, senderOf, textOf } from "../words";
import { isBubble } from "../timeline/timelineEntries";
import { splitLinks } from "./links";
import { ItemToolItems } from "../tools/ItemToolItems";
import { saveMedia } from "./Media";

/** What can be taken out of an item. */
export interface Takings {
  readonly item: ItemDto;
  readonly text: string | null;
  readonly link: string | null;
  readonly file: boolean;
}

/** What can be taken out of an item, `link` being the one that was pointed at; null when there is nothing. */
export function takingsOf(item: ItemDto, link: string | null): Takings | null {
  const written = textOf(item);
  const text = written === null || written.trim() === "" ? null : written;
  const links = splitLinks(text ?? "").flatMap((part) => (part.kind === "link" ? [part.link] : []));
  const { content } = item;
  const file = content.type === "media" || (content.type === "call" && content.hasRecording);
  const only = links.length === 1 ? (links[0]?.url ?? null) : null;
  if (text === null && !file) return null;
  return { item, text, link: link ?? only, file };
}

async function copy(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    showToast({ text: done });
  } catch {
    showToast({ tone: "failed", text: m.conversation_copy_failed() });
  }
}

/** Draws the menu; open while `takings` are given. */
export function ItemMenu({
  scene,
  takings,
  at,
  onClose,
}: {
  scene: Scene;
  takings: Takings | null;
  at: MenuPoint;
  onClose: () => void;
}) {
  const { item, text = null, link = null, file = false } = takings ?? {};
  const quoteCaps = useCaps("Q");
  const line = useHostQuery("list_lines", {}).data?.find(({ id }) => id === scene.line);
  const noQuote =
    reasonOf(
      useCapabilities(scene.line)?.quote ?? "available",
      m.conversation_off_quote_platform({ platform: platformName(scene.platform) }),
    ) ?? (item !== undefined && !canBeQuoted(item) ? m.conversation_quote_not_yet() : null);
  const name =
    item === undefined
      ? ""
      : m.conversation_item_menu({ kind: kindOf(item), sender: senderOf(item) });
  return (
    <ContextMenu label={name} at={takings === null ? null : at} onClose={onClose}>
      {item !== undefined && isBubble(item) && scene.isReadOnly !== true && (
        <MenuItem
          id="quote"
          label={m.conversation_quote_action()}
          icon={QuoteIcon}
          caps={quoteCaps}
          reason={noQuote}
          onAction={() => {
            quoteItem(scene, item);
          }}
        />
      )}
      {text !== null && (
        <MenuItem
          id="copy"
          label={m.conversation_copy_text()}
          icon={Copy}
          onAction={() => void copy(text, m.conversation_text_copied())}
        />
      )}
      {link !== null && (
        <MenuItem
          id="link"
          label={m.conversation_copy_link()}
          icon={LinkIcon}
          onAction={() => void copy(link, m.conversation_link_copied())}
        />
      )}
      {file && item !== undefined && (
        <>
          <MenuItem
            id="open"
            label={m.conversation_media_open()}
            icon={ExternalLink}
            onAction={() => void act("open_media", { item: item.id })}
          />
          <MenuItem
            id="save"
            label={m.conversation_media_save()}
            icon={Download}
            onAction={() => void saveMedia(item.id)}
          />
        </>
      )}
      {item !== undefined && <ItemToolItems item={item} line={line} />}
    </ContextMenu>
  );
}
