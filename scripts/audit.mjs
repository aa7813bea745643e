// Asks for known weaknesses of what the program ships: the registry about Node packages, the advisories of
// RustSec about crates. Where nobody answers, it says so and fails nothing.
//
//   node scripts/audit.mjs
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';

import { CARGO_DENY, ensureCargoTool, environment, root } from './toolbox.mjs';

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

/** What `cargo deny --format json check advisories` says: whether it is fine, and in words. */
export function crateVerdict(text, code) {
  const told = text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
  const found = told.filter(({ fields }) => fields?.severity === 'error' && fields.advisory);
  if (found.length > 0) {
    const names = found.map(({ fields: { advisory, message } }) => `  ${advisory.package} ${advisory.id} (${message})`);
    return { ok: false, sentence: [`Crates with a known weakness: ${found.length}`, ...names].join('\n') };
  }
  if (code === 0) return { ok: true, sentence: 'No crate has a known weakness.' };
  const fetching = told.find(({ fields }) => fields?.message?.includes('advisory database'));
  // A wrong configuration is ours to mend; no network is not.
  if (told.length > 0 && !fetching) return { ok: false, sentence: `Crates cannot be audited:\n${text}` };
  return { ok: true, sentence: 'NOT AUDITED: the advisories about crates cannot be reached.' };
}

/** Asks RustSec about every crate; `deny` is the path of cargo-deny. */
export function auditCrates(deny) {
  const asked = spawnSync(deny, ['--format', 'json', '--log-level', 'error', 'check', 'advisories'], {
    cwd: root, env: environment, encoding: 'utf8', timeout: 120_000,
  });
  return crateVerdict(asked.stderr ?? '', asked.status);
}

/** Asks the registry about production dependencies. */
export function auditPackages() {
  const windows = process.platform === 'win32';
  const asked = spawnSync('npm', ['audit', '--omit=dev', '--audit-level=high', '--json'], {
    cwd: root, env: environment, encoding: 'utf8', shell: windows, timeout: 60_000,
  });
  return verdict(asked.stdout ?? '');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const deny = await ensureCargoTool(...CARGO_DENY);
  for (const { ok, sentence } of [auditPackages(), auditCrates(deny)]) {
    console.log(sentence);
    if (!ok) process.exitCode = 1;
  }
}
