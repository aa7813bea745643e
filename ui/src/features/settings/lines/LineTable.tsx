/** All lines at a glance. One tab stop; arrows move, and the card below follows. */
import { Cell, Column, Row, Table, TableBody, TableHeader } from "react-aria-components";
import { Name } from "../../../components/Foreign";
import { PlatformGlyph } from "../../../components/Glyphs";
import { Lamp } from "../../../components/Lamp";
import type { LineDto, Milliseconds } from "../../../ipc/bindings.gen";
import { formatAgo, formatNumber } from "../../../lib/format";
import { healthLamp, healthWords } from "../../../lib/lineHealth";
import { platformName } from "../../../lib/lineWords";
import { useNow } from "../../../lib/now";
import { m } from "../../../paraglide/messages.js";
import { listensBy, trouble } from "./listening";
import styles from "./Lines.module.css";

/** The table. */
export function LineTable({
  lines,
  chosen,
  onChoose,
}: {
  lines: readonly LineDto[];
  chosen: string;
  onChoose: (line: string) => void;
}) {
  return (
    <Table
      aria-label={m.settings_lines()}
      selectionMode="single"
      selectionBehavior="replace"
      disallowEmptySelection
      selectedKeys={[chosen]}
      onSelectionChange={(keys) => {
        const [key] = keys;
        if (typeof key === "string") onChoose(key);
      }}
      className={styles.table ?? ""}
    >
      <TableHeader>
        <Column className={styles.lampColumn ?? ""}>
          <span className="visually-hidden">{m.settings_column_state()}</span>
        </Column>
        <Column isRowHeader>{m.settings_column_line()}</Column>
        <Column>{m.settings_column_listens()}</Column>
        <Column className={styles.aside ?? ""}>{m.settings_column_last_event()}</Column>
        <Column className={styles.number ?? ""}>{m.settings_column_to_send()}</Column>
        <Column className={styles.aside ?? ""}>{m.settings_column_history()}</Column>
      </TableHeader>
      <TableBody>
        {lines.map((line) => (
          <LineRow key={line.id} line={line} />
        ))}
      </TableBody>
    </Table>
  );
}

function LineRow({ line }: { line: LineDto }) {
  const lamp = healthLamp(line.health);
  const listens = listensBy(line);
  const matter = trouble(line);
  return (
    <Row id={line.id} textValue={line.name} className={styles.row ?? ""}>
      <Cell className={styles.lampCell ?? ""}>
        <Lamp kind={lamp.kind} working={lamp.working} />
        <span className="visually-hidden">{healthWords(line.health)}</span>
      </Cell>
      <Cell>
        <span className={styles.name}>
          <Name>{line.name}</Name>
        </span>
        <span className={styles.sub}>
          <PlatformGlyph platform={line.platform} />
          {platformName(line.platform)}
          <span aria-hidden>·</span>
          {m.connect_channels({ count: line.channels.length })}
        </span>
      </Cell>
      <Cell>
        <span data-tone={listens.tone} className={styles.said}>
          {listens.words}
        </span>
        {matter !== null && (
          <span data-tone={matter.tone} className={`${styles.said} ${styles.sub}`}>
            {matter.words}
          </span>
        )}
      </Cell>
      <Cell className={styles.aside ?? ""}>
        <Ago at={line.lastEventAt} />
      </Cell>
      <Cell className={styles.number ?? ""}>{formatNumber(line.toSend)}</Cell>
      <Cell className={styles.aside ?? ""}>
        {line.history === null
          ? m.settings_history_complete()
          : m.settings_history_of({
              done: formatNumber(line.history.done),
              total: formatNumber(line.history.total),
            })}
      </Cell>
    </Row>
  );
}

function Ago({ at }: { at: Milliseconds | null }) {
  return useNow((now) => (at === null ? m.settings_never() : formatAgo(at, now)), 30_000);
}
