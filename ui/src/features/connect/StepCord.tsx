/** The steps of connecting, as jacks on a cord: done, here, ahead. */
import { Check } from "lucide-react";
import { Icon } from "../../components/Icon";
import { m } from "../../paraglide/messages.js";
import styles from "./Connect.module.css";

/** The steps in order. */
const connectSteps = ["platform", "key", "test", "abilities", "notifications"] as const;
/** A step. */
export type ConnectStep = (typeof connectSteps)[number];

const names = {
  platform: m.connect_step_platform,
  key: m.connect_step_key,
  test: m.connect_step_test,
  abilities: m.connect_step_abilities,
  notifications: m.connect_step_notifications,
} satisfies Record<ConnectStep, () => string>;

/** Draws the cord; in narrow windows only where one is. */
export function StepCord({ current }: { current: ConnectStep }) {
  const at = connectSteps.indexOf(current);
  return (
    <>
      <ol className={styles.cord} aria-label={m.connect_steps()}>
        {connectSteps.map((step, index) => (
          <li
            key={step}
            className={styles.jack}
            data-state={index < at ? "done" : index === at ? "here" : "ahead"}
            aria-current={index === at ? "step" : undefined}
          >
            <span aria-hidden className={styles.plug}>
              {index < at && <Icon of={Check} size="xs" />}
            </span>
            {names[step]()}
            {index < at && <span className="visually-hidden">{m.connect_step_done()}</span>}
          </li>
        ))}
      </ol>
      <p className={styles.where} aria-hidden>
        {m.connect_step_of({
          step: at + 1,
          count: connectSteps.length,
          name: names[current](),
        })}
      </p>
    </>
  );
}
