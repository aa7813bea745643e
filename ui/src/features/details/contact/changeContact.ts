/** Changing a customer: done by the host at once, said, and taken back where it can be. */
import type {
  AbilityDto,
  ChangeOfContact,
  ChangeResult,
  PlatformDto,
} from "../../../ipc/bindings.gen";
import { sayDone, sayFailure } from "../../../lib/changing";
import { callHost } from "../../../lib/hostQuery";
import { platformName } from "../../../lib/lineWords";
import { m } from "../../../paraglide/messages.js";

/** Makes changes, one after the other as they were asked for; answers whether all were taken. */
export async function changeContact(
  conversation: string,
  changes: readonly ChangeOfContact[],
  said: string,
): Promise<boolean> {
  const settled: PromiseSettledResult<ChangeResult>[] = [];
  for (const change of changes) {
    const [one] = await Promise.allSettled([callHost("change_contact", { conversation, change })]);
    settled.push(one);
  }
  sayFailure(settled);
  const done = settled.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  const made = done.filter(({ changed }) => changed > 0);
  if (made.length > 0) {
    // What was changed last is put back first.
    sayDone(said, made.toReversed());
  }
  return done.length === changes.length;
}

/** Why something about a customer cannot be done from here; null when it can. */
export function reasonAgainst(
  ability: AbilityDto | undefined,
  platform: PlatformDto,
): string | null {
  switch (ability) {
    case "available":
      return null;
    case "notByKey":
      return m.conversation_off_key();
    case "notByChannel":
      return m.conversation_off_channel();
    case "notByAccount":
      return m.writing_off_account();
    case "notByPlatform":
    case undefined:
      return m.people_off_platform({ platform: platformName(platform) });
  }
}
