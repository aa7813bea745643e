/** The test: each check by name, with what it found or what to do. */
import { Check, TriangleAlert, X } from "lucide-react";
import type { ReactNode } from "react";
import { Banner } from "../../components/Banner";
import { Ltr, Name } from "../../components/Foreign";
import { Icon } from "../../components/Icon";
import { Lamp } from "../../components/Lamp";
import type { LineTestDto, PlatformDto, TestStepDto } from "../../ipc/bindings.gen";
import { formatNumber } from "../../lib/format";
import {
  agentsInWords,
  channelKindName,
  conversationsInWords,
  platformName,
} from "../../lib/lineWords";
import { m } from "../../paraglide/messages.js";
import { lineErrorWords } from "../../lib/lineErrors";
import { testSteps, type CheckState, type LineTestState } from "./lineTest";
import { StepHead, type HeadingRef } from "./StepHead";
import styles from "./Connect.module.css";

const names = {
  reach: m.connect_check_reach,
  key: m.connect_check_key,
  channels: m.connect_check_channels,
  agents: m.connect_check_agents,
  conversations: m.connect_check_conversations,
} satisfies Record<TestStepDto, (inputs: { platform: string }) => string>;

const states = {
  ahead: m.connect_check_ahead,
  working: m.connect_check_working,
  passed: m.connect_check_passed,
  failed: m.connect_check_failed,
} satisfies Record<CheckState, () => string>;

/** The third step. */
export function TestStep({
  heading,
  platform,
  state,
}: {
  heading: HeadingRef;
  platform: PlatformDto;
  state: LineTestState;
}) {
  return (
    <>
      <StepHead heading={heading} title={m.connect_testing()} text={m.connect_testing_text()} />
      <ul className={styles.rows} aria-busy={state.status === "running"}>
        {testSteps.map((step) => (
          <li key={step} className={styles.row} data-state={state.checks[step]}>
            <CheckMark state={state.checks[step]} />
            <span className={styles.what}>{names[step]({ platform: platformName(platform) })}</span>
            <span className={styles.finding}>
              {state.found === null ? null : (
                <Finding step={step} found={state.found} platform={platform} />
              )}
            </span>
            <span className="visually-hidden">{states[state.checks[step]]()}</span>
          </li>
        ))}
      </ul>
      {state.error !== null && (
        <p role="alert" className={styles.failure}>
          {lineErrorWords(state.error, platform)}
        </p>
      )}
      {state.found?.notices.map(
        (notice) =>
          notice.type === "channelsUnread" && (
            <Banner key={notice.type} tone="due" start={<Icon of={TriangleAlert} />}>
              {m.connect_channels_unread({ scope: notice.scope })}
            </Banner>
          ),
      )}
      <p role="status" className="visually-hidden">
        {state.status === "passed" && m.connect_test_passed()}
      </p>
    </>
  );
}

function CheckMark({ state }: { state: CheckState }): ReactNode {
  switch (state) {
    case "ahead":
      return <Lamp kind="off" />;
    case "working":
      return <Lamp kind="due" working />;
    case "passed":
      return <Icon of={Check} />;
    case "failed":
      return <Icon of={X} />;
  }
}

function Finding({
  step,
  found,
  platform,
}: {
  step: TestStepDto;
  found: LineTestDto;
  platform: PlatformDto;
}): ReactNode {
  switch (step) {
    case "reach":
      return (
        <>
          <Ltr>{found.host}</Ltr>
          {" · "}
          {m.connect_milliseconds({ count: formatNumber(found.answeredIn) })}
        </>
      );
    case "key":
      return platform === "hatif" ? m.connect_check_key_found() : m.connect_check_key_right();
    case "channels":
      return found.channels.length === 0 ? (
        m.connect_check_channels_none()
      ) : (
        <ul className={styles.channels}>
          {found.channels.map((channel) => (
            <li key={channel.id}>
              <Name>{channel.name}</Name>
              {` (${channelKindName(channel.kind)})`}
            </li>
          ))}
        </ul>
      );
    case "agents":
      return agentsInWords(found.agents);
    case "conversations":
      return found.conversations === null
        ? m.connect_check_conversations_found({ platform: platformName(platform) })
        : conversationsInWords(found.conversations);
  }
}
