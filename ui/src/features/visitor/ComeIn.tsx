/** Who the customer says they are, and on which channel they come in. */
import { useState } from "react";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { Select } from "../../components/Select";
import { Block, Waiting } from "../../components/Skeleton";
import { TextField } from "../../components/TextField";
import type { VisitorChannelDto, VisitorDto } from "../../ipc/bindings.gen";
import { presentError } from "../../ipc/errors";
import { HostError } from "../../ipc/transport";
import { callHost, useHostQuery } from "../../lib/hostQuery";
import { useWellAgain } from "../../lib/wellAgain";
import { m } from "../../paraglide/messages.js";
import styles from "./Visitor.module.css";

/** The form; a refusal is said in it and nothing typed is lost. */
export function ComeIn({ line, onIn }: { line: string; onIn: (visitor: VisitorDto) => void }) {
  const channels = useHostQuery("list_visitor_channels", { line });
  useWellAgain(line, channels.isError, () => void channels.refetch());
  if (channels.error !== null)
    return (
      <Banner
        tone="fault"
        role="alert"
        action={
          <Button
            size="small"
            onPress={() => {
              void channels.refetch();
            }}
          >
            {m.visitor_try_again()}
          </Button>
        }
      >
        {channels.error.code === "scopeMissing"
          ? m.visitor_not_administrator()
          : presentError(channels.error).text()}
      </Banner>
    );
  if (channels.data === undefined)
    return (
      <Waiting label={m.visitor_looking()}>
        <Block width="60%" />
        <Block width="80%" />
      </Waiting>
    );
  const [first] = channels.data;
  if (first === undefined) return <p>{m.visitor_no_channel()}</p>;
  return <Form line={line} channels={channels.data} first={first} onIn={onIn} />;
}

function Form({
  line,
  channels,
  first,
  onIn,
}: {
  line: string;
  channels: readonly VisitorChannelDto[];
  first: VisitorChannelDto;
  onIn: (visitor: VisitorDto) => void;
}) {
  const [channel, setChannel] = useState(first.id);
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [identifier, setIdentifier] = useState("");
  const [missing, setMissing] = useState(false);
  const [coming, setComing] = useState(false);
  const [error, setError] = useState<HostError | null>(null);
  const chosen = channels.find(({ id }) => id === channel) ?? first;

  const comeIn = () => {
    const needsId = chosen.proofNeeded && identifier.trim() === "";
    setMissing(needsId);
    if (needsId || coming) return;
    setComing(true);
    setError(null);
    callHost("start_visitor", { line, channel, name, email, identifier }).then(
      onIn,
      (cause: unknown) => {
        setError(HostError.from(cause));
        setComing(false);
      },
    );
  };

  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        comeIn();
      }}
    >
      <Select
        label={m.visitor_channel()}
        value={channel}
        options={channels.map(({ id, name: label }) => ({ value: id, label }))}
        onChange={setChannel}
      />
      <TextField
        label={m.visitor_name()}
        value={name}
        onChange={setName}
        maxLength={80}
        hint={m.visitor_name_hint()}
        autoFocus
      />
      <TextField label={m.visitor_email()} kind="code" value={email} onChange={setEmail} />
      {chosen.proves && (
        <TextField
          label={m.visitor_identifier()}
          kind="code"
          value={identifier}
          onChange={setIdentifier}
          hint={chosen.proofNeeded ? m.visitor_identifier_needed() : m.visitor_identifier_hint()}
          error={missing && identifier.trim() === "" ? m.visitor_identifier_missing() : null}
        />
      )}
      {error !== null && (
        <Banner tone="fault" role="alert">
          {error.code === "refused" ? m.visitor_refused() : presentError(error).text()}
        </Banner>
      )}
      <div>
        <Button type="submit" variant="primary" reason={coming ? m.visitor_coming_in() : null}>
          {m.visitor_come_in()}
        </Button>
      </div>
    </form>
  );
}
