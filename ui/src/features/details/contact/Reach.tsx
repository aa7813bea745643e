// A number or an address with the way to copy it.

import { Copy, type LucideIcon } from "lucide-react";
import { useState } from "react";
import { IconButton } from "../../../components/Button";
import { Ltr } from "../../../components/Foreign";
import { Icon } from "../../../components/Icon";
import { announce } from "../../../lib/announce";
import { m } from "../../../paraglide/messages.js";
import styles from "../Details.module.css";

/** One number or address. */
export function Reach({ icon, text, label }: { icon: LucideIcon; text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <div className={styles.reach}>
      <Icon of={icon} size="s" />
      {/* The cut is in the text's own direction: what an address begins with tells most. */}
      <span className={styles.reachText} data-selectable>
        <Ltr className="cut">{text}</Ltr>
      </span>
      <IconButton
        icon={Copy}
        size="small"
        label={copied ? m.details_copied() : label}
        onPress={() => {
          void navigator.clipboard.writeText(text).then(() => {
            setCopied(true);
            announce(m.details_copied());
          });
        }}
        onHoverEnd={() => {
          setCopied(false);
        }}
      />
    </div>
  );
}
