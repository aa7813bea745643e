// Looks for what must not lie on disk in clear.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The files below `folder` that hold one of `words` (as UTF-8 or UTF-16), with the word. */
export async function leaks(folder, words, { except = () => false } = {}) {
  const found = [];
  const needles = words.flatMap((word) => [
    [word, Buffer.from(word, 'utf8')],
    [word, Buffer.from(word, 'utf16le')],
  ]);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    if (!entry.isFile() || except(path)) continue;
    const content = await readFile(path).catch((error) => {
      // Files come and go while the program runs.
      if (error.code === 'ENOENT') return Buffer.alloc(0);
      throw error;
    });
    for (const [word, needle] of needles) {
      if (content.includes(needle)) found.push({ path, word });
    }
  }
  return found;
}
