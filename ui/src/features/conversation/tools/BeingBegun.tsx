/** Stands in the place of the composer while the platform does not know the conversation yet. */
import { Clock } from "lucide-react";
import { Icon } from "../../../components/Icon";
import { platformName } from "../../../lib/lineWords";
import { m } from "../../../paraglide/messages.js";
import type { Scene } from "../scene";
import { useIsOffline } from "../useLine";
import styles from "./Tools.module.css";

/** Says why nothing can be written yet. */
export function BeingBegun({ scene }: { scene: Scene }) {
  const isOffline = useIsOffline(scene.line);
  return (
    <div className={styles.begun} data-pane="composer" role="status">
      <Icon of={Clock} size="s" />
      <span>
        {isOffline
          ? m.tools_being_begun_offline()
          : m.tools_being_begun({ platform: platformName(scene.platform) })}
      </span>
    </div>
  );
}
