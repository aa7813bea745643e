/** The frame of a section: title, sentence, content, and what shows while its data is read or missing. */
import type { ReactNode } from "react";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { Block, Waiting } from "../../components/Skeleton";
import { presentError } from "../../ipc/errors";
import type { HostError } from "../../ipc/transport";
import { m } from "../../paraglide/messages.js";
import styles from "./SettingsPage.module.css";

/** A section with its title; `wide` for tables. */
export function SectionPage({
  title,
  text,
  action,
  wide = false,
  children,
}: {
  title: string;
  text?: string;
  action?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={styles.section} data-wide={wide || undefined}>
      <div className={styles.top}>
        <div className={styles.titles}>
          <h1 className={styles.title}>{title}</h1>
          {text !== undefined && <p className={styles.lead}>{text}</p>}
        </div>
        {action}
      </div>
      {children}
    </div>
  );
}

/** What a read answers, as far as a section cares. */
export interface Read<T> {
  readonly data: T | undefined;
  readonly error: HostError | null;
  readonly refetch: () => unknown;
}

/** Shows `children` with the data; grey blocks before it, the failure with a way on instead of it. */
export function WhenRead<T>({
  read,
  children,
}: {
  read: Read<T>;
  children: (data: T) => ReactNode;
}) {
  if (read.data !== undefined) return children(read.data);
  if (read.error !== null)
    return (
      <Banner
        tone="fault"
        role="alert"
        action={
          <Button
            size="small"
            onPress={() => {
              read.refetch();
            }}
          >
            {m.settings_try_again()}
          </Button>
        }
      >
        {presentError(read.error).text()}
      </Banner>
    );
  return (
    <Waiting label={m.settings_loading()}>
      <div className={styles.blocks}>
        <Block width="40%" />
        <Block width="70%" />
        <Block width="55%" />
      </div>
    </Waiting>
  );
}
