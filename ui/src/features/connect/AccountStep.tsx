/** What a sign-in may ask besides the key: a code, or which of several accounts. Both belong to the second step. */
import { ChoiceCards } from "../../components/ChoiceCards";
import { TextField } from "../../components/TextField";
import type { AccountDto, PlatformDto } from "../../ipc/bindings.gen";
import { platformName } from "../../lib/lineWords";
import { m } from "../../paraglide/messages.js";
import { StepHead, type HeadingRef } from "./StepHead";
import styles from "./Connect.module.css";

/** The code of the second factor. */
export function CodeStep({
  platform,
  code,
  onChange,
  error,
}: {
  platform: PlatformDto;
  code: string;
  onChange: (code: string) => void;
  /** What is wrong with the code, in a sentence. */
  error: string | null;
}) {
  return (
    <>
      <StepHead
        title={m.connect_code_title()}
        text={m.connect_code_text({ platform: platformName(platform) })}
      />
      <div className={styles.fields}>
        <TextField
          label={m.connect_code()}
          kind="code"
          value={code}
          onChange={onChange}
          error={error}
          maxLength={32}
          autoFocus
        />
      </div>
    </>
  );
}

/** One of the accounts that the key opens. */
export function AccountStep({
  heading,
  accounts,
  chosen,
  onChoose,
}: {
  heading: HeadingRef;
  accounts: readonly AccountDto[];
  chosen: string;
  onChoose: (account: string) => void;
}) {
  return (
    <>
      <StepHead
        heading={heading}
        title={m.connect_account_title()}
        text={m.connect_account_text()}
      />
      <ChoiceCards
        label={m.connect_account_title()}
        hideLabel
        value={chosen}
        onChange={onChoose}
        cards={accounts.map(({ account, name }) => ({
          value: account,
          title: name === "" ? m.connect_account_unnamed() : <bdi>{name}</bdi>,
        }))}
      />
    </>
  );
}
