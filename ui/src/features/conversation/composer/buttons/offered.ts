/** The buttons of replies that were begun: what they say, one after the other. */
import { callHost } from "../../../../lib/hostQuery";
import { keepAtHost } from "../atHost";

/** Null while a reply has none. A form in which nothing was written is nothing to keep. */
export const offering = keepAtHost<readonly string[]>(async (conversation, titles) => {
  const isWritten = titles?.some((title) => title.trim() !== "") === true;
  await callHost("save_draft_buttons", { conversation, titles: isWritten ? [...titles] : [] });
});
