/** The section of the panel that is asked for: the palette leads there, the section answers once it is drawn. */
import { useSyncExternalStore } from "react";
import { selection } from "./selection";

/** The sections that fold. */
export type SectionName =
  | "person"
  | "summary"
  | "facts"
  | "ad"
  | "attention"
  | "properties"
  | "scenarios"
  | "participants"
  | "customer"
  | "company"
  | "quality"
  | "others"
  | "notes";

let wanted: SectionName | null = null;
const listeners = new Set<() => void>();

/** Asks for a section; null once it has the focus. */
export function wantSection(name: SectionName | null): void {
  wanted = name;
  for (const listener of listeners) listener();
}

/** Opens the panel at a section. */
export function showSection(name: SectionName): void {
  selection.setPanelOpen(true);
  wantSection(name);
}

/** Whether this section is asked for. */
export function useIsWanted(name: SectionName): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => wanted === name,
  );
}
