// The customer at the head of the panel: who and where they are, how to reach them, and what can be done about them.

import { AtSign, Clock, Ellipsis, Mail, MapPin, Phone, ShieldOff } from "lucide-react";
import { useMemo, useState } from "react";
import { Avatar } from "../../../components/Avatar";
import { IconButton } from "../../../components/Button";
import { Name } from "../../../components/Foreign";
import { Icon } from "../../../components/Icon";
import { MenuButton, MenuItem } from "../../../components/Menu";
import type { ContactCardDto, ConversationDetail } from "../../../ipc/bindings.gen";
import { presentError } from "../../../ipc/errors";
import { defineAction, useActions } from "../../../lib/actions";
import { customerName } from "../../../lib/customerName";
import { countryName, formatAgo, formatTimeIn, languageName } from "../../../lib/format";
import { useNow } from "../../../lib/now";
import { m } from "../../../paraglide/messages.js";
import styles from "../Details.module.css";
import { changeContact, reasonAgainst } from "./changeContact";
import own from "./contact.module.css";
import { CompanyDialog } from "./CompanyDialog";
import { ContactForm } from "./ContactForm";
import { Labels } from "./Labels";
import { MergeDialog } from "./MergeDialog";
import { Reach } from "./Reach";
import { Refused } from "./Refused";
import type { KnownContact } from "./useContact";

type Doing = "edit" | "merge" | "company" | null;

/** The card. */
export function ContactCard({
  detail,
  contact: { card, failure },
}: {
  detail: ConversationDetail;
  contact: KnownContact;
}) {
  const { contact, row } = detail;
  const [doing, setDoing] = useState<Doing>(null);
  const close = () => {
    setDoing(null);
  };
  // The card knows more, and shows what was changed here before the platform confirms it.
  const name = card?.name ?? contact.name;
  const phone = card === undefined ? contact.phone : card.phone;
  const email = card === undefined ? contact.email : card.email;
  const company = card === undefined ? contact.company : (card.company?.name ?? null);
  useActions(useMemo(() => actionsOf(detail, card, setDoing), [detail, card]));
  return (
    <section aria-label={m.details_contact()} className={`${styles.section} ${styles.contact}`}>
      <Avatar name={name} tintKey={contact.key} size="large" />
      <div className={styles.contactWords}>
        <div className={own.head}>
          <h2 className={styles.name} data-selectable>
            <Name>{customerName(name)}</Name>
          </h2>
          {card !== undefined && card.can !== null && (
            <Ways detail={detail} card={card} onDo={setDoing} />
          )}
        </div>
        {doing === "edit" && card !== undefined && card.can !== null ? (
          <ContactForm detail={detail} card={card} can={card.can} onClose={close} />
        ) : (
          <>
            {company !== null && (
              <p className={styles.company}>
                <Name>{company}</Name>
                {card?.position != null && (
                  <>
                    {" · "}
                    <Name>{card.position}</Name>
                  </>
                )}
              </p>
            )}
            {card?.blocked === true && (
              <p className={own.blocked}>
                <Icon of={ShieldOff} size="s" />
                {m.people_blocked()}
              </p>
            )}
            {phone !== null && <Reach icon={Phone} text={phone} label={m.details_copy_phone()} />}
            {email !== null && <Reach icon={Mail} text={email} label={m.details_copy_email()} />}
            {card?.addresses.map((address) => (
              <Reach
                key={address}
                icon={AtSign}
                text={address}
                label={m.people_copy_address({ address })}
              />
            ))}
            {card !== undefined && <Whereabouts card={card} />}
            {card !== undefined && <Labels detail={detail} card={card} />}
          </>
        )}
        {card?.pending === true && <p className={styles.meta}>{m.people_pending()}</p>}
        {card !== undefined && <Refused card={card} platform={row.platform} />}
        {failure !== null && <NotRead card={card} reason={presentError(failure).text()} />}
      </div>
      {doing === "merge" && <MergeDialog detail={detail} card={card} onClose={close} />}
      {doing === "company" && <CompanyDialog conversation={row.id} onClose={close} />}
    </section>
  );
}

/** What was read last stays; how old it is, is said. */
function NotRead({ card, reason }: { card: ContactCardDto | undefined; reason: string }) {
  const readAt = card?.readAt ?? null;
  const time = useNow((now) => (readAt === null ? "" : formatAgo(readAt, now)));
  return (
    <p className={styles.meta}>
      {readAt === null ? m.people_never_read() : m.people_not_read({ time })} {reason}
    </p>
  );
}

function Whereabouts({ card: { place, language, externalId } }: { card: ContactCardDto }) {
  const zone = place.timeZone;
  const time = useNow((now) => (zone === null ? "" : formatTimeIn(now, zone)));
  const country = place.country === null ? place.countryText : countryName(place.country);
  const { city } = place;
  // Each by itself: a Latin city would turn a sentence of ours around.
  const where = city !== null && country !== null ? m.people_city({ city, country }) : null;
  const either = city ?? country;
  return (
    <>
      {either !== null && (
        <p className={styles.reach}>
          <Icon of={MapPin} size="s" />
          <span>
            {where ?? <Name>{either}</Name>}
            {place.byNumber && ` ${m.people_by_number()}`}
          </span>
        </p>
      )}
      {zone !== null && (
        <p className={styles.reach}>
          <Icon of={Clock} size="s" />
          <span>{m.people_local_time({ time })}</span>
        </p>
      )}
      {language !== null && (
        <p className={styles.meta}>{m.people_language({ language: languageName(language) })}</p>
      )}
      {externalId !== null && (
        <p className={styles.meta}>
          {m.people_external_id()} <bdi data-selectable>{externalId}</bdi>
        </p>
      )}
    </>
  );
}

function canEdit({ can }: ContactCardDto): boolean {
  return can !== null && [can.name, can.addresses, can.company].includes("available");
}

function Ways({
  detail: { row },
  card,
  onDo,
}: {
  detail: ConversationDetail;
  card: ContactCardDto;
  onDo: (doing: Doing) => void;
}) {
  const { can, blocked } = card;
  if (can === null) return null;
  const platform = row.platform;
  return (
    <MenuButton
      label={m.people_ways()}
      placement="bottom end"
      button={<IconButton icon={Ellipsis} size="small" label={m.people_ways()} />}
    >
      <MenuItem
        id="edit"
        label={m.people_edit()}
        reason={canEdit(card) ? null : reasonAgainst(can.name, platform)}
        onAction={() => {
          onDo("edit");
        }}
      />
      <MenuItem
        id="merge"
        label={m.people_merge()}
        reason={reasonAgainst(can.merge, platform)}
        onAction={() => {
          onDo("merge");
        }}
      />
      <MenuItem
        id="company"
        label={m.people_company_link()}
        reason={reasonAgainst(can.linkCompany, platform)}
        onAction={() => {
          onDo("company");
        }}
      />
      <MenuItem
        id="block"
        label={blocked === true ? m.people_unblock() : m.people_block()}
        reason={reasonAgainst(can.block, platform)}
        onAction={() => {
          block(row.id, card);
        }}
      />
    </MenuButton>
  );
}

function block(conversation: string, { blocked }: ContactCardDto): void {
  const on = blocked !== true;
  void changeContact(
    conversation,
    [{ type: "setBlocked", blocked: on }],
    on ? m.people_blocked_done() : m.people_unblocked_done(),
  );
}

/** The same from keys and palette, while the panel shows this customer. */
function actionsOf(
  { row }: ConversationDetail,
  card: ContactCardDto | undefined,
  onDo: (doing: Doing) => void,
) {
  const can = card?.can ?? null;
  const action = (id: string, label: () => string, reason: () => string | null, run: () => void) =>
    defineAction({
      id: `contact.${id}`,
      label,
      group: "conversation",
      keys: [],
      when: () => card !== undefined && can !== null,
      reason,
      run,
    });
  return [
    action(
      "edit",
      m.people_edit,
      () => (card !== undefined && canEdit(card) ? null : reasonAgainst(can?.name, row.platform)),
      () => {
        onDo("edit");
      },
    ),
    action(
      "merge",
      m.people_merge,
      () => reasonAgainst(can?.merge, row.platform),
      () => {
        onDo("merge");
      },
    ),
    action(
      "company",
      m.people_company_link,
      () => reasonAgainst(can?.linkCompany, row.platform),
      () => {
        onDo("company");
      },
    ),
    action(
      "block",
      () => (card?.blocked === true ? m.people_unblock() : m.people_block()),
      () => reasonAgainst(can?.block, row.platform),
      () => {
        if (card !== undefined) block(row.id, card);
      },
    ),
  ];
}
