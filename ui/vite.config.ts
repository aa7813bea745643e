/// <reference types="vitest/config" />
import { paraglideVitePlugin } from "@inlang/paraglide-js";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Messages live in messages/<area>/{en,ar,pt}.json, keys are flat and begin with their area
// (`rail_mine`, `list_sort_newest`). project.inlang/settings.json names the areas; the compiler merges
// them into src/paraglide (not committed), used as `import { m } from "…/paraglide/messages.js"`.
// The message plugin is the installed file: its default, a CDN, would compile no messages offline.
export default defineConfig(({ mode }) => ({
  // Relative addresses serve the same build under tauri://localhost and the dev host's port.
  base: "./",
  plugins: [
    react(),
    paraglideVitePlugin({
      project: "./project.inlang",
      outdir: "./src/paraglide",
      strategy: ["globalVariable", "baseLocale"],
      isServer: "false",
    }),
  ],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    // WebKitGTK 2.40 (Debian 12), WKWebView of macOS 13, WebView2.
    target: ["safari16.4", "chrome111"],
    sourcemap: false,
    // One file each: local disk makes splitting a cost, not a gain.
    chunkSizeWarningLimit: 2000,
  },
  server: { host: "127.0.0.1", port: mode === "preview" ? 5174 : 5173, strictPort: false },
  test: {
    environment: "jsdom",
    globals: false,
    restoreMocks: true,
    setupFiles: ["./src/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    css: { modules: { classNameStrategy: "non-scoped" } },
  },
}));
