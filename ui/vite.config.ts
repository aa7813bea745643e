/// <reference types="vitest/config" />
import { paraglideVitePlugin } from "@inlang/paraglide-js";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { paraglideOptions } from "./compileMessages.mjs";

/** `vite --mode preview` shows the interface on a host in memory, to look at it in every state. Not in any release. */
const onFakeHost: Plugin = {
  name: "preview-on-fake-host",
  transformIndexHtml: {
    order: "pre",
    handler: (html) => html.replace("/src/main.tsx", "/src/testing/preview.tsx"),
  },
};

/** React Aria brings its few words in thirty languages; the window speaks three. Saves half a megabyte of parsing. */
const onlyOurLanguages: Plugin = {
  name: "only-our-languages",
  load: {
    filter: { id: /react-(aria|stately|aria-components)\/dist\/private\/intl\/.*\.m?js$/u },
    handler: (id) => (/\/(en-US|ar-AE|pt-BR)\.m?js$/u.test(id) ? null : "export default {};"),
  },
};

/** Paraglide's index calls every language and so holds them all; ours calls the one that was fetched (lib/words.ts). */
const oneLanguage: Plugin = {
  name: "one-language",
  transform: {
    filter: { id: /\/paraglide\/messages\/_index\.js$/u },
    handler: (code) =>
      [
        'import { words } from "../../lib/words";',
        ...[...code.matchAll(/^export const (\w+) =/gmu)].map(
          ([, name = ""]) => `export const ${name} = (inputs) => words.${name}(inputs);`,
        ),
      ].join("\n"),
  },
};

/** Paraglide makes plural rules anew for every number it says; making them costs a hundred times their use. */
const keptPluralRules: Plugin = {
  name: "kept-plural-rules",
  transform: {
    filter: { id: /\/paraglide\/registry\.js$/u },
    handler: (code) => {
      const made = "return new Intl.PluralRules(locale, options).select(";
      if (!code.includes(made)) throw new Error("paraglide makes plural rules in another way now");
      const kept = "return (rules[locale] ??= new Intl.PluralRules(locale)).select(";
      return `${code.replace(made, kept)}\nconst rules = {};\n`;
    },
  },
};

export default defineConfig(({ command, mode }) => ({
  // Relative addresses serve the same build under tauri://localhost and the dev host's port.
  base: "./",
  plugins: [
    react(),
    onlyOurLanguages,
    oneLanguage,
    keptPluralRules,
    ...(mode === "preview" ? [onFakeHost] : []),
    // To follow changes while one works. A build compiles before: what the compiler leaves open would hold it.
    ...(command === "serve" && mode !== "test" ? [paraglideVitePlugin(paraglideOptions)] : []),
  ],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    // WebKitGTK 2.40 (Debian 12), WKWebView of macOS 13, WebView2.
    target: ["safari16.4", "chrome111"],
    // For older ones :dir() would be written as :lang(), and that is the interface's language, not the words' own way.
    cssTarget: ["safari16.4", "chrome120"],
    sourcemap: false,
    // One file of styles: their order is part of what they mean, and chunks would come in any.
    cssCodeSplit: false,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      output: {
        // What the first screen needs comes as one file: each is asked of the program, and linked, by itself.
        codeSplitting: { groups: [{ name: "start", tags: ["$initial"] }] },
      },
    },
  },
  server: { host: "127.0.0.1", port: mode === "preview" ? 5174 : 5173, strictPort: false },
  test: {
    environment: "jsdom",
    // By itself it leaves a core to whoever works meanwhile, which of two is half.
    maxWorkers: "100%",
    globals: false,
    restoreMocks: true,
    unstubGlobals: true,
    pool: "threads",
    // A whole window in jsdom on a busy two-core machine; a test that hangs still ends.
    testTimeout: 30_000,
    // The plugin would keep watching and the run would never end.
    globalSetup: ["./compileMessages.mjs"],
    setupFiles: ["./src/testing/setup.ts"],
    css: { modules: { classNameStrategy: "non-scoped" } },
    // A worker for each file would read React, React Aria and jsdom anew each time; setup.ts gives each a clean slate.
    isolate: false,
  },
}));
