/** What the person should know of a line as a whole: the key ends, nobody reads it, the AI is paused. */
import { TriangleAlert } from "lucide-react";
import { Banner } from "../../../components/Banner";
import { Button } from "../../../components/Button";
import { Foreign, Name } from "../../../components/Foreign";
import { Icon } from "../../../components/Icon";
import type { LineDto, LineNoticeDto } from "../../../ipc/bindings.gen";
import { platformName } from "../../../lib/lineWords";
import { useNow } from "../../../lib/now";
import { m } from "../../../paraglide/messages.js";
import { noticeOf } from "./listening";
import styles from "./Lines.module.css";

/** The notices of a line; nothing where there are none. */
export function Notices({ line, onReplaceKey }: { line: LineDto; onReplaceKey: () => void }) {
  if (line.notices.length === 0) return null;
  return (
    <ul aria-label={m.settings_notices()} className={styles.notices}>
      {line.notices.map((notice) => (
        <li key={notice.type === "aiPaused" ? `${notice.type} ${notice.pause}` : notice.type}>
          <Notice line={line} notice={notice} onReplaceKey={onReplaceKey} />
        </li>
      ))}
    </ul>
  );
}

function Notice({
  line,
  notice,
  onReplaceKey,
}: {
  line: LineDto;
  notice: LineNoticeDto;
  onReplaceKey: () => void;
}) {
  const words = useNow((now) => noticeOf(notice, now).words);
  const tone = useNow((now) => noticeOf(notice, now).tone);
  const reason = notice.type === "aiPaused" ? notice.reason : null;
  return (
    <Banner
      tone={tone === "plain" ? "info" : tone}
      start={<Icon of={TriangleAlert} />}
      {...(notice.type === "keyExpires"
        ? {
            action: (
              <Button size="small" onPress={onReplaceKey}>
                {m.settings_replace_key()}
              </Button>
            ),
          }
        : {})}
    >
      <b>
        <Name>{line.name}</Name>:
      </b>{" "}
      {words}
      {reason !== null && (
        <>
          {" "}
          {m.settings_notice_ai_reason({ platform: platformName(line.platform) })}{" "}
          <Foreign>{reason}</Foreign>
        </>
      )}
    </Banner>
  );
}
