/**
 * The interface on a host in memory, for looking at it: `npm run preview`, then for example
 * `/?theme=dark&lang=ar&density=compact&open=c3&lines=offline&page=settings`; `able=1` gives the lines all there is,
 * `help=1` help with writing, `final=1` no way back from resolving. Never part of the build.
 */
import "../styles/tokens.css";
import "../styles/base.css";
import { createRoot } from "react-dom/client";
import { App, prepare } from "../app/App";
import { runAction } from "../lib/actions";
import { selection } from "../lib/selection";
import { showToast } from "../lib/toasts";
import { answerEverything } from "./previewAnswers";
import { host } from "./previewHost";
import { wanted } from "./previewRows";

answerEverything();
const empty = wanted.get("empty") === "1";
if (empty) host.data.rows = [];

await prepare();
const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<App />);

// Once the actions are registered.
setTimeout(() => {
  const open = wanted.get("open");
  if (open !== null) selection.openConversation(open);
  const action = wanted.get("run");
  if (action !== null) runAction(action);
  if (wanted.get("toast") === "1")
    showToast({
      text: "2 conversations moved to Camila Rocha.",
      undo: { label: "Undo", run: () => {} },
    });
  if (wanted.get("page") === "settings") selection.openPage("settings");
}, 100);
