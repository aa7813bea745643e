//! Every request the client can make, and every answer it gets for it, against the contract the
//! platform publishes; with the list of places where the platform itself does otherwise.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use inbox_core::{
    AgentKind, Audience, ContactChange, ConversationAction, EmailHead, FileSource, ListRequest,
    Mention, MentionedKind, OutgoingFile, OutgoingMessage, OutgoingTemplate, Platform, Priority,
    RemoteId, SentProbe, Status, SyncScope, TimelineRequest, Timestamp, Tone,
};
use inbox_platforms::chatwoot::{
    Availability, BulkChange, ContactDraft, ReportBy,
    visitor::{Visitor, VisitorDraft, proof_of},
};
use inbox_simulators::chatwoot::{ChannelKind, Happened, Size, Who};
use serde_json::json;

use crate::{
    chatwoot::{CUSTOMER, Office},
    support::{NOW, clock, http, words},
};

#[path = "../../../../inbox-simulators/tests/it/chatwoot/schema.rs"]
mod schema;

use schema::Published;

/// Calls the contract does not know: it leaves out what the platform's own pages use.
const UNPUBLISHED: &[&str] = &[
    "DELETE /api/v1/accounts/{account_id}/contacts/{id}/notes/{note_id}",
    "DELETE /api/v1/accounts/{account_id}/conversations/{id}/draft_messages",
    "GET /api/v1/accounts/{account_id}/assignable_agents",
    "GET /api/v1/accounts/{account_id}/contacts/{id}/notes",
    "GET /api/v1/accounts/{account_id}/conversations/{id}/attachments",
    "GET /api/v1/accounts/{account_id}/conversations/{id}/draft_messages",
    "GET /api/v1/accounts/{account_id}/conversations/{id}/participants",
    "GET /api/v1/accounts/{account_id}/macros",
    "GET /api/v1/accounts/{account_id}/notifications",
    "GET /api/v1/accounts/{account_id}/search/conversations",
    "GET /api/v1/accounts/{account_id}/search/messages",
    "GET /api/v2/accounts/{account_id}/live_reports/conversation_metrics",
    "PATCH /api/v1/accounts/{account_id}/conversations/{id}/draft_messages",
    "PATCH /api/v1/accounts/{account_id}/conversations/{id}/participants",
    "PATCH /api/v1/accounts/{account_id}/notifications/{id}",
    "POST /api/v1/accounts/{account_id}/bulk_actions",
    "POST /api/v1/accounts/{account_id}/captain/tasks/{task}",
    "POST /api/v1/accounts/{account_id}/contacts/{id}/notes",
    "POST /api/v1/accounts/{account_id}/conversations/{id}/messages/{message_id}/retry",
    "POST /api/v1/accounts/{account_id}/conversations/{id}/messages/{message_id}/translate",
    "POST /api/v1/accounts/{account_id}/conversations/{id}/mute",
    "POST /api/v1/accounts/{account_id}/conversations/{id}/transcript",
    "POST /api/v1/accounts/{account_id}/conversations/{id}/unmute",
    "POST /api/v1/accounts/{account_id}/conversations/{id}/unread",
    "POST /api/v1/accounts/{account_id}/conversations/{id}/update_last_seen",
    "POST /api/v1/accounts/{account_id}/macros/{id}/execute",
    "POST /api/v1/accounts/{account_id}/notifications/read_all",
    "POST /api/v1/profile/availability",
];

/// Where requests of ours are not as published, and the server takes them all the same.
const REQUESTS: &[&str] = &[
    // Parameters of lists that the file leaves out and the server has.
    "GET /canned_responses is asked with ?search",
    "GET /contacts is asked with ?include_contact_inboxes",
    "GET /contacts is asked with ?labels[]",
    "GET /contacts/search is asked with ?include_contact_inboxes",
    "GET /conversations is asked with ?conversation_type",
    "GET /conversations is asked with ?sort_by",
    "GET /conversations is asked with ?updated_within",
    // Left out, it means the definitions of both, which are one list.
    "GET /custom_attribute_definitions is asked without ?attribute_model",
    // The server takes a resource's members below its name, too.
    "PATCH /canned_responses/{id} <.canned_response is not published",
    "POST /canned_responses <.canned_response is not published",
    "POST /labels <.label is not published",
    "POST /webhooks <.webhook is not published",
    // Said to be needed; the server does without.
    "POST /contacts <.inbox_id is missing",
    "POST /conversations <.source_id is missing",
    // The last condition of a filter has no operator behind it, and null takes away.
    "POST /conversations/filter <.payload[].query_operator is null and not string",
    "POST /conversations/{id}/assignments <.assignee_id is null and not number",
    "POST /conversations/{id}/toggle_priority <.priority is null and not string",
    // Told in the body, where the server takes it as well as in the query.
    "POST /public/api/v1/inboxes/{inbox}/contacts/{contact}/conversations/{id}/toggle_typing is asked without ?typing_status",
    // The server's own pages tell both, and it takes them.
    "POST /conversations/{id}/assignments <.assignee_type is not published",
    "POST /conversations/{id}/messages <.bcc_emails is not published",
    "POST /conversations/{id}/messages <.cc_emails is not published",
    // The body repeats the id of the path.
    "PATCH /public/api/v1/inboxes/{inbox}/contacts/{contact}/conversations/{id}/messages/{message_id} <.id is not published",
];

/// Where the real server's answers differ from its published schemas.
const ANSWERS: &[&str] = &[
    // A conversation without a promise has none.
    "GET /contacts/{id}/conversations.payload[].applied_sla is null and not object",
    "GET /conversations.data.payload[].applied_sla is null and not object",
    "GET /conversations/{id}.applied_sla is null and not object",
    // A message that is only a file has no content, wherever it is embedded.
    "GET /conversations.data.payload[].last_non_activity_message fits none",
    "GET /conversations.data.payload[].messages[].content is null and not string",
    // The published enumeration forgets `snoozed`, and when such a conversation comes back is text.
    "GET /conversations.data.payload[].status is none of the enumeration",
    "GET /conversations/{id}.snoozed_until is string and not number or null",
    "GET /conversations/{id}.status is none of the enumeration",
    // Lists and nothing where the file says text.
    "GET /custom_attribute_definitions[].attribute_values is array and not string",
    "GET /custom_attribute_definitions[].default_value is null and not string",
    "GET /custom_attribute_definitions[].regex_cue is null and not string",
    "GET /custom_attribute_definitions[].regex_pattern is null and not string",
    // Members of one kind of channel are null for the others.
    "GET /inboxes.payload[].hmac_mandatory is null and not boolean",
    "GET /inboxes.payload[].reply_time is null and not string",
    "GET /inboxes.payload[].web_widget_script is null and not string",
    "GET /inboxes.payload[].website_token is null and not string",
    "GET /inboxes.payload[].website_url is null and not string",
    "GET /inboxes.payload[].widget_color is null and not string",
    "GET /inboxes/{id}.hmac_mandatory is null and not boolean",
    "GET /inboxes/{id}.reply_time is null and not string",
    "GET /inboxes/{id}.web_widget_script is null and not string",
    "GET /inboxes/{id}.website_token is null and not string",
    "GET /inboxes/{id}.website_url is null and not string",
    "GET /inboxes/{id}.widget_color is null and not string",
    // What was never filled in is null.
    "GET /labels.payload[].description is null and not string",
    "POST /labels.description is null and not string",
    // Both come inside a further object.
    "GET /webhooks is object and not array",
    "PATCH /contacts/{id}.payload is object and not array",
    "POST /contacts.payload is object and not array",
    // The status is another one.
    "PATCH /contacts/{id} is answered 200 and not 204",
    // Nobody is assigned any more.
    "POST /conversations/{id}/assignments is null and not object",
];

/// Notes each public call of the client and makes it.
macro_rules! calls {
    ($made:ident, $client:expr, { $($name:ident($($argument:expr),*);)+ }) => {
        $(
            $made.insert(stringify!($name).to_owned());
            $client
                .$name($($argument),*)
                .await
                .expect(concat!(stringify!($name), " is taken"));
        )+
    };
}

#[tokio::test]
async fn what_is_asked_and_answered_is_as_published_except_where_the_server_itself_differs() {
    let office = Office::with(Size::Small).await;
    office.connect().await;
    let happened = office.customer_writes("My sofa wobbles");
    office.control.record_exchanges();
    let mut made = BTreeSet::new();
    make_common_calls(&office, &happened).await;
    make_calls_on_conversations(&office, &happened, &mut made).await;
    make_calls_on_contacts(&office, &mut made).await;
    make_calls_of_the_desk(&office, &happened, &mut made).await;
    make_calls_of_a_visitor(&office, &mut made).await;

    let all = public_calls();
    let never: Vec<_> = all.difference(&made).collect();
    assert!(never.is_empty(), "calls nobody checks: {never:#?}");

    let published = Published::load();
    let (mut unpublished, mut requests, mut answers) =
        (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for exchange in office.control.exchanges() {
        if published.knows(&exchange.call) {
            published.check_request(&exchange, &mut requests);
            published.check_answer(&exchange, &mut answers);
        } else {
            unpublished.insert(exchange.call);
        }
    }
    let wrong = [
        differences(UNPUBLISHED, &unpublished, "not published"),
        differences(REQUESTS, &requests, "asked otherwise"),
        differences(ANSWERS, &answers, "answered otherwise"),
    ]
    .concat();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is found and not listed, and what is listed and not found.
fn differences(listed: &[&str], found: &BTreeSet<String>, what: &str) -> Vec<String> {
    let listed: BTreeSet<String> = listed.iter().map(|it| (*it).to_owned()).collect();
    let new = found.difference(&listed);
    let gone = listed.difference(found);
    new.map(|it| format!("{what}: {it:?}"))
        .chain(gone.map(|it| format!("no longer {what}: {it:?}")))
        .collect()
}

/// The names of all calls the client offers, as its source has them.
fn public_calls() -> BTreeSet<String> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/chatwoot")];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the client's source") {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    let mut names = BTreeSet::new();
    for file in files {
        let source = fs::read_to_string(file).expect("a readable file");
        let functions = source.split("\n    pub async fn ").skip(1);
        names.extend(functions.filter_map(|rest| {
            let end = rest.find(|sign: char| !sign.is_alphanumeric() && sign != '_')?;
            Some(rest[..end].to_owned())
        }));
    }
    assert!(names.len() > 50, "the source is not found as it is written");
    names
}

/// What every platform can be asked.
async fn make_common_calls(office: &Office, happened: &Happened) {
    let client = &office.chatwoot;
    client.directory().await.expect("a directory");
    for scope in ["all", "changed"] {
        let request = ListRequest {
            scope: SyncScope(scope.to_owned()),
            page: None,
            since: Some(Timestamp(NOW.0 - 60_000)),
        };
        client.list(&request).await.expect("a page");
    }
    let conversation = RemoteId(happened.conversation_id.to_string());
    let older = TimelineRequest {
        conversation: conversation.clone(),
        page: Some(inbox_core::PageToken("2".to_owned())),
    };
    client.timeline(&older).await.expect("a page");
    office.items(happened).await;
    let answer = OutgoingMessage {
        quote: Some(RemoteId(happened.message_id.to_string())),
        ..OutgoingMessage::text("0190-1", "We are on it")
    };
    office.send(happened, &answer).await.expect("taken");
    let note = OutgoingMessage {
        audience: Audience::Colleagues,
        ..OutgoingMessage::text("0190-2", "Careful")
    };
    office.send(happened, &note).await.expect("taken");
    let file = tempfile::NamedTempFile::new().expect("a file");
    let picture = "not really a picture";
    fs::write(file.path(), picture).expect("a file");
    let with_file = OutgoingMessage {
        files: vec![OutgoingFile {
            source: FileSource::Kept {
                path: file.path().to_string_lossy().into_owned(),
            },
            name: "a.png".to_owned(),
            mime_type: "image/png".to_owned(),
            bytes: picture.len() as u64,
        }],
        ..OutgoingMessage::text("0190-3", "Look")
    };
    office.send(happened, &with_file).await.expect("taken");
    make_calls_with_more_than_words(office).await;
    let probe = SentProbe {
        conversation,
        message: words("We are on it"),
        attempted_at: NOW,
        linked: Vec::new(),
    };
    client.find_sent(&probe).await.expect("an answer");
    make_changes(office, happened).await;
}

/// What a person changes in a conversation.
async fn make_changes(office: &Office, happened: &Happened) {
    let client = &office.chatwoot;
    let colleague = RemoteId(office.colleague().to_string());
    let agents = client.directory().await.expect("a directory").agents;
    let bot = agents
        .iter()
        .find(|agent| agent.kind == AgentKind::AiAgent)
        .expect("it has one");
    let contact = RemoteId(happened.contact_id.to_string());
    let team = RemoteId(office.control.overview().teams[0].id.to_string());
    for action in [
        ConversationAction::Assign {
            to: Some(bot.remote.clone()),
            to_kind: AgentKind::AiAgent,
            force: false,
        },
        ConversationAction::ChangeContact {
            contact: contact.clone(),
            change: ContactChange::SetName {
                name: "Sam R. Reed".to_owned(),
            },
        },
        ConversationAction::ChangeContact {
            contact,
            change: ContactChange::SetCompany {
                company: Some("Reed".to_owned()),
            },
        },
        ConversationAction::Assign {
            to: Some(colleague),
            to_kind: AgentKind::Person,
            force: false,
        },
        ConversationAction::Assign {
            to: None,
            to_kind: AgentKind::Person,
            force: false,
        },
        ConversationAction::AssignTeam { team: Some(team) },
        ConversationAction::AssignTeam { team: None },
        status(Status::Pending, None),
        status(Status::Snoozed, Some(NOW.plus(3_600_000))),
        status(Status::Resolved, None),
        status(Status::Open, None),
        ConversationAction::SetPriority {
            priority: Some(Priority::High),
        },
        ConversationAction::SetPriority { priority: None },
        ConversationAction::SetTags {
            tags: vec![RemoteId::from("vip")],
        },
        ConversationAction::SetMuted { muted: true },
        ConversationAction::SetMuted { muted: false },
        ConversationAction::SetProperty {
            name: "tier".to_owned(),
            value: Some("gold".to_owned()),
        },
        ConversationAction::MarkRead,
        ConversationAction::MarkUnread,
    ] {
        let done = office.act(happened, action.clone()).await;
        done.unwrap_or_else(|error| panic!("{action:?}: {error}"));
    }
}

/// A template, mail with a head of its own, a note that names somebody.
async fn make_calls_with_more_than_words(office: &Office) {
    let written = |kind: ChannelKind, who: Who| {
        let who = who.on(office.inbox(kind)).named("Zoe Moe");
        office
            .control
            .receive_text(&who, "Hello")
            .expect("an inbox")
    };
    let template = OutgoingMessage {
        template: Some(OutgoingTemplate {
            name: "order_update".to_owned(),
            language: "en".to_owned(),
            category: Some("UTILITY".to_owned()),
            values: vec![("1".to_owned(), "Ada".to_owned())],
        }),
        ..OutgoingMessage::text("0190-4", "Hello Ada")
    };
    let on_whatsapp = written(ChannelKind::WhatsApp, Who::phone("+15550195"));
    office.send(&on_whatsapp, &template).await.expect("taken");
    let mail = OutgoingMessage {
        email: Some(EmailHead {
            cc: vec!["cc@example.org".to_owned()],
            bcc: vec!["bcc@example.org".to_owned()],
            ..EmailHead::default()
        }),
        ..OutgoingMessage::text("0190-5", "As you wished")
    };
    let by_mail = written(ChannelKind::Email, Who::email("zoe@example.org"));
    office.send(&by_mail, &mail).await.expect("taken");
    let colleague = office.colleague().to_string();
    let naming = OutgoingMessage {
        audience: Audience::Colleagues,
        mentions: vec![Mention {
            start: 0,
            end: "@Noor".len(),
            kind: MentionedKind::Person,
            who: RemoteId(colleague),
        }],
        ..OutgoingMessage::text("0190-6", "@Noor look")
    };
    office.send(&by_mail, &naming).await.expect("taken");
}

fn status(status: Status, until: Option<Timestamp>) -> ConversationAction {
    ConversationAction::SetStatus { status, until }
}

async fn make_calls_on_conversations(
    office: &Office,
    happened: &Happened,
    made: &mut BTreeSet<String>,
) {
    let client = &office.chatwoot;
    let id = RemoteId(happened.conversation_id.to_string());
    let contact = RemoteId(happened.contact_id.to_string());
    let api = RemoteId(office.inbox(ChannelKind::Api).to_string());
    let whatsapp = RemoteId(office.inbox(ChannelKind::WhatsApp).to_string());
    let colleague = RemoteId(office.colleague().to_string());
    let receipt = office.send(happened, &words("Good morning")).await;
    let message = receipt.expect("taken").item.expect("told");
    let filters = client.saved_filters().await.expect("an answer");
    let change = BulkChange {
        status: Some(Status::Open),
        add_tags: vec![RemoteId::from("vip")],
        ..BulkChange::default()
    };
    calls!(made, client, {
        totals(None);
        conversations_of_type("unattended", None);
        saved_filters();
        filtered(&filters[0], None);
        newest_of_view(&filters[0].remote);
        search_conversations("Sam", 1);
        search_messages("sofa", 1);
        conversations_of_contact(&contact);
        open_conversation(&api, &contact, None);
        templates(&whatsapp);
        typing(&id, true, false);
        send_transcript(&id, "sam@example.org");
        participants(&id);
        set_participants(&id, &[colleague]);
        assignable(std::slice::from_ref(&api));
        change_many(std::slice::from_ref(&id), &change);
        keep_shared_draft(&id, Some("Dear Sam"));
        shared_draft(&id);
        shared_files(&id, 1);
        retry_message(&id, &message);
        translate_message(&id, &message, "de");
        delete_message(&id, &message);
    });
    client.keep_shared_draft(&id, None).await.expect("taken");
}

async fn make_calls_on_contacts(office: &Office, made: &mut BTreeSet<String>) {
    let client = &office.chatwoot;
    let draft = |name: &str, phone: &str| ContactDraft {
        name: Some(name.to_owned()),
        phone: Some(phone.to_owned()),
        email: Some(format!("{}@example.org", name.to_lowercase())),
        company: Some("Moe".to_owned()),
        attributes: vec![("tier".to_owned(), "gold".to_owned())],
        ..ContactDraft::default()
    };
    let api = RemoteId(office.inbox(ChannelKind::Api).to_string());
    let (lia, leo) = (draft("Lia", "+15550188"), draft("Leo", "+15550189"));
    let one = client.create_contact(&lia, Some(&api));
    let one = RemoteId(one.await.expect("made").record.remote);
    let other = client.create_contact(&leo, None);
    let other = RemoteId(other.await.expect("made").record.remote);
    let note = client.add_contact_note(&one, "Likes blue").await;
    let note = note.expect("taken").remote;
    let everybody = json!({ "payload": [] });
    calls!(made, client, {
        create_contact(&draft("Ada", "+15550190"), Some(&api));
        search_contacts(CUSTOMER, 1);
        contacts(Some("vip"), 1);
        filter_contacts(&everybody, 1);
        contact(&one);
        update_contact(&one, &draft("Lia", "+15550188"));
        set_contact_labels(&one, &["vip".to_owned()]);
        contact_labels(&one);
        add_contact_note(&one, "Likes green");
        contact_notes(&one);
        delete_contact_note(&one, &note);
        delete_contact(&RemoteId::from("987654"));
        channels_of_contact(&one);
        merge_contacts(&one, &other);
    });
}

async fn make_calls_of_the_desk(office: &Office, happened: &Happened, made: &mut BTreeSet<String>) {
    let client = &office.chatwoot;
    let id = RemoteId(happened.conversation_id.to_string());
    let me = office.simulator.credentials().user_id;
    let mentioned = office
        .control
        .mention(happened.conversation_id, me, office.colleague());
    mentioned.expect("known");
    let macros = client.macros().await.expect("an answer");
    let rewritten = client.rewrite(&id, "helo", Tone::Improve).await;
    let thread = rewritten.expect("an answer").thread.expect("to go on with");
    let notifications = client.notifications(1, false).await.expect("an answer");
    let notification = &notifications[0].remote;
    let saved = client.add_saved_reply("thx", "Thank you!").await;
    let saved = saved.expect("a free code").remote;
    let url = "https://relay.example.com/in/abc";
    let webhook = client
        .register_webhook(url)
        .await
        .expect("an administrator");
    let since = NOW.plus(-86_400_000);
    calls!(made, client, {
        macros();
        run_macro(&macros[0].remote, std::slice::from_ref(&id));
        notifications(1, true);
        read_notification(notification);
        read_all_notifications();
        agents_online();
        set_availability(Availability::Busy);
        summarise(&id);
        suggest_reply(&id);
        suggest_tags(&id);
        rewrite(&id, "helo", Tone::Correct);
        refine(&id, &thread, "Shorter");
        search_saved_replies("thx");
        add_saved_reply("bye", "Goodbye");
        update_saved_reply(&saved, "thx", "Thanks!");
        delete_saved_reply(&saved);
        create_label("Gate two");
        report(ReportBy::Agent, since, NOW, false);
        live_figures(None);
        register_webhook("https://relay.example.com/in/def");
        webhooks();
        remove_webhook(&webhook.remote);
    });
    for by in [ReportBy::Team, ReportBy::Channel] {
        let rows = client.report(by, since, NOW, true).await.expect("figures");
        assert!(!rows.is_empty(), "a row for each");
    }
}

async fn make_calls_of_a_visitor(office: &Office, made: &mut BTreeSet<String>) {
    let inboxes = office.control.overview().inboxes;
    let app = inboxes.into_iter().find(|it| it.kind == ChannelKind::Api);
    let app = app.expect("one of each kind").identifier;
    let base = office.simulator.base_url();
    let draft = VisitorDraft {
        name: Some("Lia".to_owned()),
        ..VisitorDraft::default()
    };
    let channels = office.chatwoot.api_channels().await.expect("an answer");
    let client = &office.chatwoot;
    calls!(made, client, {
        api_channels();
        let_in(&channels[0], &draft);
        knows(&VisitorDraft {
            email: Some("sam@example.org".to_owned()),
            ..draft.clone()
        });
    });
    let key = channels[0].proof_key.as_ref().expect("it proves");
    let proven = VisitorDraft {
        identifier: Some("customer-7".to_owned()),
        identifier_proof: Some(proof_of("customer-7", key)),
        ..draft.clone()
    };
    let let_in = client.let_in(&channels[0], &proven).await;
    let_in.expect("the proof is good");
    let visitor = Visitor::introduce(base, http(), clock(), app.into(), &draft);
    let visitor = visitor.await.expect("a known channel");
    made.insert("introduce".to_owned());
    let id = visitor.begin().await.expect("begun").remote;
    let written = visitor.write(&id, "Hello?").await.expect("taken");
    let message = written.item.expect("told");
    calls!(made, visitor, {
        begin();
        conversations();
        write(&id, "Anybody?");
        messages(&id, None);
        typing(&id, true);
        mark_read(&id);
        rate(&id, &message, 5, Some("Great"));
        resolve(&id);
    });
}
