/** The part of an item's menu that asks its platform for something. */
import { Languages, PencilLine, RotateCcw, Trash2 } from "lucide-react";
import type { ItemDto, LineDto } from "../../../ipc/bindings.gen";
import { MenuItem, MenuSeparator } from "../../../components/Menu";
import { useCaps } from "../../../lib/system";
import { m } from "../../../paraglide/messages.js";
import { canBeRetried, canBeTranslated, deletingTool, reasonOnItem, retryItem } from "./itemTools";
import { openTool } from "./toolDialogState";
import { translate } from "./translations";

/** Draws them. */
export function ItemToolItems({ item, line }: { item: ItemDto; line: LineDto | undefined }) {
  const translateCaps = useCaps("Shift+T");
  const deleteCaps = useCaps("Delete");
  const deleting = deletingTool(item);
  const isNote = item.content.type === "note";
  return (
    <>
      {canBeTranslated(item) && (
        <MenuItem
          id="translate"
          label={m.tools_translate()}
          icon={Languages}
          caps={translateCaps}
          reason={reasonOnItem(line, "translate", item)}
          onAction={() => void translate(item.id)}
        />
      )}
      {canBeRetried(item) && (
        <MenuItem
          id="retry"
          label={m.tools_retry()}
          icon={RotateCcw}
          reason={reasonOnItem(line, "retryMessage", item)}
          onAction={() => {
            retryItem(item);
          }}
        />
      )}
      {(isNote || deleting !== null) && <MenuSeparator />}
      {isNote && (
        <MenuItem
          id="change"
          label={m.tools_change_note()}
          icon={PencilLine}
          reason={reasonOnItem(line, "changeNote", item)}
          onAction={() => {
            if (line !== undefined) openTool({ of: "note", item, line: line.id });
          }}
        />
      )}
      {deleting !== null && (
        <MenuItem
          id="delete"
          label={isNote ? m.tools_delete_note() : m.tools_delete_message()}
          icon={Trash2}
          caps={deleteCaps}
          danger
          reason={reasonOnItem(line, deleting, item)}
          onAction={() => {
            openTool({ of: "delete", item });
          }}
        />
      )}
    </>
  );
}
