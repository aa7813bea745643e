// Every command of the host, once. The application, the development host, the permission list and
// the TypeScript types are all made from this list; there is no other.
commands! {
    /// Facts about the program.
    app_info(Nothing) -> AppInfo;
    /// All choices.
    get_settings(Nothing) -> Settings;
    /// Replaces all choices.
    set_settings(Settings) -> Settings;
    /// Tells what the person looks at.
    set_attention(Attention) -> Nothing;
    /// Opens an address outside, when its scheme is allowed.
    open_link(LinkInput) -> Nothing;
    /// Shows one notification, to see whether they arrive.
    send_test_notification(Nothing) -> Nothing;
    /// Notes a problem of the interface in the log.
    report_problem(InterfaceProblem) -> Nothing;

    /// All lines.
    list_lines(Nothing) -> Vec<LineDto>;
    /// Finds the accounts that typed-in credentials open.
    sign_in(CredentialsInput) -> SignedInDto;
    /// Goes on with a sign-in that wants a code.
    give_code(CodeInput) -> SignedInDto;
    /// Forgets credentials that were typed in and not connected.
    forget_sign_in(Nothing) -> Nothing;
    /// Tries an account; reads only. Progress comes as `testProgress` events.
    test_line(TestLineInput) -> LineTestDto;
    /// Ends a test, or forgets the key it found good.
    drop_test(TestRef) -> Nothing;
    /// Keeps a tested line and starts fetching.
    add_line(AddLineInput) -> LineDto;
    /// Changes a line.
    update_line(UpdateLineInput) -> LineDto;
    /// Signs in to where a line is, with a new key for it.
    sign_in_again(SignInAgainInput) -> SignedInDto;
    /// Puts in the new key of a line, after trying it.
    replace_key(ReplaceKeyInput) -> LineDto;
    /// Uses the undocumented host of the platform's own pages on a line, or no longer.
    use_dashboard(UseDashboardInput) -> LineDto;
    /// Remembers a person of a line whose platform lists none.
    name_person(NamePersonInput) -> AgentDto;
    /// Sets or removes a line's relay.
    set_relay(SetRelayInput) -> LineDto;
    /// How the webhooks of a line are led to its relay.
    get_webhook(LineRef) -> WebhookDto;
    /// Keeps the address at the relay that the platform is to post to.
    set_inlet(SetInletInput) -> WebhookDto;
    /// Registers our webhook on the platform.
    register_webhook(LineRef) -> RegisteredWebhookDto;
    /// Removes our webhook from the platform.
    remove_webhook(LineRef) -> Nothing;
    /// Signs a line out and forgets what was fetched from it.
    remove_line(LineRef) -> Nothing;
    /// Looks for news now.
    check_now(LineRef) -> Nothing;
    /// The agents of a line.
    list_agents(LineRef) -> Vec<AgentDto>;
    /// Who can be named in the notes of a line.
    list_mentionable(LineRef) -> Vec<MentionableDto>;
    /// Asks the platform whom of them a note in a conversation tells.
    list_told(ConversationRef) -> Vec<String>;
    /// The channels of a line on which a customer can be played.
    list_visitor_channels(LineRef) -> Vec<VisitorChannelDto>;
    /// Opens the window in which a customer is played; without windows the page does.
    open_visitor_window(LineRef) -> OpenedWindow;
    /// Begins to play a customer.
    start_visitor(StartVisitorInput) -> VisitorDto;
    /// What a played customer sees.
    get_visitor(VisitorRef) -> VisitorDto;
    /// Opens the file of a message outside.
    open_visitor_file(VisitorMessageRef) -> Nothing;
    /// Writes as the customer.
    send_as_visitor(VisitorTextInput) -> Nothing;
    /// Tells the desk that the customer writes, or stopped.
    set_visitor_typing(VisitorTypingInput) -> Nothing;
    /// Tells the desk that the customer has read everything.
    mark_visitor_read(VisitorRef) -> Nothing;
    /// Answers the desk's question for a rating.
    rate_as_visitor(VisitorRatingInput) -> Nothing;
    /// Ends the conversation as the customer.
    resolve_as_visitor(VisitorRef) -> Nothing;
    /// Ends the playing, and cleans up after it where wanted.
    end_visitor(EndVisitorInput) -> Nothing;
    /// Connects a line with sample data.
    start_demo(Nothing) -> Nothing;

    /// One page of a list.
    list_conversations(ConversationQuery) -> ConversationPage;
    /// Makes a tag on a line's platform.
    create_tag(CreateTagInput) -> TagDto;
    /// The views that the person has put together, with their numbers.
    list_saved_views(Nothing) -> Vec<SavedView>;
    /// The views that the person has saved on platforms, with their numbers where they are known.
    list_platform_views(Nothing) -> Vec<PlatformViewDto>;
    /// Asks a platform which conversations a view of it holds; the answer is kept.
    ask_platform_view(AskPlatformViewInput) -> Nothing;
    /// Keeps a view.
    save_view(SaveViewInput) -> SavedView;
    /// Renames or moves a saved view, or changes what it shows.
    update_view(UpdateViewInput) -> SavedView;
    /// Deletes a saved view.
    delete_view(SavedViewRef) -> DeletedView;
    /// Every number of the rail.
    rail_counts(CountsQuery) -> RailCounts;
    /// How many open conversations each channel and each team has.
    place_counts(CountsQuery) -> PlaceCounts;
    /// Conversations by the customer's name or number.
    find_conversations(FindConversationsQuery) -> Vec<ConversationRow>;
    /// Everything about one conversation but its items.
    get_conversation(ConversationRef) -> ConversationDetail;
    /// Part of a timeline.
    list_items(ItemsQuery) -> ItemWindow;
    /// Gets older items of a conversation from the platform.
    fetch_history(ConversationRef) -> Nothing;
    /// Marks read or unread.
    set_read(ReadInput) -> Nothing;
    /// Keeps what was typed.
    save_draft(DraftInput) -> Nothing;
    /// Keeps what the buttons below a reply that was begun say.
    save_draft_buttons(DraftButtonsInput) -> Nothing;
    /// Keeps what a note that was begun is beside its words.
    save_note_terms(SaveNoteTermsInput) -> Nothing;
    /// Keeps whom an e-mail that is being written goes to; answers it with bare addresses.
    save_reply_head(SaveReplyHeadInput) -> EmailCopiesDto;
    /// Gives conversations to somebody.
    assign(AssignInput) -> AssignResult;
    /// Changes conversations.
    change(ChangeInput) -> ChangeResult;
    /// Takes an assignment or another change back.
    undo(UndoInput) -> UndoResult;
    /// Opens a conversation in the platform's own web page.
    open_in_platform(ConversationRef) -> Nothing;

    /// Who the customer of a conversation is on other lines.
    get_person(ConversationRef) -> PersonDto;
    /// Says that a contact is somebody else than the customer of a conversation.
    split_person(PersonContactInput) -> PersonSplit;
    /// Takes a split back.
    undo_split(PersonSplit) -> Nothing;
    /// Says that a contact is the customer of a conversation after all.
    join_person(PersonContactInput) -> Nothing;
    /// Part of the timeline of all conversations of a person.
    list_story(StoryQuery) -> StoryWindow;

    /// A customer, as their platform keeps them.
    get_contact(ConversationRef) -> ContactCardDto;
    /// Has a customer read from their platform, unless that was done just now.
    read_contact(ConversationRef) -> Nothing;
    /// Changes a customer.
    change_contact(ChangeContactInput) -> ChangeResult;
    /// Deletes a note that exists only on this computer.
    delete_own_note(OwnNoteInput) -> Nothing;
    /// Gets conversations with a customer that only the platform knows.
    fetch_other_conversations(ConversationRef) -> FetchedConversations;
    /// Looks for contacts on the platform.
    find_contacts(PlatformSearch) -> Vec<FoundContact>;
    /// Makes another contact part of a conversation's customer, for good.
    merge_contacts(MergeContactsInput) -> Nothing;
    /// Looks for companies on the platform.
    find_companies(PlatformSearch) -> Vec<CompanyDto>;

    /// The files of a draft.
    draft_files(ConversationRef) -> Vec<AttachedFileDto>;
    /// Makes room for a file of this computer; its bytes come in portions, beside the commands.
    begin_file(BeginFileInput) -> FileRef;
    /// Puts a file that is public on the web into the draft.
    attach_link(AttachLinkInput) -> FileRef;
    /// Takes a file out of the draft, or ends its copying.
    detach_file(FileRef) -> Nothing;
    /// Queues words or a note; the answer is the echo.
    send_message(SendMessageInput) -> ItemDto;
    /// What waits to be sent, or is stuck.
    list_outbox(Nothing) -> Vec<OutboxEntry>;
    /// Tries a stuck or waiting row again now.
    retry_send(OutboxRef) -> Nothing;
    /// Takes a row back, unless it is on the wire; an upload is stopped.
    discard_send(DiscardInput) -> Discarded;

    /// Begins a conversation; the answer names it while its platform does not know it yet.
    begin_conversation(BeginInput) -> ConversationRef;
    /// The channels of a line that conversations can be begun on.
    list_beginnings(LineRef) -> Vec<ChannelDto>;
    /// What beginning asks for, given line, channel and recipient.
    opening_terms(TermsQuery) -> TermsDto;
    /// Contacts of a line that can be written to.
    find_recipients(RecipientsQuery) -> Vec<RecipientDto>;
    /// What was filled in of a conversation that is not begun yet.
    get_opening_draft(Nothing) -> Option<OpeningDraftDto>;
    /// Keeps what was filled in.
    save_opening_draft(OpeningDraftDto) -> Nothing;
    /// Takes a conversation over from the colleague whose hold kept an assignment back.
    take_over_held(OutboxRef) -> Nothing;
    /// Takes a message of ours back, or deletes a note.
    delete_item(ItemRef) -> Nothing;
    /// Puts other words into a note.
    change_note(NoteInput) -> Nothing;
    /// Has the platform deliver a failed message again.
    retry_item(ItemRef) -> Nothing;
    /// Has the platform translate a message.
    translate_item(TranslateInput) -> TranslationDto;
    /// Tells the customer that one writes, or stopped.
    tell_writing(WritingInput) -> Nothing;
    /// Colleagues who are told of everything in a conversation.
    list_participants(ConversationRef) -> Vec<AgentDto>;
    /// Gives a conversation exactly these participants.
    set_participants(ParticipantsInput) -> Nothing;
    /// Has the platform mail a conversation to somebody.
    mail_transcript(TranscriptInput) -> Nothing;
    /// Keeps in a conversation what was said to its customer elsewhere. Queued; it reaches nobody.
    record_message(RecordInput) -> Nothing;
    /// Where a conversation is found in the platform's own pages.
    conversation_link(ConversationRef) -> LinkDto;
    /// The scenarios of a line, and a conversation among them.
    get_scenarios(ConversationRef) -> ScenariosDto;
    /// Moves a conversation through the scenarios.
    move_in_scenarios(ScenarioMoveInput) -> ScenarioMovedDto;
    /// How colleagues see one on a line.
    get_presence(LineRef) -> PresenceAnswer;
    /// Which colleagues of a line are there and which are not; none of whom it is not known now.
    list_presences(LineRef) -> Vec<AgentPresenceDto>;
    /// Shows colleagues whether one is there.
    set_presence(PresenceInput) -> Nothing;
    /// Prepared texts: the person's own, and those of lines.
    list_saved_replies(SavedRepliesQuery) -> Vec<SavedReplyDto>;
    /// Prepares a text, at this desk or for everybody on a line.
    add_saved_reply(NewSavedReplyInput) -> SavedReplyDto;
    /// Changes a prepared text.
    change_saved_reply(ChangeSavedReplyInput) -> SavedReplyDto;
    /// Removes a prepared text.
    delete_saved_reply(SavedReplyRef) -> Nothing;
    /// The macros of a line, asked from its platform.
    list_macros(LineRef) -> Vec<MacroDto>;
    /// Runs a macro on conversations.
    run_macro(RunMacroInput) -> Nothing;
    /// Asks the platform's AI about a conversation.
    ask_ai(AskAiInput) -> AiAnswerDto;
    /// Lets go of a question to the platform's AI.
    stop_asking_ai(AiAttemptRef) -> Nothing;
    /// Looks for answers in what the platform knows.
    find_answers(FindAnswersInput) -> Vec<FindingDto>;
    /// Takes note of a pause of the platform's AI, or ends it.
    settle_ai_pause(SettleAiPauseInput) -> Nothing;
    /// The templates that can be sent in a conversation, asked from its platform.
    list_templates(ConversationRef) -> Vec<TemplateDto>;
    /// Says which number the templates of a line go out from.
    set_template_number(TemplateNumberInput) -> LineDto;

    /// Saves the file of an item to the downloads folder.
    save_media(ItemRef) -> SavedFile;
    /// Opens the file of an item with the system's program for it.
    open_media(ItemRef) -> Nothing;
}
