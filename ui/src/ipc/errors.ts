/** How each error of the host is said. One table, so a new code does not compile until it has words. */
import { m } from "../paraglide/messages.js";
import type { ErrorCode } from "./bindings.gen";
import { HostError } from "./transport";

/** How an error is presented. */
export interface ErrorPresentation {
  /** One or two plain sentences: what is, then what to do. */
  text: () => string;
  /** Trying the same again may help. */
  retry: boolean;
}

const presentations = {
  unknownCommand: { text: m.error_internal, retry: false },
  invalidInput: { text: m.error_internal, retry: false },
  emptyText: { text: m.error_empty_text, retry: false },
  textTooLong: { text: m.error_text_too_long, retry: false },
  notFound: { text: m.error_not_found, retry: false },
  unreachable: { text: m.error_unreachable, retry: true },
  keyRefused: { text: m.error_key_refused, retry: false },
  scopeMissing: { text: m.error_scope_missing, retry: false },
  rateLimited: { text: m.error_rate_limited, retry: true },
  platformFailed: { text: m.error_platform_failed, retry: true },
  refused: { text: m.error_refused, retry: false },
  windowClosed: { text: m.error_window_closed, retry: false },
  heldByColleague: { text: m.error_held_by_colleague, retry: false },
  onlyCustomersBegin: { text: m.error_only_customers_begin, retry: false },
  phoneNeeded: { text: m.error_phone_needed, retry: false },
  emailNeeded: { text: m.error_email_needed, retry: false },
  valueNotTaken: { text: m.error_value_not_taken, retry: false },
  contactNeeded: { text: m.error_contact_needed, retry: false },
  subjectNeeded: { text: m.error_subject_needed, retry: false },
  templateNeeded: { text: m.error_template_needed, retry: false },
  agentNeeded: { text: m.error_agent_needed, retry: false },
  notBegun: { text: m.error_not_begun, retry: true },
  aiAnswers: { text: m.error_ai_answers, retry: false },
  secondFactorNeeded: { text: m.error_second_factor_needed, retry: false },
  unsupported: { text: m.error_unsupported, retry: false },
  addressNotAllowed: { text: m.error_address_not_allowed, retry: false },
  unprotected: { text: m.connect_unprotected, retry: false },
  alreadyConnected: { text: m.error_already_connected, retry: false },
  otherWorkspace: { text: m.error_other_workspace, retry: false },
  testExpired: { text: m.error_test_expired, retry: false },
  relayUnreachable: { text: m.error_relay_unreachable, retry: true },
  relayTokenRefused: { text: m.error_relay_token_refused, retry: false },
  noKeychain: { text: m.error_no_keychain, retry: false },
  keychainLocked: { text: m.error_keychain_locked, retry: true },
  alreadySending: { text: m.error_already_sending, retry: false },
  undoExpired: { text: m.error_undo_expired, retry: false },
  emptyFile: { text: m.files_error_empty, retry: false },
  tooManyFiles: { text: m.files_error_too_many, retry: false },
  fileTooLarge: { text: m.error_file_too_large, retry: false },
  fileNotOpened: { text: m.error_file_not_opened, retry: false },
  aiOff: { text: m.writing_error_ai_off, retry: false },
  aiUsedUp: { text: m.writing_error_ai_used_up, retry: false },
  answerExpired: { text: m.writing_error_answer_expired, retry: false },
  nameTaken: { text: m.writing_error_name_taken, retry: false },
  noNotificationService: { text: m.error_no_notification_service, retry: false },
  notificationsBlocked: { text: m.connect_notify_blocked, retry: false },
  storeFailed: { text: m.error_store_failed, retry: true },
  internal: { text: m.error_internal, retry: true },
} satisfies Record<ErrorCode, ErrorPresentation>;

/** The words for whatever was caught, and whether trying again may help. */
export function presentError(cause: unknown): ErrorPresentation {
  return presentations[HostError.from(cause).code] ?? presentations.internal;
}
