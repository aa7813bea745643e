// What every script here shares: running programs, finding what is missing, installing it.
// Uses Node alone, as it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'switchboard');

// The target lies outside the clone, so that a second clone need not build the world again.
export const targetDirectory = process.env.CARGO_TARGET_DIR || join(cache, 'target');
export const toolsDirectory = join(cache, 'tools');

export const environment = {
  ...process.env,
  CARGO_TARGET_DIR: targetDirectory,
  CARGO_TERM_COLOR: process.env.CARGO_TERM_COLOR || 'auto',
};

export class Failure extends Error {}

/** Ends the script with a plain sentence and exit code 1. */
export function fail(sentence) {
  throw new Failure(sentence);
}

/** Runs `main` and turns a Failure into one line instead of a stack. */
export async function script(main) {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/** Runs a program in the foreground; its failure is ours. */
export async function run(program, args, options = {}) {
  const code = await status(program, args, options);
  if (code !== 0) fail(`${[program, ...args].join(' ')} ended with ${code}`);
}

/**
 * Whether a program is a script that Windows starts by its shell alone. Anything else must not go
 * through it: a shell takes a path with a space in it for two words.
 */
export const needsShell = (program, platform = process.platform) =>
  platform === 'win32' && ['npm', 'npx'].includes(program);

/** Where what programs print goes; a script whose own output is read by another program sends it to stderr. */
let printed = 'inherit';
export function printToStderr() {
  printed = 2;
}

/** Runs a program in the foreground and answers its exit code. */
export function status(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['ignore', printed, 'inherit'],
      env: environment,
      shell: needsShell(program),
      ...options,
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
    for (const signal of ['SIGINT', 'SIGTERM']) {
      const forward = () => child.kill(signal);
      process.on(signal, forward);
      child.on('exit', () => process.off(signal, forward));
    }
  });
}

/** The program's output, or null when it cannot be run or fails. */
export function output(program, args) {
  const result = spawnSync(program, args, { encoding: 'utf8', cwd: root, env: environment });
  return result.status === 0 ? result.stdout : null;
}

const has = (program) =>
  output(process.platform === 'win32' ? 'where' : 'which', [program]) !== null;

// Debian's names. `build` is what compiling needs, `run` what a window needs, `test` what the
// lanes need beside them.
const debianPackages = {
  build: [
    'build-essential', 'pkg-config', 'libwebkit2gtk-4.1-dev', 'libgtk-3-dev', 'librsvg2-dev',
    'libayatana-appindicator3-dev',
  ],
  run: ['gstreamer1.0-plugins-good', 'fonts-noto-core', 'fonts-noto-color-emoji'],
  test: [
    'webkit2gtk-driver', 'xvfb', 'dbus-x11', 'openbox', 'xdotool', 'x11-utils', 'imagemagick',
    'gnome-keyring', 'dunst', 'libglib2.0-bin', 'locales', 'chromium',
  ],
};

function missingPackages(groups) {
  return groups
    .flatMap((group) => debianPackages[group])
    .filter((name) => !(output('dpkg-query', ['-W', '-f=${Status}', name]) ?? '').startsWith('install ok'));
}

async function ensureDebian(groups) {
  const missing = missingPackages(groups);
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  const isRoot = process.getuid() === 0;
  // On a terminal sudo asks for the password by itself.
  const maySudo = () => output('sudo', ['-n', 'true']) !== null || (process.stdin.isTTY && has('sudo'));
  if (!isRoot && !maySudo()) fail(`Missing: ${missing.join(', ')}.\nInstall with: sudo ${command}`);
  console.error(`Installing ${missing.length} packages: ${missing.join(' ')}`);
  const env = { ...environment, DEBIAN_FRONTEND: 'noninteractive' };
  const [program, prefix] = isRoot ? ['apt-get', []] : ['sudo', ['-E', 'apt-get']];
  await run(program, [...prefix, 'update', '-qq'], { env });
  await run(program, [...prefix, 'install', '-y', '-qq', '--no-install-recommends', ...missing], {
    env,
  });
}

const missingOn = {
  darwin(ask) {
    if (ask('xcode-select', ['-p']) !== null) return null;
    return 'Missing: the Command Line Tools.\nInstall with: xcode-select --install';
  },

  win32(ask) {
    const rust = ask('rustc', ['-vV']) ?? '';
    // Rust's other kind for Windows, `gnu`, brings what it links with.
    if (rust.includes('windows-msvc')) {
      const component = `Microsoft.VisualStudio.Component.VC.Tools.${rust.includes('host: aarch64') ? 'ARM64' : 'x86.x64'}`;
      const installer = join(
        process.env['ProgramFiles(x86)'] ?? 'C:\\Program Files (x86)', 'Microsoft Visual Studio', 'Installer', 'vswhere.exe',
      );
      const found = ask(installer, ['-products', '*', '-latest', '-requires', component, '-property', 'installationPath']);
      if (!found?.trim()) {
        return (
          'Missing: the C++ build tools of Visual Studio.\n' +
          'Install with: winget install Microsoft.VisualStudio.2022.BuildTools --override ' +
          `"--wait --passive --add Microsoft.VisualStudio.Workload.VCTools --add ${component} --includeRecommended"`
        );
      }
    }
    // Where Edge's updater notes the version, for the computer and for the person.
    const client = 'Microsoft\\EdgeUpdate\\Clients\\{F3017226-FE2A-4795-8BDF-00C3A9A7E4C5}';
    const noted = ['HKLM\\SOFTWARE\\WOW6432Node', 'HKCU\\Software'].some((hive) =>
      /REG_SZ\s+(?!0\.0\.0\.0)\d/.test(ask('reg', ['query', `${hive}\\${client}`, '/v', 'pv']) ?? ''),
    );
    if (noted) return null;
    return 'Missing: WebView2, which shows the window.\nInstall with: winget install Microsoft.EdgeWebView2Runtime';
  },

  linux(ask) {
    const libraries = ['webkit2gtk-4.1', 'gtk+-3.0', 'librsvg-2.0', 'ayatana-appindicator3-0.1'];
    const library = libraries.find((name) => ask('pkg-config', ['--exists', name]) === null);
    if (library === undefined) return null;
    return (
      `Missing: ${library} with its headers.\n` +
      'Install with (Fedora): dnf install gcc pkgconf-pkg-config webkit2gtk4.1-devel gtk3-devel librsvg2-devel libayatana-appindicator-gtk3-devel\n' +
      'Install with (Arch): pacman -S base-devel webkit2gtk-4.1 gtk3 librsvg libayatana-appindicator'
    );
  },
};

/** What the tests drive, beside the window itself, by the programs that are asked for. */
const testedWith = {
  linux: {
    programs: [
      'Xvfb', 'dbus-daemon', 'openbox', 'xdotool', 'import', 'gnome-keyring-daemon', 'dunst', 'WebKitWebDriver', 'chromium',
    ],
    remedy:
      'Install with (Fedora): dnf install xorg-x11-server-Xvfb dbus-daemon openbox xdotool ImageMagick gnome-keyring dunst webkit2gtk-driver chromium\n' +
      'Install with (Arch): pacman -S xorg-server-xvfb dbus openbox xdotool imagemagick gnome-keyring dunst webkit2gtk-4.1 chromium',
  },
  darwin: {
    programs: ['chromium'],
    remedy: 'Install with: brew install --cask chromium\nAnother Chromium is named by the variable CHROMIUM.',
  },
  win32: {
    programs: ['chromium'],
    remedy: 'Install with: winget install Hibbiki.Chromium\nWhere it lies is named by the variable CHROMIUM.',
  },
};

/**
 * What the groups lack on a system other than Debian, with the command that installs it; null when it
 * has everything. `ask` runs a program and answers its output, null when it cannot.
 */
export function missingElsewhere(platform, ask, groups = ['build'], variables = process.env) {
  const lacking = (missingOn[platform] ?? missingOn.linux)(ask);
  if (lacking !== null || !groups.includes('test')) return lacking;
  const { programs, remedy } = testedWith[platform] ?? testedWith.linux;
  const absent = programs
    .filter((name) => name !== 'chromium' || !variables.CHROMIUM)
    .filter((name) => ask(platform === 'win32' ? 'where' : 'which', [name]) === null);
  return absent.length === 0 ? null : `Missing for the tests: ${absent.join(', ')}.\n${remedy}`;
}

/** rustfmt and Clippy, which a minimal Rust comes without. */
async function ensureRustComponents() {
  const missing = [['rustfmt', 'fmt'], ['clippy', 'clippy']]
    .filter(([, command]) => output('cargo', [command, '--version']) === null)
    .map(([component]) => component);
  if (missing.length === 0) return;
  if (!has('rustup')) fail(`Missing: ${missing.join(', ')}, which come with Rust's own installer or your system's packages.`);
  await run('rustup', ['component', 'add', ...missing]);
}

async function ensureNodePackages() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).digest('hex');
  const marker = join(root, 'node_modules', '.lock-hash');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;
  await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(marker, wanted);
}

/** Makes sure everything that the groups need is there; installs on Debian, names it elsewhere. */
export async function ensure(groups) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`Node ${process.versions.node} is too old. Install Node 20.19 or newer.`);
  }
  const rust = /^cargo (\d+)\.(\d+)/.exec(output('cargo', ['--version']) ?? '');
  if (!rust) {
    const command =
      process.platform === 'win32'
        ? 'winget install Rustlang.Rustup'
        : "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh";
    fail(`Missing: Rust 1.95 or newer.\nInstall with: ${command}`);
  }
  if (Number(rust[1]) === 1 && Number(rust[2]) < 95) {
    fail(`Rust ${rust[1]}.${rust[2]} is too old. Bring it up to date with: rustup update`);
  }
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  if (process.platform === 'linux' && /^ID(_LIKE)?=.*debian/m.test(release) && has('apt-get')) {
    await ensureDebian(groups);
  } else {
    const missing = missingElsewhere(process.platform, output, groups);
    if (missing !== null) fail(missing);
  }
  if (groups.includes('test')) await ensureRustComponents();
  await ensureNodePackages();
}

/** The tool that looks at licences, sources and advisories of crates, and its version. */
export const CARGO_DENY = ['cargo-deny', '0.20.2'];

/** Installs a cargo subcommand into the cache, once. Answers its path. */
export async function ensureCargoTool(name, version) {
  const found = (output(name, ['--version']) ?? '').includes(version);
  if (found) return name;
  const path = join(toolsDirectory, 'bin', name);
  if ((output(path, ['--version']) ?? '').includes(version)) return path;
  mkdirSync(toolsDirectory, { recursive: true });
  console.error(`Installing ${name} ${version}`);
  await run('cargo', ['install', name, '--version', version, '--locked', '--quiet', '--root', toolsDirectory], {
    env: { ...environment, CARGO_TARGET_DIR: join(cache, 'tools-target') },
  });
  return path;
}

/**
 * Makes cargo notice that another clone built last. Clones share the target directory, and cargo
 * takes a file that is older than the last build for built, whichever clone that was of.
 */
export function claimTarget() {
  const marker = join(targetDirectory, '.last-clone');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === root) return;
  const now = new Date();
  const sources = output('git', ['ls-files', '--', 'src-tauri', 'Cargo.toml', 'Cargo.lock', 'icons']);
  for (const name of (sources ?? '').split('\n').filter(Boolean)) {
    if (existsSync(join(root, name))) utimesSync(join(root, name), now, now);
  }
  mkdirSync(targetDirectory, { recursive: true });
  writeFileSync(marker, root);
}

/** Builds the interface into ui/dist; the program takes it in when it is compiled. */
export async function buildInterface() {
  claimTarget();
  await run('npm', ['run', '--silent', 'build', '--workspace', 'ui']);
}

export const executable = (name, profile = 'debug') =>
  join(targetDirectory, profile, process.platform === 'win32' ? `${name}.exe` : name);

export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
