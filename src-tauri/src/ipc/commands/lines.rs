//! Lines: trying a key, keeping it, changing it, letting it go.

use inbox_core::{AgentId, ConversationId, LineId, PlatformKind, RemoteId, Secret};
use inbox_engine::{
    Credentials, Engine, EngineError, LineState, NamedPerson, Oneself, RelayAccess, SignedIn,
    TestProgress, TestStep,
};
use inbox_platforms::public_address;
use serde_json::json;

use super::conversations::agents_of;
use crate::{
    demo::{Demo, DemoLine},
    host::Host,
    ipc::{
        convert::{count, id, line as convert},
        dto::{
            AccountDto, AddLineInput, AgentDto, CodeInput, ConversationRef, CredentialsInput,
            HistoryProgressDto, LineDto, LineNoticeDto, LineRef, LineTestDto, MentionableDto,
            Milliseconds, NamePersonInput, NamedPersonDto, Nothing, RelayInput, ReplaceKeyInput,
            SetRelayInput, SignInAgainInput, SignedInDto, TestLineInput, TestRef, TestStepDto,
            UpdateLineInput, UseDashboardInput,
        },
        error::{ErrorCode, IpcError, IpcResult},
        event::HostEvent,
    },
};

/// Agents of a test have no line yet; their ids carry this one, which no line ever has.
const NO_LINE: LineId = LineId(0);

/// The key as the engine takes it; where the person said, else at the platform's public address.
/// People paste keys with a blank or a line end around them.
fn credentials(input: CredentialsInput) -> Credentials {
    let mut unprotected = false;
    let (platform, secret, typed) = match input {
        CredentialsInput::Hatif {
            client_id,
            client_secret,
            base_url,
        } => (
            PlatformKind::Hatif,
            json!({ "clientId": client_id.trim(), "clientSecret": client_secret.trim() }),
            base_url,
        ),
        CredentialsInput::Chatvolt {
            api_key,
            base_url,
            dashboard,
            dashboard_url,
        } => {
            let mut key = json!({ "apiKey": api_key.trim() });
            if dashboard {
                key["dashboard"] = true.into();
            }
            if let Some(url) = dashboard_url
                .as_deref()
                .map(str::trim)
                .filter(|url| !url.is_empty())
            {
                key["dashboardUrl"] = url.into();
            }
            (PlatformKind::Chatvolt, key, base_url)
        }
        CredentialsInput::Ohallo { api_key, base_url } => (
            PlatformKind::Ohallo,
            json!({ "apiKey": api_key.trim() }),
            base_url,
        ),
        CredentialsInput::ChatwootToken {
            access_token,
            base_url,
            unprotected: agreed,
        } => {
            unprotected = agreed;
            (
                PlatformKind::Chatwoot,
                json!({ "accessToken": access_token.trim() }),
                base_url,
            )
        }
        CredentialsInput::ChatwootPassword {
            email,
            password,
            base_url,
            unprotected: agreed,
        } => {
            unprotected = agreed;
            (
                PlatformKind::Chatwoot,
                // A password may well begin or end with a blank.
                json!({ "email": email.trim(), "password": password }),
                base_url,
            )
        }
    };
    let typed = typed
        .map(|address| address.trim().trim_end_matches('/').to_owned())
        .filter(|address| !address.is_empty());
    Credentials {
        platform,
        base_url: typed.unwrap_or_else(|| public_address(platform).to_owned()),
        unprotected,
        secret: Secret::from(secret.to_string()),
    }
}

fn signed_in(signed_in: SignedIn) -> SignedInDto {
    match signed_in {
        SignedIn::Accounts(accounts) => SignedInDto::Accounts {
            accounts: accounts
                .into_iter()
                .map(|choice| AccountDto {
                    account: choice.account,
                    name: choice.name,
                })
                .collect(),
        },
        SignedIn::SecondFactor { attempt } => SignedInDto::SecondFactor { attempt },
    }
}

fn relay(input: &RelayInput) -> RelayAccess {
    RelayAccess {
        url: input.url.trim().to_owned(),
        token: Secret::from(input.token.trim()),
    }
}

/// The agent's id on the platform.
fn agent(text: &str) -> IpcResult<RemoteId> {
    Ok(id::<AgentId>(text)?.remote)
}

pub(super) async fn line_dto(host: &Host, state: LineState) -> IpcResult<LineDto> {
    let mut read = host.store().read().await?;
    let directory = read.directory(state.line.id).await?;
    drop(read);
    let agents = agents_of(host, state.line.id).await?;
    let mut notices: Vec<_> = directory.notices.into_iter().map(convert::notice).collect();
    if state.status.unreadable > 0 {
        notices.push(LineNoticeDto::ConversationsUnreadable {
            count: state.status.unreadable,
        });
    }
    Ok(LineDto {
        id: state.line.id.to_string(),
        platform: convert::platform(state.line.platform),
        name: state.line.name,
        health: convert::health(&state.status.health),
        relay: convert::relay(state.status.relay),
        relay_url: state.relay_url,
        relay_event_at: convert::optional_time(state.status.relay_event_at),
        webhook_registered: state.webhook,
        base_url: state.line.base_url,
        unprotected: state.line.unprotected,
        template_number: state.template_number,
        me: agents.into_iter().find(|agent| agent.is_me),
        capabilities: state
            .status
            .capabilities
            .as_ref()
            .map(convert::capabilities),
        channels: directory
            .channels
            .into_iter()
            .map(|channel| convert::channel(state.line.id, channel))
            .collect(),
        teams: directory
            .teams
            .into_iter()
            .map(|team| convert::team(state.line.id, team))
            .collect(),
        notices,
        live: state.status.live,
        last_event_at: convert::optional_time(state.status.last_event_at),
        to_send: state.to_send,
        history: state.status.history.map(|fill| HistoryProgressDto {
            done: fill.done,
            total: fill.total,
        }),
    })
}

pub async fn list_lines(host: &Host, _: Nothing) -> IpcResult<Vec<LineDto>> {
    let mut lines = Vec::new();
    for state in host.engine().line_states().await? {
        lines.push(line_dto(host, state).await?);
    }
    Ok(lines)
}

pub async fn sign_in(host: &Host, input: CredentialsInput) -> IpcResult<SignedInDto> {
    let found = host.engine().sign_in(credentials(input)).await?;
    Ok(signed_in(found))
}

pub async fn give_code(host: &Host, input: CodeInput) -> IpcResult<SignedInDto> {
    let found = host.engine().give_code(&input.attempt, &input.code).await?;
    Ok(signed_in(found))
}

pub async fn forget_sign_in(host: &Host, _: Nothing) -> IpcResult<Nothing> {
    host.engine().forget_sign_in();
    Ok(Nothing {})
}

pub async fn test_line(host: &Host, input: TestLineInput) -> IpcResult<LineTestDto> {
    let teller = host.clone();
    let attempt = input.attempt.clone();
    let tell = move |progress: TestProgress| {
        let step = match progress.step {
            TestStep::Reach => TestStepDto::Reach,
            TestStep::Key => TestStepDto::Key,
            TestStep::Channels => TestStepDto::Channels,
            TestStep::Agents => TestStepDto::Agents,
            TestStep::Conversations => TestStepDto::Conversations,
        };
        teller.tell(HostEvent::TestProgress {
            attempt: attempt.clone(),
            step,
            done: progress.done,
        });
    };
    let test = Box::pin(host.engine().test_account(&input.account, tell));
    let found = host
        .tests()
        .run(&input.attempt, host.engine(), test)
        .await?;
    let me = found.me.as_ref();
    Ok(LineTestDto {
        test: found.test,
        host: found.host,
        answered_in: Milliseconds(found.answered_in_ms),
        me: me.map(|me| AgentId::new(NO_LINE, me.clone()).to_string()),
        agents: found
            .directory
            .agents
            .into_iter()
            .map(|agent| convert::agent(NO_LINE, agent, me, 0))
            .collect(),
        channels: found
            .directory
            .channels
            .into_iter()
            .map(|channel| convert::channel(NO_LINE, channel))
            .collect(),
        tags: count(found.directory.tags.len()),
        conversations: found.conversations,
        capabilities: convert::capabilities(&found.capabilities),
        notices: found
            .directory
            .notices
            .into_iter()
            .map(convert::notice)
            .collect(),
        proposed_name: found.proposed_name,
    })
}

pub async fn drop_test(host: &Host, input: TestRef) -> IpcResult<Nothing> {
    host.tests().drop_test(&input.attempt, host.engine());
    // The key itself waits under the name of its account.
    host.engine().forget_sign_in();
    Ok(Nothing {})
}

pub async fn add_line(host: &Host, input: AddLineInput) -> IpcResult<LineDto> {
    let me = match (input.me.as_deref(), input.named_me) {
        (Some(me), _) => Oneself::Listed(agent(me)?),
        (None, Some(person)) => Oneself::Named(named(person)),
        (None, None) => Oneself::Unsaid,
    };
    let relay = input.relay.as_ref().map(relay);
    let state = host
        .engine()
        .add_line(&input.test, &input.name, me, relay)
        .await?;
    host.tests().added(&input.test);
    line_dto(host, state).await
}

pub async fn update_line(host: &Host, input: UpdateLineInput) -> IpcResult<LineDto> {
    let line: LineId = id(&input.line)?;
    let engine = host.engine();
    if let Some(name) = &input.name {
        engine.rename_line(line, name).await?;
    }
    if let Some(me) = &input.me {
        engine.set_me(line, Some(agent(me)?)).await?;
    }
    if let Some(paused) = input.paused {
        engine.pause_line(line, paused).await?;
    }
    line_dto(host, engine.line_state(line).await?).await
}

pub async fn sign_in_again(host: &Host, input: SignInAgainInput) -> IpcResult<SignedInDto> {
    let line: LineId = id(&input.line)?;
    let found = host
        .engine()
        .sign_in_again(line, credentials(input.credentials))
        .await?;
    Ok(signed_in(found))
}

pub async fn replace_key(host: &Host, input: ReplaceKeyInput) -> IpcResult<LineDto> {
    let line: LineId = id(&input.line)?;
    let state = host.engine().replace_key(line, &input.accounts).await?;
    host.engine().forget_sign_in();
    line_dto(host, state).await
}

pub async fn use_dashboard(host: &Host, input: UseDashboardInput) -> IpcResult<LineDto> {
    let line: LineId = id(&input.line)?;
    line_dto(host, host.engine().use_dashboard(line, input.on).await?).await
}

fn named(person: NamedPersonDto) -> NamedPerson {
    NamedPerson {
        id: person.id,
        name: person.name,
    }
}

pub async fn name_person(host: &Host, input: NamePersonInput) -> IpcResult<AgentDto> {
    let line: LineId = id(&input.line)?;
    let person = named(input.person);
    let wanted = host.engine().name_person(line, &person).await?.to_string();
    let agents = agents_of(host, line).await?;
    agents
        .into_iter()
        .find(|agent| agent.id == wanted)
        .ok_or_else(|| IpcError::new(ErrorCode::NotFound))
}

pub async fn set_relay(host: &Host, input: SetRelayInput) -> IpcResult<LineDto> {
    let line: LineId = id(&input.line)?;
    let state = host
        .engine()
        .set_relay(line, input.relay.as_ref().map(relay))
        .await?;
    line_dto(host, state).await
}

pub async fn remove_line(host: &Host, input: LineRef) -> IpcResult<Nothing> {
    host.engine().remove_line(id(&input.line)?).await?;
    Ok(Nothing {})
}

pub async fn check_now(host: &Host, input: LineRef) -> IpcResult<Nothing> {
    host.engine().check_now(id(&input.line)?).await?;
    Ok(Nothing {})
}

pub async fn list_agents(host: &Host, input: LineRef) -> IpcResult<Vec<AgentDto>> {
    agents_of(host, id(&input.line)?).await
}

pub async fn list_mentionable(host: &Host, input: LineRef) -> IpcResult<Vec<MentionableDto>> {
    let line = id(&input.line)?;
    let named = host.engine().mentionable(line).await?.into_iter();
    Ok(named.map(|one| convert::mentionable(line, one)).collect())
}

pub async fn list_told(host: &Host, input: ConversationRef) -> IpcResult<Vec<String>> {
    let conversation: ConversationId = id(&input.conversation)?;
    let told = host.engine().told_by_notes(&conversation).await?;
    Ok(told
        .into_iter()
        .map(|person| AgentId::new(conversation.line, person).to_string())
        .collect())
}

pub async fn start_demo(host: &Host, _: Nothing) -> IpcResult<Nothing> {
    host.start_demo().await?;
    Ok(Nothing {})
}

/// Connects the lines of the sample data just as a person would.
pub async fn connect_demo(host: &Host, demo: &Demo) -> IpcResult<()> {
    for line in demo.lines() {
        Box::pin(connect_demo_line(host.engine(), line)).await?;
    }
    host.engine().forget_sign_in();
    Ok(())
}

async fn connect_demo_line(engine: &Engine, line: &DemoLine) -> IpcResult<()> {
    let found = engine
        .sign_in(credentials(line.credentials.clone()))
        .await?;
    let SignedIn::Accounts(accounts) = found else {
        return Err(EngineError::SecondFactor.into());
    };
    let account = accounts.first().ok_or(EngineError::UnknownTest)?;
    let found = engine.test_account(&account.account, |_| {}).await?;
    let first_person = || {
        let mut agents = found.directory.agents.iter();
        agents
            .find(|agent| agent.kind == inbox_core::AgentKind::Person)
            .map(|agent| agent.remote.clone())
    };
    let me = found.me.clone().or_else(first_person);
    let relay = line.relay.as_ref().map(relay);
    engine
        .add_line(&found.test, line.name, me.into(), relay)
        .await?;
    Ok(())
}
