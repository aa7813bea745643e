/** What a failure means for a line's key or relay: more exact than elsewhere, as it says what to do where. */
import type { ErrorCode, PlatformDto } from "../ipc/bindings.gen";
import { presentError } from "../ipc/errors";
import type { HostError } from "../ipc/transport";
import { m } from "../paraglide/messages.js";
import { hasOwnServers } from "./credentials";
import { formatSpan } from "./format";
import { platformName } from "./lineWords";

/** The right a key lacks, if the host names one that can be shown: rights are single words of the platform. */
function scopeIn(detail: string): string | null {
  return /^[\w:.-]{1,64}$/u.test(detail) ? detail : null;
}

const keyRefused = {
  hatif: m.connect_error_key_refused,
  chatvolt: m.connect_error_chatvolt_key,
  ohallo: m.connect_error_ohallo_key,
  chatwoot: m.connect_error_chatwoot_key,
} satisfies Record<PlatformDto, (inputs: { platform: string }) => string>;

/** What is wrong and what to do, in a sentence or two. */
export function lineErrorWords(error: HostError, on: PlatformDto): string {
  const platform = platformName(on);
  switch (error.code) {
    case "keyRefused":
      return keyRefused[on]({ platform });
    case "scopeMissing": {
      const scope = scopeIn(error.detail);
      if (scope === "dashboard") return m.connect_error_dashboard({ platform });
      return scope === null
        ? m.connect_error_scope_missing({ platform })
        : m.connect_error_scope_missing_named({ platform, scope });
    }
    case "unreachable":
      return m.connect_error_unreachable({ platform });
    case "rateLimited":
      return error.retryAfter === null
        ? m.connect_error_rate_limited({ platform })
        : m.connect_error_rate_limited_for({ platform, span: formatSpan(error.retryAfter) });
    case "platformFailed":
      return m.connect_error_platform_failed({ platform });
    case "secondFactorNeeded":
      return m.connect_error_second_factor({ platform });
    case "unprotected":
      return m.connect_unprotected();
    case "otherWorkspace":
      return m.connect_error_other_account({ platform });
    case "addressNotAllowed":
      return hasOwnServers(on) ? m.connect_error_server_address() : m.connect_error_address();
    case "alreadyConnected":
      return m.connect_error_already();
    case "notFound":
    case "testExpired":
      return m.connect_error_expired();
    default:
      return presentError(error).text();
  }
}

const aboutRelay: readonly ErrorCode[] = ["relayUnreachable", "relayTokenRefused"];

/** The failure is about the relay, not about the line. */
export function isAboutRelay(error: HostError): boolean {
  return aboutRelay.includes(error.code);
}
