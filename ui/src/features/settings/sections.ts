/** The sections of the settings, and which one an opening asks for. */
import {
  Bell,
  Globe,
  Info,
  Keyboard,
  MessageSquareQuote,
  Plug,
  Send,
  SunMedium,
  type LucideIcon,
} from "lucide-react";
import { m } from "../../paraglide/messages.js";

/** The sections in order. */
export const sectionIds = [
  "appearance",
  "language",
  "notifications",
  "keyboard",
  "lines",
  "replies",
  "outbox",
  "about",
] as const;
/** A section. */
export type SectionId = (typeof sectionIds)[number];

/** How a section is shown in the rail and the palette. */
interface Section {
  readonly id: SectionId;
  readonly name: () => string;
  readonly icon: LucideIcon;
}

/** Sections that belong together. */
export interface SectionGroup {
  readonly id: string;
  readonly name: () => string;
  readonly sections: readonly Section[];
}

/** All sections, as the rail shows them. */
export const sectionGroups: readonly SectionGroup[] = [
  {
    id: "you",
    name: m.settings_group_you,
    sections: [
      { id: "appearance", name: m.settings_appearance, icon: SunMedium },
      { id: "language", name: m.settings_language, icon: Globe },
      { id: "notifications", name: m.settings_notifications, icon: Bell },
      { id: "keyboard", name: m.settings_keyboard, icon: Keyboard },
    ],
  },
  {
    id: "work",
    name: m.settings_group_work,
    sections: [
      { id: "lines", name: m.settings_lines, icon: Plug },
      { id: "replies", name: m.writing_replies, icon: MessageSquareQuote },
      { id: "outbox", name: m.settings_outbox, icon: Send },
    ],
  },
  {
    id: "computer",
    name: m.settings_group_computer,
    sections: [{ id: "about", name: m.settings_about, icon: Info }],
  },
];

/** Where an opening leads: a target is a section's name, or a line's id, which means its row. */
export function placeOf(target: string | null): { section: SectionId; line: string | null } {
  if (target === null) return { section: "appearance", line: null };
  const section = sectionIds.find((id) => id === target);
  return section === undefined ? { section: "lines", line: target } : { section, line: null };
}
