import assert from 'node:assert/strict';
import test from 'node:test';

import { crateVerdict, verdict } from './audit.mjs';

const told = (counts, found = {}) =>
  verdict(JSON.stringify({ metadata: { vulnerabilities: counts }, vulnerabilities: found }));

test('a grave weakness fails and names its package', () => {
  const { ok, sentence } = told({ high: 1, critical: 0 }, { left: { name: 'left', severity: 'high', range: '<2' } });
  assert.equal(ok, false);
  assert.match(sentence, /left <2 \(high\)/);
  assert.equal(told({ high: 0, critical: 2 }).ok, false);
});

test('lesser weaknesses do not fail', () => {
  assert.equal(told({ low: 3, moderate: 2, high: 0, critical: 0 }).ok, true);
});

test('a registry that tells nothing is said and tolerated', () => {
  for (const silent of ['', 'npm error', JSON.stringify({ message: '405 Method Not Allowed', error: {} }), '{}']) {
    const { ok, sentence } = verdict(silent);
    assert.equal(ok, true);
    assert.match(sentence, /NOT AUDITED/);
  }
});

const lines = (...told) => told.map((line) => JSON.stringify(line)).join('\n');
const weakness = {
  type: 'diagnostic',
  fields: { severity: 'error', code: 'vulnerability', message: 'Out of bounds', advisory: { id: 'RUSTSEC-2026-0001', package: 'left' } },
};

test('a crate with a known weakness fails and is named', () => {
  const { ok, sentence } = crateVerdict(lines(weakness, { type: 'summary', fields: {} }), 1);
  assert.equal(ok, false);
  assert.match(sentence, /left RUSTSEC-2026-0001 \(Out of bounds\)/);
  assert.equal(crateVerdict(lines({ type: 'summary', fields: {} }), 0).ok, true);
});

test('advisories that cannot be reached are said and tolerated, a wrong configuration is not', () => {
  const unreached = { type: 'log', fields: { level: 'ERROR', message: 'failed to fetch advisory database' } };
  for (const silent of [lines(unreached), '']) {
    const { ok, sentence } = crateVerdict(silent, 1);
    assert.equal(ok, true);
    assert.match(sentence, /NOT AUDITED/);
  }
  const wrong = { type: 'log', fields: { level: 'ERROR', message: 'failed to validate configuration file' } };
  assert.equal(crateVerdict(lines(wrong), 1).ok, false);
});
