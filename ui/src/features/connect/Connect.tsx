/**
 * Connecting a line in five steps: platform, key, test, what it can do, notifications. Invariant: nothing is
 * kept before the last step, and the secret is forgotten as soon as the test has passed or the step is left.
 */
import { Lock } from "lucide-react";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { BareDialog } from "../../components/Dialog";
import { Button } from "../../components/Button";
import { Icon } from "../../components/Icon";
import type { LineTestDto, PlatformDto } from "../../ipc/bindings.gen";
import { HostError } from "../../ipc/transport";
import { presentError } from "../../ipc/errors";
import { callHost, useHostQuery } from "../../lib/hostQuery";
import { selection } from "../../lib/selection";
import { changeSettings, settingsNow, useSettings } from "../../lib/settings";
import { showToast } from "../../lib/toasts";
import { m } from "../../paraglide/messages.js";
import { AbilitiesStep } from "./AbilitiesStep";
import { KeyStep, type KeyDraft } from "./KeyStep";
import { useLineTest } from "./lineTest";
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

const noKey: KeyDraft = { clientId: "", clientSecret: "", baseUrl: "" };
const noRelay: RelayDraft = { used: false, url: "", token: "" };

function Wizard({ onClose }: { onClose: () => void }) {
  const [step, setStep] = useState<ConnectStep>("platform");
  const [platform, setPlatform] = useState<PlatformDto>("hatif");
  const [key, setKey] = useState<KeyDraft>(noKey);
  const [keyMissing, setKeyMissing] = useState(false);
  const test = useLineTest();
  const [name, setName] = useState("");
  const [nameMissing, setNameMissing] = useState(false);
  const [me, setMe] = useState<string | null>(null);
  const current = useSettings(tellsOf);
  const [chosenTells, setTells] = useState<Tells | null>(null);
  const tells = chosenTells ?? current ?? "mineAndUnassigned";
  const [relay, setRelay] = useState<RelayDraft>(noRelay);
  const [relayMissing, setRelayMissing] = useState(false);
  const [finishing, setFinishing] = useState(false);
  const [finishError, setFinishError] = useState<HostError | null>(null);
  const info = useHostQuery("app_info", {});
  const noKeychain = info.data?.keychain === "missing";

  // The dialog goes on in place: without this the focus would stay on a button that is gone.
  const heading = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current && step !== "key") heading.current?.focus();
    first.current = false;
  }, [step]);

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

  const startTest = () => {
    setStep("test");
    test.run(
      {
        platform,
        clientId: key.clientId.trim(),
        clientSecret: key.clientSecret.trim(),
        baseUrl: key.baseUrl.trim() === "" ? null : key.baseUrl.trim(),
      },
      (found) => {
        setKey((before) => ({ ...before, clientSecret: "" }));
        setName((before) => (before === "" ? found.proposedName : before));
        setMe(found.me);
      },
    );
  };

  const finish = async (found: LineTestDto) => {
    setFinishing(true);
    setFinishError(null);
    try {
      const line = await callHost("add_line", {
        test: found.test,
        name: name.trim(),
        me,
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
        const missing = key.clientId.trim() === "" || key.clientSecret.trim() === "";
        setKeyMissing(missing);
        if (!missing && !noKeychain) startTest();
        break;
      }
      case "test":
        if (test.state.status === "passed") setStep("abilities");
        else if (test.state.status === "failed") startTest();
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
        setStep("platform");
        break;
      // The way back from what was found leads to the key, since the secret is not kept for a second test.
      case "test":
      case "abilities":
        test.leave();
        setKey((before) => ({ ...before, clientSecret: "" }));
        setKeyMissing(false);
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
      : step === "key" && noKeychain
        ? m.connect_wait_keychain()
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
        {step === "platform" && <PlatformStep chosen={platform} onChoose={setPlatform} />}
        {step === "key" && (
          <KeyStep
            platform={platform}
            draft={key}
            onChange={setKey}
            missing={keyMissing}
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
