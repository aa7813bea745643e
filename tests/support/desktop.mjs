// A desktop of its own for a test: display, session bus, keyring, window list, notifications; all
// with their own home, so that nothing of the person's is read or left behind.
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

import { output, start } from './processes.mjs';

export async function startDesktop({ keyring = true, notifications = true } = {}) {
  const home = await mkdtemp(join(tmpdir(), 'switchboard-desktop-'));
  const runtime = join(home, 'run');
  await mkdir(runtime, { mode: 0o700 });
  const running = [];
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    XDG_RUNTIME_DIR: runtime,
    XDG_DATA_HOME: join(home, 'share'),
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_CACHE_HOME: join(home, 'cache'),
    LANG: 'en_US.UTF-8',
    TZ: 'Asia/Riyadh',
    NO_AT_BRIDGE: '1',
    CARGO_HOME: process.env.CARGO_HOME ?? join(homedir(), '.cargo'),
  };
  const keep = async (promise) => {
    const process_ = await promise;
    running.unshift(process_);
    return process_;
  };
  const desktop = {
    env,
    home,
    /** How many notifications are on the screen. */
    async notificationsShown() {
      return Number((await output('dunstctl', ['count', 'displayed'], { env })).trim());
    },
    /** Chooses the newest notification, as a click would. */
    clickNotification: () => output('dunstctl', ['action', '0'], { env }),
    /** Listens to the session bus; `heard` is what was said so far, as `dbus-monitor` writes it. */
    async listen(rule) {
      const heard = [];
      const monitor = await keep(start('dbus-monitor', ['--session', rule], { env, ready: () => true }));
      monitor.child.stdout.on('data', (chunk) => heard.push(String(chunk)));
      return { heard: () => heard.join('') };
    },
    async stop() {
      for (const process_ of running) await process_.stop();
      await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
  try {
    const display = await keep(
      start('Xvfb', ['-displayfd', '1', '-screen', '0', '1440x900x24', '-nolisten', 'tcp'], {
        env, ready: (line) => /^\d+$/.test(line) && line,
      }),
    );
    env.DISPLAY = `:${display.value}`;
    const bus = await keep(
      start('dbus-daemon', [`--config-file=${await busSettings(home)}`, '--nofork', '--print-address=1'], {
        env, ready: (line) => line.startsWith('unix:') && line,
      }),
    );
    env.DBUS_SESSION_BUS_ADDRESS = bus.value;
    await keep(start('openbox', [], { env }));
    if (keyring) {
      // The password of a new login keyring; without one its file would hold the keys in clear.
      const daemon = await keep(
        start('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], { env }),
      );
      daemon.child.stdin.end('a password of this desktop\n');
      await busName(env, 'org.freedesktop.secrets');
    }
    if (notifications) {
      // Notifications stay until they are closed: how long a test takes must not matter.
      const settings = join(home, 'dunstrc');
      await writeFile(settings, '[global]\nformat="%s\\n%b"\n[urgency_normal]\ntimeout=0\n');
      await keep(start('dunst', ['-conf', settings], { env }));
      await busName(env, 'org.freedesktop.Notifications');
    }
    return desktop;
  } catch (error) {
    await desktop.stop();
    throw error;
  }
}

/** A session bus that starts nothing by itself: what a desktop lacks must stay away. */
async function busSettings(home) {
  const path = join(home, 'session-bus.conf');
  await writeFile(
    path,
    `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`,
  );
  return path;
}

/** Waits until somebody owns `name` on the session bus. */
async function busName(env, name) {
  await output('gdbus', ['wait', '--session', '--timeout', '20', name], { env });
}
