// Reads tests/budgets.md: the one place where budgets are written.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../toolbox.mjs';

// `≤ 280 ms`, `≥ 50,000 /s`, `≤ 1.5`, `0`
function limit(text) {
  const match = /^(≤|≥)?\s*([\d.,]+)\s*(\S*)/.exec(text);
  if (!match) return null;
  const [, sign = '≤', number, unit] = match;
  return { sign, value: Number(number.replaceAll(',', '')), unit };
}

/** All budgets in their order: id, what, limit, what it is held against, limit of the ratio, remark. */
export function budgets() {
  const lines = readFileSync(join(root, 'tests', 'budgets.md'), 'utf8').split('\n');
  return lines.flatMap((line) => {
    const cells = line.split('|').slice(1, -1).map((cell) => cell.trim());
    const id = /^`([\w-]+)`$/.exec(cells[0] ?? '')?.[1];
    if (id === undefined) return [];
    const [, what, budget, against, ratio] = cells;
    return [{
      id, what, against,
      limit: limit(budget),
      ratio: limit(ratio),
      // Some are not measured here, and the table says why.
      remark: /^[≤≥]/.test(ratio) ? '' : ratio,
    }];
  });
}

/** Whether a value keeps a limit. */
export const keeps = (value, { sign, value: bound }) => (sign === '≥' ? value >= bound : value <= bound);
