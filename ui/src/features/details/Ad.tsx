// The advertisement that brought the customer here.

import { memo } from "react";
import { ExternalLink } from "lucide-react";
import { Button } from "../../components/Button";
import { Foreign } from "../../components/Foreign";
import type { AdDto } from "../../ipc/bindings.gen";
import { formatAgo, formatExact } from "../../lib/format";
import { useNow } from "../../lib/now";
import { m } from "../../paraglide/messages.js";
import { FoldedText } from "./contact/FoldedText";
import { openLink } from "./contact/openLink";
import styles from "./Details.module.css";
import { Section } from "./Section";

/** The section; nothing where the customer came by another way. */
export const AdSection = memo(function AdSection({ ad }: { ad: AdDto | null }) {
  const clickedAt = ad?.clickedAt ?? null;
  const time = useNow((now) => (clickedAt === null ? "" : formatAgo(clickedAt, now)));
  if (ad === null) return null;
  const { url } = ad;
  return (
    <Section
      name="ad"
      title={m.people_ad()}
      {...(clickedAt === null ? {} : { end: <time title={formatExact(clickedAt)}>{time}</time> })}
    >
      <div className={styles.ad}>
        <Foreign className={styles.adHead ?? ""}>{ad.headline}</Foreign>
        {ad.body !== null && <FoldedText text={ad.body} />}
        {url !== null && (
          <span>
            <Button
              variant="quiet"
              size="small"
              icon={ExternalLink}
              onPress={() => void openLink(url)}
            >
              {m.people_ad_open()}
            </Button>
          </span>
        )}
      </div>
    </Section>
  );
});
