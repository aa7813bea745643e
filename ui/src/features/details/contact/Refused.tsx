// Changes of a customer that did not go through: what, why, and what to do about it.

import { Button } from "../../../components/Button";
import type {
  ChangeOfContact,
  ContactCardDto,
  PlatformDto,
  StuckReasonDto,
} from "../../../ipc/bindings.gen";
import { presentError } from "../../../ipc/errors";
import { callHost } from "../../../lib/hostQuery";
import { platformName } from "../../../lib/lineWords";
import { showToast } from "../../../lib/toasts";
import { m } from "../../../paraglide/messages.js";
import own from "./contact.module.css";

/** What a change was about. */
function whatOf(change: ChangeOfContact): string {
  switch (change.type) {
    case "setName":
      return m.people_name();
    case "setPhone":
      return m.people_phone();
    case "setEmail":
      return m.people_email();
    case "setCompany":
    case "linkCompany":
      return m.people_company();
    case "setField":
      return m.people_fields();
    case "addNote":
    case "deleteNote":
      return m.people_notes();
    case "setLabels":
      return m.people_labels();
    case "setBlocked":
      return m.people_block();
  }
}

function whyOf(reason: StuckReasonDto, platform: string): string {
  switch (reason) {
    case "scopeMissing":
      return m.conversation_off_key();
    case "notFound":
      return m.people_refused_gone({ platform });
    case "tooManyAttempts":
    case "notFoundAfterNoAnswer":
      return m.people_refused_no_answer({ platform });
    case "refused":
    case "fileTooLarge":
    case "fileKind":
    case "fileGone":
    case "windowClosed":
    case "heldByColleague":
    case "aiAnswers":
      return m.people_refused({ platform });
  }
}

async function ask(run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (cause) {
    showToast({ tone: "failed", text: presentError(cause).text() });
  }
}

/** Nothing where all went well. */
export function Refused({
  card: { refused },
  platform,
}: {
  card: ContactCardDto;
  platform: PlatformDto;
}) {
  return refused.map(({ outbox, change, reason }) => (
    <RefusedLine
      key={outbox}
      outbox={outbox}
      what={whatOf(change)}
      reason={reason}
      platform={platform}
    />
  ));
}

/** One change that did not go through, with the ways on. */
export function RefusedLine({
  outbox,
  what,
  reason,
  platform,
}: {
  outbox: string;
  what: string;
  reason: StuckReasonDto;
  platform: PlatformDto;
}) {
  return (
    <div role="alert" className={own.refused}>
      <span>
        {m.people_not_changed({ what })} {whyOf(reason, platformName(platform))}
      </span>
      <span className={own.refusedWays}>
        <Button size="small" onPress={() => void ask(() => callHost("retry_send", { outbox }))}>
          {m.conversation_try_again()}
        </Button>
        <Button
          size="small"
          variant="quiet"
          onPress={() => void ask(() => callHost("discard_send", { outbox, intoDraft: false }))}
        >
          {m.people_leave_it()}
        </Button>
      </span>
    </div>
  );
}
