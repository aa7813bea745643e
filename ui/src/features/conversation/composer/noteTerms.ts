/** What notes that were begun are beside their words. */
import type { NoteTermsDto } from "../../../ipc/bindings.gen";
import { callHost } from "../../../lib/hostQuery";
import { keepAtHost } from "./atHost";

/** Null while a note is for everybody and reminds of nothing. */
export const noteTerms = keepAtHost<NoteTermsDto>(async (conversation, terms) => {
  await callHost("save_note_terms", { conversation, terms });
});
