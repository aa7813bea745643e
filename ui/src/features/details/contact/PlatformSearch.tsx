// A search on a platform in a dialog: typed, asked for, chosen.

import { useEffect, useRef, useState, type ReactNode } from "react";
import { Button } from "../../../components/Button";
import { SearchField } from "../../../components/SearchField";
import { presentError } from "../../../ipc/errors";
import { m } from "../../../paraglide/messages.js";
import own from "./contact.module.css";

/** How long typing rests before the platform is asked, in ms: each question costs a call. */
const REST = 350;

type State<T> =
  | { readonly at: "idle" | "asking" }
  | { readonly at: "found"; readonly rows: readonly T[] }
  | { readonly at: "failed"; readonly reason: string };

/** The field and what was found; `search` asks the platform. With `always` nothing needs to be typed. */
export function PlatformSearch<T extends { readonly id: string | null }>({
  label,
  search,
  renderFound,
  onChoose,
  always = false,
}: {
  label: string;
  search: (text: string) => Promise<readonly T[]>;
  renderFound: (found: T) => ReactNode;
  onChoose: (found: T) => void;
  always?: boolean;
}) {
  const [text, setText] = useState("");
  const [state, setState] = useState<State<T>>({ at: "idle" });
  // The newest wish is what counts; what an older question brings is let go of.
  const asked = useRef(0);
  useEffect(() => {
    asked.current += 1;
    const mine = asked.current;
    const isWanted = always || text.trim() !== "";
    const timer = setTimeout(
      () => {
        if (!isWanted) {
          setState({ at: "idle" });
          return;
        }
        setState({ at: "asking" });
        search(text.trim()).then(
          (rows) => {
            if (mine === asked.current) setState({ at: "found", rows });
          },
          (cause: unknown) => {
            if (mine === asked.current)
              setState({ at: "failed", reason: presentError(cause).text() });
          },
        );
      },
      text === "" ? 0 : REST,
    );
    return () => {
      clearTimeout(timer);
    };
  }, [text, search, always]);
  return (
    <div className={own.search}>
      <SearchField label={label} value={text} onChange={setText} />
      <div role="status" className={own.searchState}>
        {state.at === "asking" && m.people_searching()}
        {state.at === "found" && state.rows.length === 0 && m.people_none_found()}
      </div>
      {state.at === "failed" && <p role="alert">{state.reason}</p>}
      {state.at === "found" && (
        <ul className={own.found}>
          {state.rows.map((found) => (
            <li key={found.id}>
              <Button
                variant="quiet"
                onPress={() => {
                  onChoose(found);
                }}
              >
                {renderFound(found)}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
