// Choosing the company of a customer among those the platform knows.

import { useCallback } from "react";
import { Dialog } from "../../../components/Dialog";
import { Name } from "../../../components/Foreign";
import type { CompanyDto } from "../../../ipc/bindings.gen";
import { callHost } from "../../../lib/hostQuery";
import { m } from "../../../paraglide/messages.js";
import styles from "../Details.module.css";
import { changeContact } from "./changeContact";
import { PlatformSearch } from "./PlatformSearch";

/** The dialog. */
export function CompanyDialog({
  conversation,
  onClose,
}: {
  conversation: string;
  onClose: () => void;
}) {
  const search = useCallback(
    (text: string) => callHost("find_companies", { conversation, text }),
    [conversation],
  );
  const choose = ({ id, name }: CompanyDto) => {
    if (id === null) return;
    onClose();
    void changeContact(
      conversation,
      [{ type: "linkCompany", company: id, name }],
      m.people_company_linked({ name }),
    );
  };
  return (
    <Dialog open onClose={onClose} title={m.people_company_link()} closeLabel={m.details_cancel()}>
      <PlatformSearch
        always
        label={m.people_company_search()}
        search={search}
        onChoose={choose}
        renderFound={(company) => (
          <span className={styles.stacked}>
            <Name>{company.name}</Name>
            <span className={styles.meta}>
              <bdi>
                {company.facts
                  .slice(0, 2)
                  .map(({ value }) => value)
                  .join(" · ")}
              </bdi>
            </span>
          </span>
        )}
      />
    </Dialog>
  );
}
