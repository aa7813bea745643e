/**
 * Connecting a line in five steps: platform, key, test, what it can do, notifications. Signing in may ask for a
 * code or an account; both belong to the key. Invariant: nothing is kept before the last step, and the secret is
 * forgotten as soon as the host has signed in with it or the step is left.
 */
import { Lock } from "lucide-react";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { BareDialog } from "../../components/Dialog";
import { Button } from "../../components/Button";
import { Icon } from "../../components/Icon";
import type {
  AccountDto,
  LineTestDto,
  NamedPersonDto,
  PlatformDto,
  SignedInDto,
} from "../../ipc/bindings.gen";
import { HostError } from "../../ipc/transport";
import { presentError } from "../../ipc/errors";
import { credentialsOf, isComplete, noKey, type KeyDraft } from "../../lib/credentials";
import { callHost, useHostQuery } from "../../lib/hostQuery";
import { selection } from "../../lib/selection";
import { changeSettings, settingsNow, useSettings } from "../../lib/settings";
import { showToast } from "../../lib/toasts";
import { m } from "../../paraglide/messages.js";
import { AbilitiesStep } from "./AbilitiesStep";
import { AccountStep, CodeStep } from "./AccountStep";
import { codeErrorWords } from "./codeErrors";
import { KeyStep } from "./KeyStep";
import { useLineTest, type LineTestEvents, type SignIn } from "./lineTest";
import { NotificationsStep, tellsOf, type RelayDraft, type Tells } from "./NotificationsStep";
import { PlatformStep } from "./PlatformStep";
import { StepCord, type ConnectStep } from "./StepCord";
import { TestStep } from "./TestStep";
import styles from "./Connect.module.css";

/** The dialog, open while mounted; closing it at any time leaves nothing behind. */
export function Connect({ onClose }: { onClose: () => void }) {
  return (
    <BareDialog open onClose={onClose} size="wizard" dismissable={false} label={m.connect_line()}>
      <Wizard onClose={onClose} />
    </BareDialog>
  );
}

/** What the second step asks for. */
type Asked =
  | { readonly for: "key" }
  | { readonly for: "code"; readonly attempt: string }
  | { readonly for: "account"; readonly accounts: readonly AccountDto[]; readonly chosen: string };

const askForKey: Asked = { for: "key" };
const nobody: NamedPersonDto = { id: "", name: "" };
const noRelay: RelayDraft = { used: false, url: "", token: "" };

function Wizard({ onClose }: { onClose: () => void }) {
  const [step, setStep] = useState<ConnectStep>("platform");
  const [platform, setPlatform] = useState<PlatformDto>("hatif");
  const [key, setKey] = useState<KeyDraft>(noKey);
  const [keyMissing, setKeyMissing] = useState(false);
  // The address of which the host said that nothing protects the way there.
  const [warnedOf, setWarnedOf] = useState<string | null>(null);
  const [asked, setAsked] = useState<Asked>(askForKey);
  const [code, setCode] = useState("");
  const [codeError, setCodeError] = useState<string | null>(null);
  const [checkingCode, setCheckingCode] = useState(false);
  const test = useLineTest();
  const [name, setName] = useState("");
  const [nameMissing, setNameMissing] = useState(false);
  const [me, setMe] = useState<string | null>(null);
  const [namedMe, setNamedMe] = useState<NamedPersonDto>(nobody);
  const current = useSettings(tellsOf);
  const [chosenTells, setTells] = useState<Tells | null>(null);
  const tells = chosenTells ?? current ?? "mineAndUnassigned";
  const [relay, setRelay] = useState<RelayDraft>(noRelay);
  const [relayMissing, setRelayMissing] = useState(false);
  const [finishing, setFinishing] = useState(false);
  const [finishError, setFinishError] = useState<HostError | null>(null);
  const info = useHostQuery("app_info", {});
  const noKeychain = info.data?.keychain === "missing";
  const warned = warnedOf !== null && warnedOf === key.baseUrl;
  const mustAgree = warned && !key.unprotected;

  // The dialog goes on in place: without this the focus would stay on a button that is gone.
  const heading = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current && (step !== "key" || asked.for === "account")) heading.current?.focus();
    first.current = false;
  }, [step, asked.for]);

  // What is wrong may lie below the fold; the focus brings it into sight.
  const main = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (finishError === null && !relayMissing) return;
    main.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [finishError, relayMissing]);

  // Closed while the host keeps the line: it is connected all the same, but the person is elsewhere by then.
  const closed = useRef(false);
  useEffect(() => {
    closed.current = false;
    return () => {
      closed.current = true;
    };
  }, []);

  const forgetSecret = () => {
    setKey((before) => ({ ...before, secret: "" }));
    setKeyMissing(false);
  };

  /** Signing in wants more than the key: the second step asks for it. */
  const ask = (signedIn: SignedInDto) => {
    forgetSecret();
    setCode("");
    setCodeError(null);
    if (signedIn.state === "secondFactor") {
      setAsked({ for: "code", attempt: signedIn.attempt });
    } else {
      const chosen = signedIn.accounts[0]?.account ?? "";
      setAsked({ for: "account", accounts: signedIn.accounts, chosen });
    }
    setStep("key");
  };

  const testEvents: LineTestEvents = {
    onPassed: (found) => {
      forgetSecret();
      setAsked(askForKey);
      setName((before) => (before === "" ? found.proposedName : before));
      setMe(found.me);
    },
    onAsked: ask,
    onUnprotected: () => {
      setWarnedOf(key.baseUrl);
      setStep("key");
    },
  };

  const startTest = (signIn: SignIn) => {
    setStep("test");
    test.run(signIn, testEvents);
  };

  /** A refused code is said at its field, since the next one is typed there. */
  const giveCode = async (attempt: string) => {
    if (checkingCode) return;
    if (code.trim() === "") {
      setCodeError(m.connect_code_missing());
      return;
    }
    setCheckingCode(true);
    setCodeError(null);
    try {
      const signedIn = await callHost("give_code", { attempt, code: code.trim() });
      if (!closed.current) startTest(() => Promise.resolve(signedIn));
    } catch (cause) {
      setCodeError(codeErrorWords(HostError.from(cause), platform));
    } finally {
      setCheckingCode(false);
    }
  };

  const finish = async (found: LineTestDto) => {
    setFinishing(true);
    setFinishError(null);
    try {
      const line = await callHost("add_line", {
        test: found.test,
        name: name.trim(),
        me,
        namedMe: namedMe.id.trim() === "" ? null : namedMe,
        relay: relay.used ? { url: relay.url.trim(), token: relay.token.trim() } : null,
      });
      keepTells(tells);
      if (!closed.current) {
        onClose();
        selection.openPage("inbox");
      }
      showToast({ text: m.connect_connected({ name: line.name }) });
    } catch (cause) {
      setFinishError(HostError.from(cause));
      setFinishing(false);
    }
  };

  const goOn = () => {
    switch (step) {
      case "platform":
        setStep("key");
        break;
      case "key": {
        if (asked.for === "code") {
          void giveCode(asked.attempt);
        } else if (asked.for === "account") {
          const accounts = asked.accounts.filter(({ account }) => account === asked.chosen);
          startTest(() => Promise.resolve({ state: "accounts", accounts }));
        } else {
          const complete = isComplete(platform, key);
          setKeyMissing(!complete);
          if (complete && !noKeychain && !mustAgree)
            startTest(() => callHost("sign_in", credentialsOf(platform, key)));
        }
        break;
      }
      case "test":
        if (test.state.status === "passed") setStep("abilities");
        else if (test.state.status === "failed") test.again(testEvents);
        break;
      case "abilities":
        setNameMissing(name.trim() === "");
        if (name.trim() !== "") setStep("notifications");
        break;
      case "notifications": {
        const missing = relay.used && (relay.url.trim() === "" || relay.token.trim() === "");
        setRelayMissing(missing);
        if (!missing && test.state.found !== null && !finishing) void finish(test.state.found);
        break;
      }
    }
  };

  const goBack = () => {
    switch (step) {
      case "platform":
        break;
      case "key":
        forgetSecret();
        if (asked.for === "key") setStep("platform");
        else setAsked(askForKey);
        break;
      // The way back from what was found leads to the key, since the secret is not kept for a second test.
      case "test":
      case "abilities":
        test.leave();
        forgetSecret();
        // Several accounts stay open to choose from; a code was good for one time only.
        if (asked.for === "code") setAsked(askForKey);
        setStep("key");
        break;
      case "notifications":
        setFinishError(null);
        setStep("abilities");
        break;
    }
  };

  const waits =
    step === "test" && test.state.status === "running"
      ? m.connect_wait_test()
      : checkingCode
        ? m.connect_wait_code()
        : step === "key" && noKeychain
          ? m.connect_wait_keychain()
          : step === "key" && asked.for === "key" && mustAgree
            ? m.connect_wait_unprotected()
            : null;

  return (
    <form
      className={styles.wizard}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (waits === null) goOn();
      }}
    >
      <div className={styles.side}>
        <p className={styles.title}>{m.connect_line()}</p>
        <StepCord current={step} />
        <p className={styles.promise}>
          <Icon of={Lock} size="s" />
          {m.connect_keys_kept()}
        </p>
      </div>
      <div ref={main} className={styles.main}>
        {step === "platform" && (
          <PlatformStep
            chosen={platform}
            onChoose={(chosen) => {
              // A key is of one platform; what was typed for another is no part of this one's.
              if (chosen !== platform) setKey(noKey);
              setPlatform(chosen);
            }}
          />
        )}
        {step === "key" && asked.for === "code" && (
          <CodeStep platform={platform} code={code} onChange={setCode} error={codeError} />
        )}
        {step === "key" && asked.for === "account" && (
          <AccountStep
            heading={heading}
            accounts={asked.accounts}
            chosen={asked.chosen}
            onChoose={(chosen) => {
              setAsked({ ...asked, chosen });
            }}
          />
        )}
        {step === "key" && asked.for === "key" && (
          <KeyStep
            platform={platform}
            draft={key}
            onChange={setKey}
            missing={keyMissing}
            warned={warned}
            keychain={info.data?.keychain ?? "available"}
            onLookAgain={() => void info.refetch()}
          />
        )}
        {step === "test" && <TestStep heading={heading} platform={platform} state={test.state} />}
        {step === "abilities" && test.state.found !== null && (
          <AbilitiesStep
            heading={heading}
            platform={platform}
            found={test.state.found}
            name={name}
            onName={setName}
            nameMissing={nameMissing && name.trim() === ""}
            me={me}
            onMe={setMe}
            namedMe={namedMe}
            onNamedMe={setNamedMe}
          />
        )}
        {step === "notifications" && (
          <NotificationsStep
            heading={heading}
            platform={platform}
            availability={info.data?.notifications ?? "available"}
            tells={tells}
            onTells={setTells}
            relay={relay}
            onRelay={setRelay}
            relayMissing={relayMissing}
            error={finishError}
          />
        )}
      </div>
      <Foot>
        <Button variant="quiet" onPress={onClose}>
          {m.connect_cancel()}
        </Button>
        <span className={styles.gap} />
        {step !== "platform" && (
          <Button reason={finishing ? m.connect_wait_finish() : null} onPress={goBack}>
            {m.connect_back()}
          </Button>
        )}
        <Button
          type="submit"
          variant="primary"
          caps={["↵"]}
          reason={finishing ? m.connect_wait_finish() : waits}
        >
          {step === "notifications"
            ? m.connect_finish()
            : step === "test" && test.state.status === "failed"
              ? m.connect_try_again()
              : m.connect_continue()}
        </Button>
      </Foot>
    </form>
  );
}

function Foot({ children }: { children: ReactNode }) {
  return <div className={styles.foot}>{children}</div>;
}

/** Notifications go for all lines; a choice that did not change is not written. */
function keepTells(tells: Tells): void {
  const before = settingsNow();
  if (before === undefined || tells === tellsOf(before)) return;
  changeSettings({
    notifications:
      tells === "nothing"
        ? { ...before.notifications, enabled: false }
        : { ...before.notifications, enabled: true, concern: tells },
  }).catch((cause: unknown) => {
    showToast({ text: presentError(cause).text(), tone: "failed" });
  });
}
