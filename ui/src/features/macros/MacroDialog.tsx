// Choosing a macro: found by typing, what it will do in words beside it, run on Enter.

import { useEffect, useRef, useState } from "react";
import { Button } from "../../components/Button";
import { BareDialog } from "../../components/Dialog";
import { Name } from "../../components/Foreign";
import { Highlight } from "../../components/Highlight";
import { ItemEnd, ItemWords, SearchList } from "../../components/SearchList";
import { Waiting } from "../../components/Skeleton";
import type { LineDto, MacroDto } from "../../ipc/bindings.gen";
import { presentError } from "../../ipc/errors";
import { HostError } from "../../ipc/transport";
import { detailNow, finalAmong, linesNow, type LineShare } from "../../lib/changing";
import { match } from "../../lib/fuzzy";
import { callHost } from "../../lib/hostQuery";
import { platformName } from "../../lib/lineWords";
import { ticks } from "../../lib/ticks";
import { showToast } from "../../lib/toasts";
import { m } from "../../paraglide/messages.js";
import { deedWords } from "./deedWords";
import { openMacros, useOpenMacros } from "./macroDialogState";
import styles from "./MacroDialog.module.css";

const close = () => {
  openMacros(null);
};

/** The choice, while it is open. */
export function MacroDialog() {
  const share = useOpenMacros();
  const title = m.writing_macro_title({ count: share?.conversations.length ?? 1 });
  return (
    <BareDialog open={share !== null} onClose={close} label={title} size="medium" place="top">
      {share !== null && (
        <>
          <h2 className={styles.title}>{title}</h2>
          <Macros key={share.conversations.join()} share={share} />
        </>
      )}
    </BareDialog>
  );
}

type Read =
  | { readonly phase: "reading" }
  | { readonly phase: "read"; readonly macros: readonly MacroDto[] }
  | { readonly phase: "failed"; readonly error: HostError };

/** Asks the platform each time: somebody may have made one a minute ago. */
function Macros({ share }: { share: LineShare }) {
  const [read, setRead] = useState<Read>({ phase: "reading" });
  const [tries, setTries] = useState(0);
  const round = useRef(0);
  const line = linesNow().find(({ id }) => id === share.line);
  const platform = line === undefined ? "" : platformName(line.platform);
  useEffect(() => {
    round.current += 1;
    const own = round.current;
    callHost("list_macros", { line: share.line }).then(
      (macros) => {
        if (round.current === own) setRead({ phase: "read", macros });
      },
      (cause: unknown) => {
        if (round.current === own) setRead({ phase: "failed", error: HostError.from(cause) });
      },
    );
    return () => {
      round.current += 1;
    };
  }, [share.line, tries]);
  switch (read.phase) {
    case "reading": {
      const words = m.writing_macro_loading({ platform });
      return (
        <Waiting label={words}>
          <p className={styles.nothing}>{words}</p>
        </Waiting>
      );
    }
    case "failed":
      return (
        <div className={styles.failed}>
          <p role="alert">{presentError(read.error).text()}</p>
          <Button
            onPress={() => {
              setRead({ phase: "reading" });
              setTries(tries + 1);
            }}
          >
            {m.writing_ai_again()}
          </Button>
        </div>
      );
    case "read":
      return read.macros.length === 0 ? (
        <p className={styles.nothing}>{m.writing_macro_none({ platform })}</p>
      ) : (
        <Choice macros={read.macros} share={share} line={line} />
      );
  }
}

function Choice({
  macros,
  share,
  line,
}: {
  macros: readonly MacroDto[];
  share: LineShare;
  line: LineDto | undefined;
}) {
  const [text, setText] = useState("");
  const [shownId, setShownId] = useState(macros[0]?.id);
  const found = macros.flatMap((each) => {
    const hit = match(text, each.name);
    return hit === null ? [] : [{ ...each, ranges: hit.ranges }];
  });
  const shown = found.find(({ id }) => id === shownId) ?? found[0];
  const [asked, setAsked] = useState<MacroDto | null>(null);
  const run = (chosen: MacroDto) => {
    close();
    void runMacro(chosen, share, line);
  };
  const ask = (chosen: MacroDto) => {
    if (warnings(chosen, share).length > 0) setAsked(chosen);
    else run(chosen);
  };
  if (asked !== null) {
    return (
      <Question
        chosen={asked}
        share={share}
        onLeave={() => {
          setAsked(null);
        }}
        onRun={() => {
          run(asked);
        }}
      />
    );
  }
  return (
    <div className={styles.columns}>
      <div className={styles.choices}>
        <SearchList
          search={m.writing_macro_search()}
          label={m.writing_macros()}
          text={text}
          onText={setText}
          items={found}
          empty={m.writing_no_match({ text })}
          onPoint={({ id }) => {
            setShownId(id);
          }}
          onChoose={ask}
        >
          {(each, { isFocused }) => (
            <>
              {isFocused && <Shown id={each.id} onShow={setShownId} />}
              <ItemWords>
                <Name>
                  <Highlight text={each.name} ranges={each.ranges} />
                </Name>
              </ItemWords>
              {!each.shared && <ItemEnd>{m.writing_macro_own()}</ItemEnd>}
            </>
          )}
        </SearchList>
      </div>
      {shown !== undefined && (
        <section aria-live="polite" className={styles.does}>
          <h3 className={styles.doesTitle}>
            <bdi>{m.writing_macro_does({ name: shown.name })}</bdi>
          </h3>
          {shown.deeds.length === 0 ? (
            <p>{m.writing_macro_nothing()}</p>
          ) : (
            <ol className={styles.deeds}>
              {shown.deeds.map((deed, index) => (
                // The order of deeds is what they are.
                // oxlint-disable-next-line react/no-array-index-key
                <li key={index} dir="auto">
                  {deedWords(deed)}
                </li>
              ))}
            </ol>
          )}
          <Button
            variant="primary"
            onPress={() => {
              ask(shown);
            }}
          >
            {m.writing_macro_run()}
          </Button>
        </section>
      )}
    </div>
  );
}

/** What running it comes to that the same done by hand would be asked about, in sentences. */
function warnings({ deeds }: MacroDto, { line, conversations }: LineShare): readonly string[] {
  const count = conversations.length;
  const blocks =
    deeds.some(({ type }) => type === "mute") &&
    !conversations.every((conversation) => detailNow(conversation)?.muted === true);
  if (blocks) return [m.writing_macro_blocks({ count })];
  const resolves = deeds.some((deed) => deed.type === "setStatus" && deed.status === "resolved");
  if (!resolves) return [];
  const final = finalAmong(new Map(conversations.map((conversation) => [conversation, { line }])));
  return final.count === 0 ? [] : [m.writing_macro_final({ count, platform: final.platforms })];
}

/** Asks once before what a macro does and no way leads back from. */
function Question({
  chosen,
  share,
  onLeave,
  onRun,
}: {
  chosen: MacroDto;
  share: LineShare;
  onLeave: () => void;
  onRun: () => void;
}) {
  return (
    <div
      role="group"
      aria-label={m.writing_macro_ask({ name: chosen.name })}
      className={styles.ask}
    >
      <h3 className={styles.doesTitle}>
        <bdi>{m.writing_macro_ask({ name: chosen.name })}</bdi>
      </h3>
      {warnings(chosen, share).map((words) => (
        <p key={words}>{words}</p>
      ))}
      <div className={styles.ways}>
        <Button autoFocus onPress={onLeave}>
          {m.conversation_cancel()}
        </Button>
        <Button variant="danger" onPress={onRun}>
          {m.writing_macro_run()}
        </Button>
      </div>
    </div>
  );
}

/** Tells that the keys are on an item: its list keeps the focus in the search box. */
function Shown({ id, onShow }: { id: string; onShow: (id: string) => void }) {
  useEffect(() => {
    onShow(id);
  }, [id, onShow]);
  return null;
}

async function runMacro(
  chosen: MacroDto,
  { conversations }: LineShare,
  line: LineDto | undefined,
): Promise<void> {
  try {
    await callHost("run_macro", { run: chosen.id, conversations: [...conversations] });
    ticks.remove(conversations);
    showToast({ text: m.writing_macro_ran({ name: chosen.name }) });
  } catch (cause) {
    const error = HostError.from(cause);
    const name = chosen.name;
    const platform = line === undefined ? "" : platformName(line.platform);
    showToast({
      tone: "failed",
      text:
        // It left and nothing certain came back.
        error.code === "platformFailed"
          ? m.writing_macro_unknown({ platform, name })
          : m.writing_macro_failed({ name, reason: presentError(error).text() }),
    });
  }
}
