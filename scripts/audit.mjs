// Asks the registry for known weaknesses of the Node packages the program ships.
//
//   node scripts/audit.mjs
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';

import { environment, root } from './toolbox.mjs';

const grave = ['high', 'critical'];

/** What `npm audit --json` says: whether it is fine, and in words. */
export function verdict(text) {
  let told;
  try {
    told = JSON.parse(text);
  } catch {
    return { ok: true, sentence: 'NOT AUDITED: npm gave no answer that can be read.' };
  }
  const counts = told.metadata?.vulnerabilities;
  if (!counts) {
    // No network, or a mirror without advisories: a reason to say so, not to fail.
    const reason = told.message ?? told.error?.summary ?? 'no reason was given';
    return { ok: true, sentence: `NOT AUDITED: the registry told no advisories (${reason}).` };
  }
  const found = Object.values(told.vulnerabilities ?? {}).filter(({ severity }) => grave.includes(severity));
  const number = grave.reduce((sum, severity) => sum + (counts[severity] ?? 0), 0);
  if (number === 0) return { ok: true, sentence: 'No package that is shipped has a known weakness of high severity.' };
  const names = found.map(({ name, severity, range }) => `  ${name} ${range} (${severity})`);
  return { ok: false, sentence: [`Known weaknesses of high severity: ${number}`, ...names].join('\n') };
}

/** Asks the registry about production dependencies. */
export function audit() {
  const windows = process.platform === 'win32';
  const asked = spawnSync('npm', ['audit', '--omit=dev', '--audit-level=high', '--json'], {
    cwd: root, env: environment, encoding: 'utf8', shell: windows, timeout: 60_000,
  });
  return verdict(asked.stdout ?? '');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { ok, sentence } = audit();
  console.log(sentence);
  if (!ok) process.exitCode = 1;
}
