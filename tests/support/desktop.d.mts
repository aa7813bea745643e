/** A desktop of its own: display, session bus, keyring, notifications, home. */
export interface Desktop {
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  notificationsShown(): Promise<number>;
  clickNotification(): Promise<string>;
  listen(rule: string): Promise<{ heard(): string }>;
  stop(): Promise<void>;
}

export function startDesktop(options?: {
  keyring?: boolean;
  notifications?: boolean;
}): Promise<Desktop>;
