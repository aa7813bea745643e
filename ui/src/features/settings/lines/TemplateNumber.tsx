/** The number that templates go out from, on lines whose platform does not tell it. */
import { useState } from "react";
import { TextField } from "../../../components/TextField";
import type { LineDto } from "../../../ipc/bindings.gen";
import { presentError } from "../../../ipc/errors";
import { HostError } from "../../../ipc/transport";
import { callHost } from "../../../lib/hostQuery";
import { m } from "../../../paraglide/messages.js";

/** Keeps it when the field is left or ↵ is pressed; an empty one is forgotten. */
export function TemplateNumber({ line }: { line: LineDto }) {
  const [draft, setDraft] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const kept = line.templateNumber ?? "";
  const keep = () => {
    const number = draft?.trim();
    if (number === undefined || number === kept) {
      setDraft(null);
      setFailure(null);
      return;
    }
    callHost("set_template_number", { line: line.id, number: number === "" ? null : number }).then(
      () => {
        setDraft((now) => (now?.trim() === number ? null : now));
        setFailure(null);
      },
      (cause: unknown) => {
        setFailure(
          HostError.from(cause).code === "invalidInput"
            ? m.writing_number_bad()
            : presentError(cause).text(),
        );
      },
    );
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        keep();
      }}
    >
      <TextField
        label={m.writing_number_label()}
        kind="code"
        value={draft ?? kept}
        onChange={setDraft}
        onBlur={keep}
        maxLength={40}
        hint={m.writing_number_hint()}
        error={failure}
      />
    </form>
  );
}
