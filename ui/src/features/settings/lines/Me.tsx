/** Who is at this desk on a line: chosen from its people, or named by id where the platform lists nobody. */
import { useState } from "react";
import { Button } from "../../../components/Button";
import { SearchSelect } from "../../../components/SearchSelect";
import { TextField } from "../../../components/TextField";
import type { AgentDto, LineDto } from "../../../ipc/bindings.gen";
import { presentError } from "../../../ipc/errors";
import { fold } from "../../../lib/fold";
import { callHost, useHostQuery } from "../../../lib/hostQuery";
import { peopleAmong, platformName } from "../../../lib/lineWords";
import { m } from "../../../paraglide/messages.js";
import { tellFailure } from "../change";
import { WhenRead } from "../SectionPage";
import styles from "./Lines.module.css";
import { PartForm } from "./PartForm";

/** The choice, and below it the way to name somebody. */
export function Me({ line }: { line: LineDto }) {
  const read = useHostQuery("list_agents", { line: line.id });
  const [chosen, setChosen] = useState<string | null>(null);
  const byId = line.capabilities?.peopleById === true;

  const choose = (me: string) => {
    if (me === (chosen ?? line.me?.id)) return;
    setChosen(me);
    callHost("update_line", { line: line.id, name: null, me, paused: null }).catch(
      (cause: unknown) => {
        setChosen(null);
        tellFailure(cause);
      },
    );
  };

  return (
    <WhenRead read={read}>
      {(agents: AgentDto[]) => {
        const people = peopleAmong(agents);
        return (
          <div className={styles.form}>
            {people.length > 0 ? (
              <SearchSelect
                label={m.connect_me()}
                value={chosen ?? line.me?.id ?? null}
                onChange={choose}
                options={people.map(({ id, name, email }) => ({ id, name, more: email }))}
                fold={(text) => fold(text).text}
                openLabel={m.connect_me_open()}
                noneLabel={m.connect_me_no_match()}
                placeholder={m.connect_me_placeholder()}
                hint={m.connect_me_hint()}
              />
            ) : (
              !byId && <p className={styles.faint}>{m.connect_me_none()}</p>
            )}
            {byId && <NamePerson line={line} onNamed={choose} />}
          </div>
        );
      }}
    </WhenRead>
  );
}

function NamePerson({ line, onNamed }: { line: LineDto; onNamed: (me: string) => void }) {
  const [open, setOpen] = useState(false);
  const [id, setId] = useState("");
  const [name, setName] = useState("");
  const [failure, setFailure] = useState<string | null>(null);
  const platform = platformName(line.platform);

  const keep = () => {
    if (id.trim() === "") {
      setFailure(m.connect_own_id_missing());
      return;
    }
    callHost("name_person", { line: line.id, person: { id: id.trim(), name: name.trim() } }).then(
      (person) => {
        setOpen(false);
        setId("");
        setName("");
        setFailure(null);
        onNamed(person.id);
      },
      (cause: unknown) => {
        setFailure(presentError(cause).text());
      },
    );
  };

  if (!open)
    return (
      <div>
        <Button
          size="small"
          onPress={() => {
            setOpen(true);
          }}
        >
          {m.settings_me_by_id()}
        </Button>
      </div>
    );
  return (
    <PartForm
      keep={m.settings_me_is_me()}
      onKeep={keep}
      onCancel={() => {
        setOpen(false);
        setFailure(null);
      }}
    >
      <TextField
        label={m.connect_own_id({ platform })}
        kind="code"
        value={id}
        onChange={setId}
        maxLength={120}
        hint={m.connect_own_id_hint({ platform })}
        error={failure}
        autoFocus
      />
      <TextField
        label={m.connect_own_name()}
        value={name}
        onChange={setName}
        maxLength={60}
        hint={m.connect_own_name_hint()}
      />
    </PartForm>
  );
}
