/** Starts the interface: picks the wire to the host, listens, renders. Styles first: components override the ground. */
import "./styles/tokens.css";
import "./styles/base.css";
import { createRoot } from "react-dom/client";
import { App, prepare } from "./app/App";
import { httpTransport, takeToken } from "./ipc/http";
import { tauriTransport } from "./ipc/tauri";
import { installTransport } from "./ipc/transport";
import { applySystem } from "./lib/system";

async function start(): Promise<void> {
  applySystem();
  const inApp = "__TAURI_INTERNALS__" in window;
  // A window of its own for a played customer is opened with the line it is about.
  const visitorOf = new URLSearchParams(location.search).get("visitor");
  installTransport(
    inApp
      ? tauriTransport(visitorOf === null ? "main" : "visitor")
      : httpTransport(location.origin, takeToken()),
  );
  await prepare(visitorOf);
  const root = document.getElementById("root");
  if (root !== null) createRoot(root).render(<App visitorOf={visitorOf} />);
}

void start();
