/** What can be done around a conversation beside talking and changing it, and why a line cannot. */
import type { AbilityDto, LineDto, ToolsDto } from "../ipc/bindings.gen";
import { m } from "../paraglide/messages.js";
import { platformName } from "./lineWords";

/** A tool that a line has or has not. */
export type Tool = {
  [K in keyof ToolsDto]: ToolsDto[K] extends AbilityDto ? K : never;
}[keyof ToolsDto];

const notByPlatform: Record<Tool, (name: { platform: string }) => string> = {
  begin: m.tools_off_begin,
  deleteMessage: m.tools_off_delete_message,
  retryMessage: m.tools_off_retry_message,
  translate: m.tools_off_translate,
  changeNote: m.tools_off_change_note,
  deleteNote: m.tools_off_delete_note,
  participants: m.tools_off_participants,
  transcript: m.tools_off_transcript,
  record: m.tools_off_record,
  outcome: m.tools_off_outcome,
  scenarios: m.tools_off_scenarios,
  availability: m.tools_off_availability,
};

/** Why a line lacks a tool; null when it has it. A line that was never reached is not known to have any. */
export function reasonAgainstTool(
  line: Pick<LineDto, "platform" | "capabilities"> | undefined,
  tool: Tool,
): string | null {
  if (line === undefined || line.capabilities === null) return m.tools_off_unknown();
  switch (line.capabilities.tools[tool]) {
    case "available":
      return null;
    case "notByPlatform":
      return notByPlatform[tool]({ platform: platformName(line.platform) });
    case "notByKey":
      return m.conversation_off_key();
    case "notByChannel":
      return m.conversation_off_channel();
    case "notByAccount":
      return m.writing_off_account();
  }
}
