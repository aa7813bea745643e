/**
 * Compiles messages/<area>/{en,ar,pt}.json into typed functions at src/paraglide (not committed). Keys are flat and
 * begin with their area or part (`rail_mine`, `list_sort_newest`); project.inlang/settings.json names the areas.
 * The message plugin named there is the installed file: its default, a CDN, would compile no messages offline.
 */
import { compile } from "@inlang/paraglide-js";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * The same for the build, the type check and the tests.
 * @type {import("@inlang/paraglide-js").CompilerOptions}
 */
export const paraglideOptions = {
  project: here("./project.inlang"),
  outdir: here("./src/paraglide"),
  strategy: ["globalVariable", "baseLocale"],
  isServer: "false",
  // One module per language: all of them are shown anyway, and a thousand small files slow everything else.
  outputStructure: "locale-modules",
  emitReadme: false,
  // Another process (type check, tests) may be reading while this one writes.
  cleanOutdir: false,
};

/** Vitest's global setup. In a process of its own, as the compiler leaves timers of 30 s that keep vitest from ending. */
export default function compileForTests() {
  execFileSync(process.execPath, [fileURLToPath(import.meta.url)], { stdio: "inherit" });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await compile(paraglideOptions);
  // All is written; the timers would hold the process, and whoever waits for it, for half a minute.
  process.exit();
}
