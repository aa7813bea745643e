/** The relay that carries the platform's webhooks. */
export interface WorldRelay {
  readonly url: string;
  readonly inlet: string;
  /** What a desk reads with. */
  readonly token: string;
  /** Comes back where it was. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A simulated platform. */
export interface WorldPlatform {
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Does something at the platform, as a customer, a colleague or fate. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each order answers something else
  control(path: string, body?: unknown): Promise<any>;
  /** What is true at the platform. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each question has another answer
  truth(path: string): Promise<any>;
}

/** A simulated Chatwoot, with what opens it. */
export interface WorldChatwoot extends Omit<WorldPlatform, "clientId" | "clientSecret"> {
  readonly accessToken: string;
  readonly email: string;
  readonly password: string;
  stop(): Promise<void>;
}

/** A simulated Chatvolt, with what opens it. */
export interface WorldChatvolt extends Omit<WorldPlatform, "clientId" | "clientSecret"> {
  readonly apiKey: string;
  stop(): Promise<void>;
}

/** The outside world of a journey. */
export interface World {
  readonly folder: string;
  readonly hatif: WorldPlatform;
  readonly relay?: WorldRelay;
  stop(): Promise<void>;
}

export const root: string;
export function executable(name: string): string;
export function startChatwoot(options?: {
  size?: "empty" | "small" | "large";
  seed?: number;
}): Promise<WorldChatwoot>;
export function startChatvolt(options?: {
  size?: "empty" | "small" | "large";
  seed?: number;
}): Promise<WorldChatvolt>;
export function startWorld(options?: {
  size?: "empty" | "small" | "large";
  seed?: number;
  relay?: boolean;
}): Promise<World>;
