/**
 * What a key consists of, per platform: the fields to fill in, where they come from, and the shape the host
 * takes. Pure; connecting and replacing a key ask for the same things in the same words.
 */
import type { CredentialsInput, PlatformDto } from "../ipc/bindings.gen";
import { m } from "../paraglide/messages.js";
import { platformName } from "./lineWords";

/** How to sign in to a platform that knows two ways; the others ignore it. */
export type KeyWay = "token" | "password";

/** What was typed. */
export interface KeyDraft {
  readonly way: KeyWay;
  /** Client id or e-mail address, where the platform has one. */
  readonly name: string;
  /** Client secret, key, token or password. */
  readonly secret: string;
  /** Another address; empty for the platform's own. */
  readonly baseUrl: string;
  /** Keys and messages may travel unprotected to that address. */
  readonly unprotected: boolean;
  /** The undocumented host of the platform's own pages is used as well. */
  readonly dashboard: boolean;
  /** Where that host is, when it is not the platform's own. */
  readonly dashboardUrl: string;
}

/** Nothing typed yet. */
export const noKey: KeyDraft = {
  way: "token",
  name: "",
  secret: "",
  baseUrl: "",
  unprotected: false,
  dashboard: false,
  dashboardUrl: "",
};

/** A part of the draft that is typed. */
type KeyPart = "name" | "secret" | "baseUrl" | "dashboardUrl";

/** One field of a key. */
export interface KeyField {
  readonly part: KeyPart;
  readonly label: string;
  readonly kind: "code" | "secret";
  readonly hint: string | null;
  readonly placeholder: string | null;
  /** What to say while it is empty; null where it may be. */
  readonly missing: string | null;
}

function secret(label: string, missing: string): KeyField {
  return {
    part: "secret",
    label,
    kind: "secret",
    hint: m.connect_secret_hint(),
    placeholder: null,
    missing,
  };
}

function name(label: string, missing: string): KeyField {
  return { part: "name", label, kind: "code", hint: null, placeholder: null, missing };
}

/** The platform has servers of one's own: its address is asked for, not hidden away. */
export function hasOwnServers(platform: PlatformDto): boolean {
  return platform === "chatwoot";
}

/** The platform's own pages have a host that nobody documents, and that can do more than the documented one. */
export function hasDashboard(platform: PlatformDto): boolean {
  return platform === "chatvolt";
}

/** The field of another address of that host. */
export function dashboardField(): KeyField {
  return {
    part: "dashboardUrl",
    label: m.connect_dashboard_address(),
    kind: "code",
    hint: m.connect_dashboard_address_hint(),
    placeholder: "https://",
    missing: m.connect_dashboard_address_missing(),
  };
}

/** The ways to sign in, as choices; none where there is nothing to choose. */
export function waysOf(platform: PlatformDto): { value: KeyWay; title: string }[] {
  if (platform !== "chatwoot") return [];
  return [
    { value: "token", title: m.connect_way_token() },
    { value: "password", title: m.connect_way_password() },
  ];
}

/** The draft in another way: what was typed for one is no part of the other. */
export function inWay(draft: KeyDraft, way: KeyWay): KeyDraft {
  return { ...draft, way, name: "", secret: "" };
}

/** A field as it is shown; `asked` once it should have been filled in. */
export function shownField(field: KeyField, draft: KeyDraft, asked: boolean) {
  const { label, kind, hint, placeholder, missing } = field;
  const value = draft[field.part];
  return {
    label,
    kind,
    value,
    ...(hint === null ? {} : { hint }),
    ...(placeholder === null ? {} : { placeholder }),
    error: asked && value.trim() === "" ? missing : null,
  };
}

/** The field of another address. */
export function addressField(platform: PlatformDto): KeyField {
  const own = hasOwnServers(platform);
  return {
    part: "baseUrl",
    label: own ? m.connect_server() : m.connect_address(),
    kind: "code",
    hint: own
      ? m.connect_server_hint()
      : m.connect_address_hint({ platform: platformName(platform) }),
    placeholder: own ? "https://app.chatwoot.com" : "https://",
    missing: null,
  };
}

/** The fields to fill in, in order, without the address. */
export function keyFields(platform: PlatformDto, way: KeyWay): readonly KeyField[] {
  switch (platform) {
    case "hatif":
      return [
        name(m.connect_client_id(), m.connect_client_id_missing()),
        secret(m.connect_client_secret(), m.connect_client_secret_missing()),
      ];
    case "chatvolt":
    case "ohallo":
      return [secret(m.connect_api_key(), m.connect_api_key_missing())];
    case "chatwoot":
      return way === "token"
        ? [secret(m.connect_token(), m.connect_token_missing())]
        : [
            name(m.connect_email(), m.connect_email_missing()),
            secret(m.connect_password(), m.connect_password_missing()),
          ];
  }
}

/** Where the key comes from. */
export function keyComesFrom(platform: PlatformDto, way: KeyWay): string {
  switch (platform) {
    case "hatif":
      return m.connect_key_where({ platform: platformName(platform) });
    case "chatvolt":
      return m.connect_chatvolt_where();
    case "ohallo":
      return m.connect_ohallo_where();
    case "chatwoot":
      return way === "token"
        ? m.connect_chatwoot_token_where()
        : m.connect_chatwoot_password_where();
  }
}

/** The key goes to another address and to the dashboard as well: then that needs another address, too. */
export function asksDashboardAddress(platform: PlatformDto, draft: KeyDraft): boolean {
  return hasDashboard(platform) && draft.dashboard && draft.baseUrl.trim() !== "";
}

/** Everything that must be typed is typed. */
export function isComplete(platform: PlatformDto, draft: KeyDraft): boolean {
  const fields = keyFields(platform, draft.way);
  const asked = asksDashboardAddress(platform, draft) ? [...fields, dashboardField()] : fields;
  return asked.every(({ part }) => draft[part].trim() !== "");
}

/** The key as the host takes it. A password is taken as typed: blanks may belong to it. */
export function credentialsOf(platform: PlatformDto, draft: KeyDraft): CredentialsInput {
  const key = draft.secret.trim();
  const baseUrl = draft.baseUrl.trim() === "" ? null : draft.baseUrl.trim();
  switch (platform) {
    case "hatif":
      return { platform, clientId: draft.name.trim(), clientSecret: key, baseUrl };
    case "chatvolt":
      return {
        platform,
        apiKey: key,
        baseUrl,
        dashboard: draft.dashboard,
        dashboardUrl: asksDashboardAddress(platform, draft) ? draft.dashboardUrl.trim() : null,
      };
    case "ohallo":
      return { platform, apiKey: key, baseUrl };
    case "chatwoot": {
      const { unprotected } = draft;
      return draft.way === "token"
        ? { platform: "chatwootToken", accessToken: key, baseUrl, unprotected }
        : {
            platform: "chatwootPassword",
            email: draft.name.trim(),
            password: draft.secret,
            baseUrl,
            unprotected,
          };
    }
  }
}
