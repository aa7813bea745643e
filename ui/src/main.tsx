/** Starts the interface: picks the wire to the host, listens, renders. */
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { httpTransport, takeToken } from "./ipc/http";
import { installTransport } from "./ipc/transport";
import "./styles/tokens.css";
import "./styles/base.css";

async function start(): Promise<void> {
  if ("__TAURI_INTERNALS__" in window) {
    const { tauriTransport } = await import("./ipc/tauri");
    installTransport(tauriTransport());
  } else {
    installTransport(httpTransport(location.origin, takeToken()));
  }
  const root = document.getElementById("root");
  if (root !== null) createRoot(root).render(<App />);
}

void start();
