/** When an item happened, exact on hover. */
import { Ltr } from "../../../components/Foreign";
import { formatExact, formatTime } from "../../../lib/format";

/** A time of day. */
export function ItemTime({ at }: { at: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={formatExact(at)}>
      <Ltr>{formatTime(at)}</Ltr>
    </time>
  );
}
