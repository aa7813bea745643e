/**
 * Parts of the window that the first list does not need. They are fetched once the window is quiet, so that opening
 * one shows nothing in between; a part asked for earlier is fetched then.
 */
import { lazy, Suspense, useState, type ComponentType, type ReactNode } from "react";
import { afterListPainted } from "../lib/marks";
import { prepareOpening } from "../lib/opening";

/** A part of the window; draws nothing until it is here. */
export interface Part<Props extends object> {
  (props: Props): ReactNode;
  /** Fetches it ahead of need. */
  readonly fetch: () => Promise<void>;
}

const parts: { readonly fetch: () => Promise<void> }[] = [];

function part<Props extends object>(load: () => Promise<ComponentType<Props>>): Part<Props> {
  let here: ComponentType<Props> | null = null;
  const loaded = async () => (here ??= await load());
  const Fetched = lazy(async () => ({ default: await loaded() }));
  function Shown(props: Props): ReactNode {
    // Chosen once: another type of element while it is shown would mount it anew and lose what was typed.
    const [Content] = useState<ComponentType<Props>>(() => here ?? Fetched);
    return (
      <Suspense fallback={null}>
        <Content {...props} />
      </Suspense>
    );
  }
  const made = Object.assign(Shown, {
    fetch: async () => {
      await loaded();
    },
  });
  parts.push(made);
  return made;
}

/** The open conversation. */
export const ConversationPart = part(async () => {
  const { Conversation, readAhead } = await import("../features/conversation/Conversation");
  prepareOpening(readAhead);
  return Conversation;
});
/** What is known about the open conversation. */
export const DetailsPart = part(async () => (await import("../features/details/Details")).Details);
/** Ctrl K. */
export const PalettePart = part(async () => (await import("../features/palette/Palette")).Palette);
/** Choosing who takes a conversation. */
export const AssignPart = part(
  async () => (await import("../features/assign/AssignDialog")).AssignDialog,
);
/** Choosing status, snooze, priority, team and tags. */
export const ChangePart = part(
  async () => (await import("../features/change/ChangeDialog")).ChangeDialog,
);
/** Naming a view. */
export const NameViewPart = part(
  async () => (await import("../features/views/NameViewDialog")).NameViewDialog,
);
/** A new conversation. */
export const BeginPart = part(
  async () => (await import("../features/begin/BeginDialog")).BeginDialog,
);
/** Choosing a macro. */
export const MacroPart = part(
  async () => (await import("../features/macros/MacroDialog")).MacroDialog,
);
/** All keys. */
export const KeysPart = part(async () => (await import("../features/keys/CheatSheet")).CheatSheet);
/** The settings. */
export const SettingsPart = part(
  async () => (await import("../features/settings/SettingsPage")).SettingsPage,
);
/** Playing a customer. */
export const VisitorPart = part(
  async () => (await import("../features/visitor/VisitorPage")).VisitorPage,
);
/** Connecting a line. */
export const ConnectPart = part(async () => (await import("../features/connect/Connect")).Connect);

/** Fetches every part, those most likely to be wanted first. */
export async function fetchParts(): Promise<void> {
  for (const each of parts) await each.fetch();
}

/** Fetches the parts once nothing else is to be done. */
export function fetchPartsWhenIdle(): void {
  let begun = false;
  const fetchAll = () => {
    if (begun) return;
    begun = true;
    fetchParts().catch(() => {
      // Whoever opens the part asks again and is told there.
    });
  };
  // Reading half of the program takes time from what the person waits for: the first list.
  afterListPainted(() => {
    setTimeout(fetchAll, 100);
  });
  // A window without a list waits for nothing.
  setTimeout(fetchAll, 2_000);
}
