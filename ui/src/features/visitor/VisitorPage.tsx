/**
 * Playing a customer on a channel that is built on a platform's API: who one is, then the conversation as the
 * customer sees it. Invariant: it says all along that what happens here is real.
 */
import { TriangleAlert } from "lucide-react";
import { useState, type ReactNode } from "react";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { Name } from "../../components/Foreign";
import { Icon } from "../../components/Icon";
import type { VisitorDto } from "../../ipc/bindings.gen";
import { presentError } from "../../ipc/errors";
import { useHostQuery } from "../../lib/hostQuery";
import { m } from "../../paraglide/messages.js";
import { ComeIn } from "./ComeIn";
import { Talk } from "./Talk";
import styles from "./Visitor.module.css";

/** The page, in its own window or beside the rail; `onClose` is absent where the window itself is closed. */
export function VisitorPage({ line, onClose }: { line: string; onClose?: () => void }) {
  const [visitor, setVisitor] = useState<VisitorDto | null>(null);
  const lines = useHostQuery("list_lines", {});
  const name = lines.data?.find(({ id }) => id === line)?.name;
  return (
    <main className={styles.page}>
      <div className={styles.top}>
        <h1 className={styles.title}>{m.visitor_title()}</h1>
        {onClose !== undefined && visitor === null && (
          <Button size="small" onPress={onClose}>
            {m.visitor_back()}
          </Button>
        )}
      </div>
      <Banner tone="due" start={<Icon of={TriangleAlert} />}>
        {m.visitor_real()} {name !== undefined && <Name>{name}</Name>}
      </Banner>
      {visitor === null ? (
        <ComeIn line={line} onIn={setVisitor} />
      ) : (
        <Played
          first={visitor}
          onEnded={() => {
            setVisitor(null);
          }}
        />
      )}
    </main>
  );
}

/** Kept fresh by the host; gone once it was ended, here or there. */
function Played({ first, onEnded }: { first: VisitorDto; onEnded: () => void }): ReactNode {
  const read = useHostQuery("get_visitor", { visitor: first.visitor });
  if (read.error !== null) {
    return (
      <Banner
        tone={read.error.code === "notFound" ? "info" : "fault"}
        role="alert"
        action={
          <Button size="small" onPress={onEnded}>
            {m.visitor_again()}
          </Button>
        }
      >
        {read.error.code === "notFound" ? m.visitor_ended() : presentError(read.error).text()}
      </Banner>
    );
  }
  return <Talk visitor={read.data ?? first} onEnded={onEnded} />;
}
