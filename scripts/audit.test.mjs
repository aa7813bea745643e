import assert from 'node:assert/strict';
import test from 'node:test';

import { verdict } from './audit.mjs';

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
