// The company of a customer with what the platform found out about it, the brand they wrote to, and how well the
// conversation went.

import { Foreign, Ltr, Name } from "../../../components/Foreign";
import type {
  CompanyDto,
  ContactCardDto,
  Milliseconds,
  QualityDto,
} from "../../../ipc/bindings.gen";
import { countryName, formatAgo, formatExact } from "../../../lib/format";
import { useNow } from "../../../lib/now";
import { m } from "../../../paraglide/messages.js";
import styles from "../Details.module.css";
import { Section } from "../Section";
import { FoldedText } from "./FoldedText";

/** Names that platforms give to facts, in words; others stay as they are. */
const factNames: Record<string, () => string> = {
  resolutionStatus: m.people_fact_resolution,
  emailDomain: m.people_fact_domain,
  vatNumber: m.people_fact_vat,
  vatValid: m.people_fact_vat_valid,
  country: m.people_fact_country,
  phone: m.people_phone,
  website: m.people_fact_website,
  companyType: m.people_fact_type,
  externalRef: m.people_external_id,
  description: m.people_fact_description,
  registeredAddress: m.people_fact_address,
};

const resolutions: Record<string, () => string> = {
  unresolved: m.people_resolution_open,
  crm_resolved: m.people_resolution_crm,
  registry_resolved: m.people_resolution_registry,
  vies_resolved: m.people_resolution_vies,
  domain_inferred: m.people_resolution_domain,
  manually_resolved: m.people_resolution_person,
};

function valueOf(name: string, value: string): string {
  if (value === "true") return m.people_yes();
  if (value === "false") return m.people_no();
  if (name === "country") return countryName(value);
  if (name === "resolutionStatus") return resolutions[value]?.() ?? value;
  return value;
}

/** The section; nothing where no more than the company's name is known. */
export function CompanySection({ card: { company, brand } }: { card: ContactCardDto }) {
  const facts: CompanyDto["facts"] = company?.facts ?? [];
  if (facts.length === 0 && brand === null) return null;
  return (
    <Section name="company" title={m.people_company()}>
      <dl className={styles.facts}>
        {company !== null && (
          <>
            <dt>{m.people_name()}</dt>
            <dd data-selectable>
              <Name>{company.name}</Name>
            </dd>
          </>
        )}
        {brand !== null && (
          <>
            <dt>{m.people_brand()}</dt>
            <dd data-selectable>
              <Name>{brand}</Name>
            </dd>
          </>
        )}
        {facts.map(({ name, value }) => (
          <Fact key={name} name={name} value={value} />
        ))}
      </dl>
    </Section>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  const known = factNames[name];
  return (
    <>
      <dt>{known === undefined ? <Name>{name}</Name> : known()}</dt>
      <dd data-selectable>
        <span>
          <FoldedText text={valueOf(name, value)} />
        </span>
      </dd>
    </>
  );
}

/** How well the conversation went; nothing before the platform has scored it. */
export function QualitySection({ quality }: { quality: QualityDto | null }) {
  if (quality === null || quality.overall === null) return null;
  const parts = [
    [m.people_quality_outcome(), quality.outcome],
    [m.people_quality_process(), quality.process],
    [m.people_quality_environment(), quality.environment],
  ] as const;
  return (
    <Section
      name="quality"
      title={m.people_quality()}
      {...(quality.scoredAt === null ? {} : { end: <Ago at={quality.scoredAt} /> })}
    >
      <dl className={styles.facts}>
        <dt>{m.people_quality_overall()}</dt>
        <dd>
          <Score hundredths={quality.overall} />
        </dd>
        {parts.map(([name, score]) =>
          score === null ? null : <Part key={name} name={name} score={score} />,
        )}
        {quality.confidence !== null && (
          <>
            <dt>{m.people_quality_confidence()}</dt>
            <dd>
              <Ltr>{`${String(quality.confidence)} %`}</Ltr>
            </dd>
          </>
        )}
      </dl>
    </Section>
  );
}

function Ago({ at }: { at: Milliseconds }) {
  const time = useNow((now) => formatAgo(at, now));
  return <time title={formatExact(at)}>{time}</time>;
}

function Part({ name, score }: { name: string; score: number }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <Score hundredths={score} />
      </dd>
    </>
  );
}

function Score({ hundredths }: { hundredths: number }) {
  return <Foreign>{m.people_score({ score: (hundredths / 100).toFixed(1) })}</Foreign>;
}
