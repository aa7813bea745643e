/** A notification of the desktop. */
export interface ShownNotification {
  readonly title: string;
  readonly body: string;
  readonly app: string;
}

/** A desktop of its own: display, session bus, keyring, notifications, home. */
export interface Desktop {
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  notificationHistory(): Promise<ShownNotification[]>;
  notificationsShown(): Promise<number>;
  clickNotification(): Promise<string>;
  closeNotifications(): Promise<string>;
  listen(rule: string): Promise<{ heard(): string }>;
  stop(): Promise<void>;
}

export function startDesktop(options?: {
  keyring?: boolean;
  notifications?: boolean;
}): Promise<Desktop>;
