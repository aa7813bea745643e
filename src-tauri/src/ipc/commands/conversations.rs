//! Lists, numbers, one conversation and its items.

use inbox_core::{
    AgentId, AgentKind, Audience, ConversationAction, ConversationId, ItemId, LineId, OutboxId,
    Timestamp,
};
use inbox_store::{
    ItemKey, ListCursor, ListQuery, ListRow, Read, ReadThrough, StoreError, TimelineItem,
    TimelineWindow, View, ViewFilter,
};

use crate::{
    host::Host,
    ipc::{
        convert::{
            conversation as convert, count, files as files_convert, id,
            item::{self as convert_item, Viewpoint, item as item_dto},
            line::agent as agent_dto,
            outbox::reply_head,
            view::filter as filter_of,
        },
        dto::{
            AgentDto, AssignInput, AssignResult, ChangeInput, ChangeResult, ConversationDetail,
            ConversationPage, ConversationQuery, ConversationRef, ConversationRow, CountsQuery,
            DraftButtonsInput, DraftInput, FindConversationsQuery, GroupCount, ItemWindow,
            ItemsQuery, Nothing, PlaceCount, PlaceCounts, RailCounts, ReadInput,
            SaveNoteTermsInput, TagCount, TagDto, UndoInput, UndoResult, ViewCount, WindowAnchor,
        },
        error::{ErrorCode, IpcError, IpcResult},
    },
};

pub(super) const LONGEST_PAGE: u32 = 200;
const MOST_FOUND: u32 = 50;

fn not_found() -> IpcError {
    IpcError::new(ErrorCode::NotFound)
}

/// Turns rows into their form, knowing what of them is still in the outbox.
async fn rows(
    read: &mut Read,
    rows: Vec<ListRow>,
    now: Timestamp,
) -> IpcResult<Vec<ConversationRow>> {
    let unconfirmed = read.unconfirmed().await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let of = unconfirmed.get(&row.id).copied().unwrap_or_default();
            convert::row(row, of, now)
        })
        .collect())
}

pub async fn list_conversations(
    host: &Host,
    query: ConversationQuery,
) -> IpcResult<ConversationPage> {
    let view = convert::view(query.view);
    let filter = filter_of(query.filter)?;
    let mut read = host.store().read().await?;
    let page = read
        .list(&ListQuery {
            view,
            filter: filter.clone(),
            sort: convert::sort(query.sort),
            after: query.cursor.map(ListCursor),
            limit: query.limit.clamp(1, LONGEST_PAGE),
        })
        .await?;
    let groups = read.group_counts(view, &filter).await?;
    let unread = read
        .group_counts(
            view,
            &ViewFilter {
                unread_only: true,
                ..filter
            },
        )
        .await?;
    Ok(ConversationPage {
        rows: rows(&mut read, page.rows, host.now()).await?,
        next: page.next.map(|cursor| cursor.0),
        total: count(groups.iter().map(|group| group.total).sum()),
        unread: count(unread.iter().map(|group| group.total).sum()),
        groups: groups
            .into_iter()
            .map(|group| GroupCount {
                whose_move: convert::whose_move(group.whose),
                count: count(group.total),
            })
            .collect(),
    })
}

pub async fn rail_counts(host: &Host, query: CountsQuery) -> IpcResult<RailCounts> {
    let line = query.line.as_deref().map(id::<LineId>).transpose()?;
    let mut read = host.store().read().await?;
    let views = match line {
        None => read.view_counts().await?,
        Some(line) => views_of_line(&mut read, line).await?,
    };
    let mut tags = read.tag_counts().await?;
    tags.retain(|counted| line.is_none_or(|line| counted.id.line == line));
    Ok(RailCounts {
        views: views
            .into_iter()
            .map(|counted| ViewCount {
                view: convert::view_dto(counted.view),
                unread: count(counted.unread),
                total: count(counted.total),
            })
            .collect(),
        tags: tags
            .into_iter()
            .map(|counted| TagCount {
                line: counted.id.line.to_string(),
                tag: TagDto {
                    id: counted.id.to_string(),
                    name: counted.name,
                    icon: counted.icon,
                },
                unread: count(counted.unread),
                total: count(counted.total),
            })
            .collect(),
    })
}

pub async fn place_counts(host: &Host, query: CountsQuery) -> IpcResult<PlaceCounts> {
    let line = query.line.as_deref().map(id::<LineId>).transpose()?;
    let counts = host.store().read().await?.place_counts().await?;
    let wanted = |of: LineId| line.is_none_or(|line| of == line);
    let counted = |id: String, total: usize| PlaceCount {
        id,
        total: count(total),
    };
    Ok(PlaceCounts {
        channels: counts
            .channels
            .into_iter()
            .filter(|(channel, _)| wanted(channel.line))
            .map(|(channel, total)| counted(channel.to_string(), total))
            .collect(),
        teams: counts
            .teams
            .into_iter()
            .filter(|(team, _)| wanted(team.line))
            .map(|(team, total)| counted(team.to_string(), total))
            .collect(),
        without_team: counts
            .without_team
            .into_iter()
            .filter(|(of, _)| wanted(*of))
            .map(|(_, total)| count(total))
            .sum(),
    })
}

/// The numbers of one line. Asked only while a line is chosen, so it may take a query per view.
async fn views_of_line(
    read: &mut Read,
    line: LineId,
) -> Result<Vec<inbox_store::ViewCount>, StoreError> {
    let all = ViewFilter {
        line: Some(line),
        ..ViewFilter::default()
    };
    let unread_only = ViewFilter {
        unread_only: true,
        ..all.clone()
    };
    let mut counts = Vec::with_capacity(View::ALL.len());
    for view in View::ALL {
        let total = read.group_counts(view, &all).await?;
        let unread = read.group_counts(view, &unread_only).await?;
        counts.push(inbox_store::ViewCount {
            view,
            unread: unread.iter().map(|group| group.total).sum(),
            total: total.iter().map(|group| group.total).sum(),
        });
    }
    Ok(counts)
}

pub async fn find_conversations(
    host: &Host,
    query: FindConversationsQuery,
) -> IpcResult<Vec<ConversationRow>> {
    let mut read = host.store().read().await?;
    let hits = read
        .find_conversations(&query.text, query.limit.clamp(1, MOST_FOUND))
        .await?;
    let mut found = Vec::with_capacity(hits.len());
    for hit in hits {
        found.extend(read.list_row(&hit.conversation).await?);
    }
    rows(&mut read, found, host.now()).await
}

/// The conversation that a provisional one became; any other is itself.
async fn really(
    read: &mut Read,
    conversation: ConversationId,
) -> Result<ConversationId, StoreError> {
    Ok(read.begun(&conversation).await?.unwrap_or(conversation))
}

pub async fn get_conversation(
    host: &Host,
    input: ConversationRef,
) -> IpcResult<ConversationDetail> {
    let mut read = host.store().read().await?;
    let conversation = really(&mut read, id(&input.conversation)?).await?;
    let detail = read
        .conversation(&conversation)
        .await?
        .ok_or_else(not_found)?;
    let row = read.list_row(&conversation).await?.ok_or_else(not_found)?;
    let mut row = rows(&mut read, vec![row], host.now())
        .await?
        .pop()
        .ok_or_else(not_found)?;
    // A row shows the beginning of a draft; the composer needs all of it.
    row.draft = read.draft(&conversation, Audience::Customer).await?;
    let note_draft = read.draft(&conversation, Audience::Colleagues).await?;
    let teams = match &detail.facts.team {
        Some(_) => read.directory(conversation.line).await?.teams,
        None => Vec::new(),
    };
    let writing = host.engine().writing(&conversation);
    let noticed = read.has_notices(&conversation).await?;
    let head = read.reply_head(&conversation).await?;
    let note_terms = read.note_terms(&conversation).await?;
    let draft_buttons = read.draft_buttons(&conversation).await?;
    let known = convert::KnownProperties {
        definitions: read.property_definitions(conversation.line).await?,
        refused: read.refused_properties(&conversation).await?,
    };
    let detail = convert::detail(detail, row, teams, writing, note_draft, known);
    Ok(ConversationDetail {
        noticed,
        note_terms: convert_item::note_terms(note_terms),
        draft_buttons,
        reply_head: head.map(reply_head),
        ..detail
    })
}

pub async fn list_items(host: &Host, query: ItemsQuery) -> IpcResult<ItemWindow> {
    let limit = query.limit.clamp(1, LONGEST_PAGE);
    let mut read = host.store().read().await?;
    let conversation = really(&mut read, id(&query.conversation)?).await?;
    let first_unread = read.first_unread(&conversation).await?;
    let window = match query.anchor {
        WindowAnchor::Unread => first_unread.map_or(TimelineWindow::Newest, |first| {
            TimelineWindow::Around(first.item)
        }),
        WindowAnchor::Newest => TimelineWindow::Newest,
        WindowAnchor::Before { item } => TimelineWindow::Before(key_of(&mut read, &item).await?),
        WindowAnchor::After { item } => TimelineWindow::After(key_of(&mut read, &item).await?),
        WindowAnchor::Around { item } => TimelineWindow::Around(id(&item)?),
    };
    let timeline = read.timeline(&conversation, window, limit).await?;
    let me = read.line(conversation.line).await?.and_then(|line| line.me);
    let row = read.list_row(&conversation).await?.ok_or_else(not_found)?;
    let uploads = |row: &OutboxId| {
        let state = host.engine().upload(row, &conversation);
        state.map(files_convert::upload)
    };
    let view = Viewpoint {
        me: me.as_ref(),
        now: host.now(),
        contact_name: row.contact_name.as_deref(),
        uploads: Some(&uploads),
    };
    let mut items = Vec::with_capacity(timeline.items.len());
    for item in timeline.items {
        let quoted = quoted_item(&mut read, &conversation, &item).await?;
        items.push(item_dto(item, quoted.as_ref(), view));
    }
    Ok(ItemWindow {
        items,
        has_before: timeline.has_older,
        has_after: timeline.has_newer,
        history_complete: timeline.complete,
        first_unread: first_unread.map(|first| first.item.to_string()),
        unread: row.unread_count,
    })
}

pub(super) async fn key_of(read: &mut Read, item: &str) -> IpcResult<ItemKey> {
    let item: ItemId = id(item)?;
    Ok(read.item(item).await?.ok_or_else(not_found)?.key())
}

pub(super) async fn quoted_item(
    read: &mut Read,
    conversation: &ConversationId,
    item: &TimelineItem,
) -> Result<Option<TimelineItem>, StoreError> {
    match item.quote.as_ref().and_then(|quote| quote.remote.as_ref()) {
        Some(remote) => read.item_by_remote(conversation, remote).await,
        None => Ok(None),
    }
}

pub async fn fetch_history(host: &Host, input: ConversationRef) -> IpcResult<Nothing> {
    host.engine()
        .fetch_history(&id(&input.conversation)?)
        .await?;
    Ok(Nothing {})
}

pub async fn set_read(host: &Host, input: ReadInput) -> IpcResult<Nothing> {
    let conversation: ConversationId = id(&input.conversation)?;
    let through = input.read.then_some(ReadThrough::Newest);
    host.engine().set_read(&conversation, through).await?;
    Ok(Nothing {})
}

pub async fn save_draft(host: &Host, input: DraftInput) -> IpcResult<Nothing> {
    let conversation: ConversationId = id(&input.conversation)?;
    let mut write = host.store().write().await?;
    let audience = if input.note {
        Audience::Colleagues
    } else {
        Audience::Customer
    };
    write
        .save_draft(&conversation, audience, &input.text)
        .await?;
    write.commit().await?;
    Ok(Nothing {})
}

pub async fn save_draft_buttons(host: &Host, input: DraftButtonsInput) -> IpcResult<Nothing> {
    let conversation: ConversationId = id(&input.conversation)?;
    let mut write = host.store().write().await?;
    write
        .save_draft_buttons(&conversation, &input.titles)
        .await?;
    write.commit().await?;
    Ok(Nothing {})
}

pub async fn save_note_terms(host: &Host, input: SaveNoteTermsInput) -> IpcResult<Nothing> {
    let conversation: ConversationId = id(&input.conversation)?;
    let terms = input
        .terms
        .map(convert_item::told_terms)
        .unwrap_or_default();
    let mut write = host.store().write().await?;
    write.save_note_terms(&conversation, terms).await?;
    write.commit().await?;
    Ok(Nothing {})
}

/// The agents of a line with what they carry.
pub(super) async fn agents_of(host: &Host, line: LineId) -> IpcResult<Vec<AgentDto>> {
    let by_id = host.engine().names_people_by_id(line).await?;
    let mut read = host.store().read().await?;
    let loads = read.agent_loads(line).await?;
    let seen = if by_id {
        read.seen_people(line).await?
    } else {
        Vec::new()
    };
    drop(read);
    let seen = seen
        .into_iter()
        .map(|person| agent_dto(line, person, None, 0));
    let listed = loads.into_iter().map(|load| {
        let me = load.is_me.then(|| load.id.remote.clone());
        let agent = inbox_core::Agent {
            remote: load.id.remote,
            name: load.name,
            kind: load.kind,
            email: load.email,
        };
        agent_dto(line, agent, me.as_ref(), count(load.open))
    });
    Ok(listed.chain(seen).collect())
}

pub async fn assign(host: &Host, input: AssignInput) -> IpcResult<AssignResult> {
    let conversations = input
        .conversations
        .iter()
        .map(|text| id(text))
        .collect::<IpcResult<Vec<ConversationId>>>()?;
    let agent = match input.agent.as_deref().map(id::<AgentId>).transpose()? {
        Some(agent) => {
            let wanted = agent.to_string();
            let known = agents_of(host, agent.line).await?;
            Some(
                known
                    .into_iter()
                    .find(|known| known.id == wanted)
                    .ok_or_else(not_found)?,
            )
        }
        None => None,
    };
    let action = ConversationAction::Assign {
        to: match &agent {
            Some(agent) => Some(id::<AgentId>(&agent.id)?.remote),
            None => None,
        },
        to_kind: match &agent {
            Some(agent) if agent.is_ai => AgentKind::AiAgent,
            Some(_) | None => AgentKind::Person,
        },
        force: input.force,
    };
    let assigned = host.engine().change(&conversations, &action).await?;
    Ok(AssignResult {
        undo: assigned.undo,
        changed: assigned.changed,
        undoable: assigned.undoable,
        agent,
    })
}

pub async fn change(host: &Host, input: ChangeInput) -> IpcResult<ChangeResult> {
    let conversations = input
        .conversations
        .iter()
        .map(|text| id(text))
        .collect::<IpcResult<Vec<ConversationId>>>()?;
    let action = convert::change(input.change)?;
    let changed = host.engine().change(&conversations, &action).await?;
    Ok(ChangeResult {
        undo: changed.undo,
        changed: changed.changed,
        undoable: changed.undoable,
    })
}

pub async fn undo(host: &Host, input: UndoInput) -> IpcResult<UndoResult> {
    let undone = host.engine().undo(&input.undo).await?;
    Ok(UndoResult {
        restored: undone.restored,
        changed_meanwhile: undone.changed_meanwhile,
    })
}

pub async fn open_in_platform(host: &Host, input: ConversationRef) -> IpcResult<Nothing> {
    let conversation: ConversationId = id(&input.conversation)?;
    let address = host
        .engine()
        .portal_link(&conversation)
        .ok_or_else(not_found)?;
    host.open_address(&address)
}
