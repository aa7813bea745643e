// Joining another contact of the platform with this customer: found, seen side by side, asked, done.

import { useCallback, useState } from "react";
import { Button } from "../../../components/Button";
import { Dialog } from "../../../components/Dialog";
import { Name } from "../../../components/Foreign";
import type { ContactCardDto, ConversationDetail, FoundContact } from "../../../ipc/bindings.gen";
import { presentError } from "../../../ipc/errors";
import { customerName } from "../../../lib/customerName";
import { callHost } from "../../../lib/hostQuery";
import { platformName } from "../../../lib/lineWords";
import { showToast } from "../../../lib/toasts";
import { m } from "../../../paraglide/messages.js";
import styles from "../Details.module.css";
import own from "./contact.module.css";
import { PlatformSearch } from "./PlatformSearch";

/** The dialog. */
export function MergeDialog({
  detail,
  card,
  onClose,
}: {
  detail: ConversationDetail;
  card: ContactCardDto | undefined;
  onClose: () => void;
}) {
  const { row, contact } = detail;
  const [other, setOther] = useState<FoundContact | null>(null);
  const search = useCallback(
    (text: string) => callHost("find_contacts", { conversation: row.id, text }),
    [row.id],
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title={m.people_merge_title({ name: customerName(card?.name ?? contact.name) })}
      closeLabel={m.details_cancel()}
    >
      {other === null ? (
        <PlatformSearch
          label={m.people_merge_search({ platform: platformName(row.platform) })}
          search={search}
          onChoose={setOther}
          renderFound={(found) => (
            <span className={styles.stacked}>
              <Name>{customerName(found.name)}</Name>
              <span className={styles.meta}>
                <bdi>
                  {[found.phone, found.email, found.company]
                    .filter((part) => part !== null)
                    .join(" · ")}
                </bdi>
              </span>
            </span>
          )}
        />
      ) : (
        <Sides
          detail={detail}
          card={card}
          other={other}
          onBack={() => {
            setOther(null);
          }}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}

function Sides({
  detail: { row, contact },
  card,
  other,
  onBack,
  onClose,
}: {
  detail: ConversationDetail;
  card: ContactCardDto | undefined;
  other: FoundContact;
  onBack: () => void;
  onClose: () => void;
}) {
  const [state, setState] = useState<"asked" | "joining" | { failed: string }>("asked");
  const own_ = card ?? { ...contact, company: null };
  const name = own_.name ?? contact.name;
  const lines: readonly (readonly [string, string | null, string | null])[] = [
    [m.people_name(), name, other.name],
    [m.people_phone(), own_.phone, other.phone],
    [m.people_email(), own_.email, other.email],
    [m.people_company(), own_.company?.name ?? contact.company, other.company],
  ];
  const join = async () => {
    setState("joining");
    try {
      await callHost("merge_contacts", { conversation: row.id, gone: other.id });
      showToast({
        text: m.people_merged({ gone: customerName(other.name), name: customerName(name) }),
      });
      onClose();
    } catch (cause) {
      setState({ failed: presentError(cause).text() });
    }
  };
  return (
    <div className={own.sides}>
      <table className={own.table}>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{m.people_merge_what()}</span>
            </th>
            <th scope="col">{m.people_merge_stays()}</th>
            <th scope="col">{m.people_merge_goes()}</th>
            <th scope="col">{m.people_merge_after()}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(([label, ours, theirs]) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{ours !== null && <bdi>{ours}</bdi>}</td>
              <td>{theirs !== null && <bdi>{theirs}</bdi>}</td>
              <td className={own.wins}>
                <bdi>{ours ?? theirs ?? ""}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>{m.people_merge_words({ gone: customerName(other.name), name: customerName(name) })}</p>
      {typeof state === "object" && <p role="alert">{state.failed}</p>}
      <span className={styles.addingWays}>
        <Button onPress={onBack}>{m.people_merge_another()}</Button>
        <Button
          variant="danger"
          reason={state === "joining" ? m.people_merging() : null}
          onPress={() => void join()}
        >
          {m.people_merge_do()}
        </Button>
      </span>
    </div>
  );
}
