/** The customer of a conversation: what is kept here at once, and read anew from the platform behind it. */
import { useEffect, useState } from "react";
import type { ContactCardDto } from "../../../ipc/bindings.gen";
import { HostError } from "../../../ipc/transport";
import { callHost, useHostQuery } from "../../../lib/hostQuery";

/** How long somebody looks before the platform is asked, in ms: whoever passes by costs no calls. */
const REST = 400;

/** A customer, and why the last look at the platform brought nothing. */
export interface KnownContact {
  readonly card: ContactCardDto | undefined;
  readonly failure: HostError | null;
}

/** The customer of a conversation. Mount it anew for another one. */
export function useContact(conversation: string): KnownContact {
  const card = useHostQuery("get_contact", { conversation }).data;
  const [failure, setFailure] = useState<HostError | null>(null);
  useEffect(() => {
    let isGone = false;
    const timer = setTimeout(() => {
      callHost("read_contact", { conversation }).then(
        () => {
          if (!isGone) setFailure(null);
        },
        (cause: unknown) => {
          if (!isGone) setFailure(HostError.from(cause));
        },
      );
    }, REST);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [conversation]);
  return { card, failure };
}
