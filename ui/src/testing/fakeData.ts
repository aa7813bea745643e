/** What the host in memory holds, and what a test may do with it. */
import type {
  AgentDto,
  AppInfo,
  AttachedFileDto,
  Attention,
  ChangeDto,
  ConversationDetail,
  ConversationRow,
  ErrorCode,
  HostEvent,
  InterfaceProblem,
  ItemDto,
  LineDto,
  MentionableDto,
  OutboxEntry,
  PlatformViewDto,
  SavedReplyDto,
  SavedView,
  Settings,
} from "../ipc/bindings.gen";
import type { CommandName, InputOf, OutputOf, Transport } from "../ipc/transport";

/** A saved view without its numbers, which are counted. */
export type HeldView = Omit<SavedView, "unread" | "total">;

/** What the host holds. */
export interface FakeData {
  appInfo: AppInfo;
  settings: Settings;
  lines: LineDto[];
  agents: AgentDto[];
  mentionable: MentionableDto[];
  rows: ConversationRow[];
  savedViews: HeldView[];
  /** Views that were saved on platforms. */
  platformViews: PlatformViewDto[];
  /** The conversations that a platform says its views hold, by view. */
  viewMembers: Record<string, string[]>;
  /** On which channel and with which team conversations are, where a row does not say it. */
  places: Record<string, { readonly channel?: string; readonly team?: string }>;
  /** Details by conversation; made from the row where absent. */
  details: Record<string, ConversationDetail>;
  /** Items by conversation, oldest first. */
  items: Record<string, ItemDto[]>;
  outbox: OutboxEntry[];
  savedReplies: SavedReplyDto[];
  /** How many prepared texts were made here. */
  made: number;
  /** Files by item. */
  media: Record<string, Blob>;
  /** Files that were dropped on the window, by what they are read by. */
  dropped: Record<string, ArrayBuffer>;
  /** Files of drafts by conversation. */
  draftFiles: Record<string, AttachedFileDto[]>;
}

/** How each command is answered. */
export type Handlers = {
  [K in CommandName]: (input: InputOf<K>) => OutputOf<K> | Promise<OutputOf<K>>;
};
/** One command as the interface called it. */
export type Call = { [K in CommandName]: { name: K; input: InputOf<K> } }[CommandName];

/** A host in memory. */
export interface FakeHost extends Transport {
  readonly data: FakeData;
  /** Every call so far, oldest first. */
  readonly calls: Call[];
  readonly attention: Attention[];
  readonly problems: InterfaceProblem[];
  /** The inputs a command was called with. */
  inputsOf<K extends CommandName>(name: K): InputOf<K>[];
  /** Answers a command otherwise from now on. */
  answer<K extends CommandName>(name: K, handler: Handlers[K]): void;
  /** Lets a command fail from now on. */
  fail(name: CommandName, code: ErrorCode): void;
  /** Lets a command never answer from now on. */
  hang(name: CommandName): void;
  /** Tells the interface that something changed; numbered as the host does. */
  changed(...changes: ChangeDto[]): void;
  /** Sends any event. */
  emit(event: HostEvent): void;
  /** Loses one event, as a gap in the numbering shows. */
  loseEvent(): void;
}
