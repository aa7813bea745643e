/** What is wrong with a code of the second factor. */
import type { PlatformDto } from "../../ipc/bindings.gen";
import type { HostError } from "../../ipc/transport";
import { lineErrorWords } from "../../lib/lineErrors";
import { platformName } from "../../lib/lineWords";
import { m } from "../../paraglide/messages.js";

/** The words at the code's field: a refusal here means the code, not the password that was right before. */
export function codeErrorWords(error: HostError, platform: PlatformDto): string {
  return error.code === "keyRefused" || error.code === "refused"
    ? m.connect_code_refused({ platform: platformName(platform) })
    : lineErrorWords(error, platform);
}
