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
    /// Every number of the rail.
    rail_counts(CountsQuery) -> RailCounts;
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
    /// Gives conversations to somebody.
    assign(AssignInput) -> AssignResult;
    /// Changes conversations.
    change(ChangeInput) -> ChangeResult;
    /// Takes an assignment or another change back.
    undo(UndoInput) -> UndoResult;
    /// Opens a conversation in the platform's own web page.
    open_in_platform(ConversationRef) -> Nothing;

    /// Queues words or a note; the answer is the echo.
    send_message(SendMessageInput) -> ItemDto;
    /// What waits to be sent, or is stuck.
    list_outbox(Nothing) -> Vec<OutboxEntry>;
    /// Tries a stuck or waiting row again now.
    retry_send(OutboxRef) -> Nothing;
    /// Takes a row back, unless it is on the wire.
    discard_send(DiscardInput) -> Discarded;

    /// Saves the file of an item to the downloads folder.
    save_media(ItemRef) -> SavedFile;
    /// Opens the file of an item with the system's program for it.
    open_media(ItemRef) -> Nothing;
}
