/** Giving conversations to somebody whom no platform lists: their id there, and a name to remember them by. */
import { useState } from "react";
import { Button } from "../../components/Button";
import { TextField } from "../../components/TextField";
import type { LineDto } from "../../ipc/bindings.gen";
import { presentError } from "../../ipc/errors";
import type { LineShare } from "../../lib/changing";
import { callHost } from "../../lib/hostQuery";
import { platformName } from "../../lib/lineWords";
import { m } from "../../paraglide/messages.js";
import { closeAssignDialog } from "./assignDialogState";
import { assign, reasonAgainst } from "./assigning";
import styles from "./AssignDialog.module.css";

/** Offered for each of the lines whose platform lists nobody; nothing where all of them do. */
export function PeopleById({
  shares,
  lines,
}: {
  shares: readonly LineShare[];
  lines: readonly LineDto[];
}) {
  return shares.flatMap((share) => {
    const line = lines.find(({ id }) => id === share.line);
    if (line?.capabilities?.peopleById !== true || reasonAgainst(line, "person") !== null)
      return [];
    return [<PersonById key={share.line} share={share} line={line} />];
  });
}

function PersonById({ share, line }: { share: LineShare; line: LineDto }) {
  const [open, setOpen] = useState(false);
  const [id, setId] = useState("");
  const [name, setName] = useState("");
  const [failure, setFailure] = useState<string | null>(null);
  const platform = platformName(line.platform);

  const give = () => {
    if (id.trim() === "") {
      setFailure(m.connect_own_id_missing());
      return;
    }
    callHost("name_person", { line: line.id, person: { id: id.trim(), name: name.trim() } }).then(
      (agent) => {
        closeAssignDialog();
        void assign([share], { agent });
      },
      (cause: unknown) => {
        setFailure(presentError(cause).text());
      },
    );
  };

  if (!open)
    return (
      <div className={styles.byId}>
        <Button
          size="small"
          variant="quiet"
          onPress={() => {
            setOpen(true);
          }}
        >
          {m.assign_by_id({ line: line.name })}
        </Button>
      </div>
    );
  return (
    <form
      className={styles.byId}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        give();
      }}
    >
      <TextField
        label={m.assign_their_id({ platform })}
        kind="code"
        value={id}
        onChange={setId}
        maxLength={120}
        hint={m.assign_their_id_hint({ platform })}
        error={failure}
        autoFocus
      />
      <TextField
        label={m.assign_their_name()}
        value={name}
        onChange={setName}
        maxLength={60}
        hint={m.connect_own_name_hint()}
      />
      <div className={styles.ways}>
        <Button type="submit" size="small" variant="primary">
          {m.assign_give()}
        </Button>
      </div>
    </form>
  );
}
