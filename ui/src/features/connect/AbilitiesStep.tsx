/** What the line can do, what it is called, and who is at this desk. */
import { Check, TriangleAlert, X } from "lucide-react";
import { Icon } from "../../components/Icon";
import { SearchSelect } from "../../components/SearchSelect";
import { TextField } from "../../components/TextField";
import type { LineTestDto, NamedPersonDto, PlatformDto } from "../../ipc/bindings.gen";
import { fold } from "../../lib/fold";
import { abilitiesOf, peopleAmong, platformName, type AbilityLevel } from "../../lib/lineWords";
import { m } from "../../paraglide/messages.js";
import { StepHead, type HeadingRef } from "./StepHead";
import styles from "./Connect.module.css";

const marks = { has: Check, partly: TriangleAlert, hasNot: X } satisfies Record<
  AbilityLevel,
  unknown
>;
const levels = {
  has: m.connect_level_has,
  partly: m.connect_level_partly,
  hasNot: m.connect_level_has_not,
} satisfies Record<AbilityLevel, () => string>;

/** The fourth step. */
export function AbilitiesStep({
  heading,
  platform,
  found,
  name,
  onName,
  nameMissing,
  me,
  onMe,
  namedMe,
  onNamedMe,
}: {
  heading: HeadingRef;
  platform: PlatformDto;
  found: LineTestDto;
  name: string;
  onName: (name: string) => void;
  nameMissing: boolean;
  me: string | null;
  onMe: (agent: string) => void;
  /** Who one is, where the platform lists nobody. */
  namedMe: NamedPersonDto;
  onNamedMe: (person: NamedPersonDto) => void;
}) {
  const people = peopleAmong(found.agents);
  const told = people.find(({ id }) => id === found.me);
  return (
    <>
      <StepHead
        heading={heading}
        title={m.connect_abilities()}
        text={m.connect_abilities_text({ platform: platformName(platform) })}
      />
      <div className={styles.pair}>
        <TextField
          label={m.connect_name()}
          value={name}
          onChange={onName}
          maxLength={60}
          error={nameMissing ? m.connect_name_missing() : null}
          hint={m.connect_name_hint()}
        />
        {found.capabilities.peopleById ? (
          <NamedMe platform={platform} person={namedMe} onChange={onNamedMe} />
        ) : told !== undefined ? (
          <p className={styles.note}>{m.connect_me_told({ name: told.name })}</p>
        ) : people.length === 0 ? (
          <p className={styles.note}>{m.connect_me_none()}</p>
        ) : (
          <SearchSelect
            label={m.connect_me()}
            value={me}
            onChange={onMe}
            options={people.map(({ id, name: agent, email }) => ({ id, name: agent, more: email }))}
            fold={(text) => fold(text).text}
            openLabel={m.connect_me_open()}
            noneLabel={m.connect_me_no_match()}
            placeholder={m.connect_me_placeholder()}
            hint={m.connect_me_hint()}
          />
        )}
      </div>
      <ul className={styles.rows} aria-label={m.connect_abilities()}>
        {abilitiesOf({ platform, ...found }).map((row) => (
          <li key={row.id} className={styles.row} data-level={row.level}>
            <Icon of={marks[row.level]} />
            <span className={styles.what}>
              <span className="visually-hidden">{levels[row.level]()} </span>
              {row.name}
            </span>
            <span className={styles.finding}>{row.words}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Who one is on a platform that lists nobody: an id, and a name to remember it by. Both may be left empty. */
function NamedMe({
  platform,
  person,
  onChange,
}: {
  platform: PlatformDto;
  person: NamedPersonDto;
  onChange: (person: NamedPersonDto) => void;
}) {
  return (
    <div className={styles.fields}>
      <TextField
        label={m.connect_own_id({ platform: platformName(platform) })}
        kind="code"
        value={person.id}
        onChange={(id) => {
          onChange({ ...person, id });
        }}
        maxLength={120}
        hint={m.connect_own_id_hint({ platform: platformName(platform) })}
      />
      {person.id.trim() !== "" && (
        <TextField
          label={m.connect_own_name()}
          value={person.name}
          onChange={(name) => {
            onChange({ ...person, name });
          }}
          maxLength={60}
          hint={m.connect_own_name_hint()}
        />
      )}
    </div>
  );
}
