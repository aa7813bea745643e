// What a program and everything it started use, from /proc.
import { readdirSync, readFileSync } from 'node:fs';

// The name of a program may hold blanks and brackets; the fields begin behind the last one.
const fields = (pid) => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
};

/** The process and all its descendants. */
export function tree(root) {
  const parents = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      parents.set(Number(name), Number(fields(name)[1]));
    } catch {
      // Ended while we looked.
    }
  }
  const found = [root];
  for (const pid of found) {
    for (const [child, parent] of parents) if (parent === pid) found.push(child);
  }
  return found;
}

/** Proportional memory of the tree, in MiB. */
export function memory(root) {
  let kilobytes = 0;
  for (const pid of tree(root)) {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    kilobytes += Number(/^Pss:\s+(\d+) kB/m.exec(rollup)[1]);
  }
  return kilobytes / 1024;
}

/** Processor time the tree has used so far, in milliseconds. The kernel counts in hundredths of a second. */
export function cpu(root) {
  return tree(root).reduce((sum, pid) => {
    const [user, system] = fields(pid).slice(11, 13).map(Number);
    return sum + (user + system) * 10;
  }, 0);
}
