//! The account behind a key: its workspaces, what the key may do, and what a person should know of it.

use std::collections::HashSet;

use inbox_core::{
    Beginning, Capabilities, Connection, Directory, LineNotice, PlatformError, RemoteId, Timestamp,
    Tools, Unavailable, Urgency,
};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::{
    Ohallo, card,
    client::Call,
    extras::{self, Workspace},
    failure::{self, is_refused},
    listing::CHANNELS,
    map::Told,
    wire::{Listed, Row, readable},
};
use crate::{Account, OpenOptions, SignInError};

/// A key that ends within this time is told of: two weeks, as only an owner can make a new one.
const KEY_WARNING_MS: i64 = 14 * 24 * 60 * 60_000;

/// Workspaces whose AI is looked after.
const WATCHED_WORKSPACES: usize = 20;

/// Names of workspaces put together for the account of all of them.
const NAMES: usize = 3;

const WRITE: &str = "conversations:write";

/// What the list of keys says of the one in use.
pub(super) struct OwnKey {
    scopes: Option<HashSet<String>>,
    workspace: Option<String>,
    expires_at: Option<Timestamp>,
}

impl Ohallo {
    pub(super) async fn accounts(options: OpenOptions) -> Result<Vec<Account>, SignInError> {
        let client = Self::open(options)?;
        let client = Self {
            urgency: Urgency::Person,
            ..client
        };
        Ok(client.reachable().await?)
    }

    async fn reachable(&self) -> Result<Vec<Account>, PlatformError> {
        let check = self.check_key().await;
        let one_only = check
            .as_ref()
            .is_err_and(|error| is_refused(error, failure::WORKSPACE));
        if !one_only || self.session.workspace().is_some() {
            check?;
        }
        let restricted = self.own_key().await?.and_then(|key| key.workspace);
        let chosen = self.session.workspace().map(str::to_owned).or(restricted);
        let mut workspaces = self.workspaces_or_none().await?;
        if let Some(chosen) = chosen {
            let name = workspaces
                .into_iter()
                .find(|workspace| workspace.remote.0 == chosen)
                .map(|workspace| workspace.name);
            return Ok(vec![self.account(name.unwrap_or_default(), Some(&chosen))]);
        }
        if one_only && workspaces.is_empty() {
            return Err(failure::refused(failure::WORKSPACE));
        }
        if workspaces.len() <= 1 && !one_only {
            let name = workspaces.pop().map(|workspace| workspace.name);
            return Ok(vec![self.account(name.unwrap_or_default(), None)]);
        }
        let mut accounts: Vec<Account> = workspaces
            .iter()
            .map(|workspace| self.account(workspace.name.clone(), Some(workspace.remote.as_str())))
            .collect();
        if !one_only {
            let names: Vec<&str> = workspaces
                .iter()
                .map(|workspace| workspace.name.as_str())
                .collect();
            let mut all = names[..names.len().min(NAMES)].join(" + ");
            if names.len() > NAMES {
                all.push_str(" + …");
            }
            accounts.push(self.account(all, None));
        }
        Ok(accounts)
    }

    fn account(&self, name: String, workspace: Option<&str>) -> Account {
        let key = self.session.credentials.key.expose_secret();
        let credentials = match workspace {
            Some(workspace) => json!({ "apiKey": key, "workspaceId": workspace }),
            None => json!({ "apiKey": key }),
        };
        Account {
            name,
            credentials: credentials.to_string().into(),
        }
    }

    /// The smallest call that every key of an inbox must be allowed to make.
    async fn check_key(&self) -> Result<Listed, PlatformError> {
        let call = Call::get(&["conversations"])
            .maybe("workspaceId", self.session.workspace())
            .query("limit", "1");
        self.session.rows(self.urgency, call).await
    }

    /// Ordinary keys may not list keys; then nothing is known of this one but what it can do.
    async fn own_key(&self) -> Result<Option<OwnKey>, PlatformError> {
        let Some(document) = self.unless_refused(Call::get(&["api-keys"])).await? else {
            return Ok(None);
        };
        let begins = |prefix: &str| self.session.credentials.begins_with(prefix);
        Ok(own_key_of(document, begins))
    }

    /// Like [`Self::optional`], for calls whose refusal says nothing of an inbox's rights.
    async fn unless_refused(&self, call: Call<'_>) -> Result<Option<Value>, PlatformError> {
        match self.session.call(self.urgency, call).await {
            Ok(document) => Ok(Some(document)),
            Err(
                PlatformError::ScopeMissing { .. }
                | PlatformError::NotFound
                | PlatformError::Refused { .. },
            ) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn workspaces_or_none(&self) -> Result<Vec<Workspace>, PlatformError> {
        let document = self.unless_refused(Call::get(&["workspaces"])).await?;
        let rows = document.and_then(Listed::of).map(|rows| rows.rows);
        Ok(readable(&rows.unwrap_or_default(), "workspace", extras::workspace).0)
    }

    /// The workspaces this line is about, as far as the key may know them.
    async fn own_workspaces(&self) -> Result<Vec<String>, PlatformError> {
        if let Some(workspace) = self.session.workspace() {
            return Ok(vec![workspace.to_owned()]);
        }
        let workspaces = self.workspaces_or_none().await?;
        Ok(workspaces
            .into_iter()
            .map(|workspace| workspace.remote.0)
            .collect())
    }

    pub(super) async fn sign_on(&self) -> Result<Connection, PlatformError> {
        let has_met_channels = !self.session.memory.known().channels.is_empty();
        if has_met_channels {
            // Else the list in which they are met says the same of the key.
            self.check_key().await?;
        }
        self.meet_channels().await?;
        let key = self.own_key().await?;
        let directory = self.directory_under(key.as_ref()).await?;
        let scopes = key.and_then(|key| key.scopes);
        let known = self.session.memory.known();
        let may = |scope: &str| match &scopes {
            Some(scopes) => scopes.contains(scope) || scopes.contains("*"),
            // Reading cannot tell; a refused action did.
            None => !known.lacking.contains(scope),
        };
        let able = |may: bool| if may { Ok(()) } else { Err(Unavailable::Key) };
        let capabilities = Capabilities {
            find_answers: able(may("kb:read") || may("policy:read")),
            end_ai_pause: able(may("quality:write")),
            ..capabilities(may(WRITE))
        };
        drop(known);
        Ok(Connection {
            directory,
            capabilities,
            // A key is not a person.
            me: None,
        })
    }

    pub(super) async fn read_directory(&self) -> Result<Directory, PlatformError> {
        self.meet_channels().await?;
        let key = self.own_key().await?;
        self.directory_under(key.as_ref()).await
    }

    async fn directory_under(&self, key: Option<&OwnKey>) -> Result<Directory, PlatformError> {
        let mut notices = Vec::new();
        if self.session.credentials.is_sandbox() {
            notices.push(LineNotice::Sandbox);
        }
        let ends = key.and_then(|key| key.expires_at);
        let now = self.session.clock.now();
        if let Some(at) = ends.filter(|at| at.since(now) <= KEY_WARNING_MS) {
            notices.push(LineNotice::KeyExpires { at });
        }
        if self.session.memory.known().lacking.contains(CHANNELS) {
            let scope = CHANNELS.to_owned();
            notices.push(LineNotice::ChannelsUnread { scope });
        }
        let workspaces = self.own_workspaces().await?;
        for workspace in workspaces.into_iter().take(WATCHED_WORKSPACES) {
            notices.extend(self.pauses(&workspace).await?);
        }
        self.learn_ai_names().await?;
        let known = self.session.memory.known();
        let mut channels: Vec<_> = known.channels.values().flatten().cloned().collect();
        channels.sort_by(|one, other| (&one.name, &one.remote).cmp(&(&other.name, &other.remote)));
        Ok(Directory {
            channels,
            notices,
            ..Directory::default()
        })
    }

    /// There is no list of channels: those that conversations run on are read one by one.
    async fn meet_channels(&self) -> Result<(), PlatformError> {
        let mut met: HashSet<RemoteId> = {
            let known = self.session.memory.known();
            known.channels.keys().cloned().collect()
        };
        if met.is_empty() {
            let call = Call::get(&["conversations"])
                .maybe("workspaceId", self.session.workspace())
                .query("limit", "100");
            let rows = self.session.rows(self.urgency, call).await?;
            let told = rows.rows.iter().filter_map(Told::read);
            met.extend(told.filter_map(|told| told.channel));
        }
        // The right may have been given since.
        self.session.memory.known().lacking.remove(CHANNELS);
        for channel in met {
            self.know_channel(&channel).await?;
        }
        Ok(())
    }

    /// The names under which the AI writes.
    pub(super) async fn ai_names(&self) -> Result<HashSet<String>, PlatformError> {
        let known = self.session.memory.known().ai_names.clone();
        match known {
            Some(names) => Ok(names),
            None => self.learn_ai_names().await,
        }
    }

    async fn learn_ai_names(&self) -> Result<HashSet<String>, PlatformError> {
        let document = self.unless_refused(Call::get(&["brands"])).await?;
        let rows = document
            .and_then(Listed::of)
            .map(|rows| rows.rows)
            .unwrap_or_default();
        let names: HashSet<String> = rows
            .iter()
            .filter_map(|row| super::wire::name(Row::of(row)?.text(&["aiSenderName"])?))
            .map(|name| name.to_lowercase())
            .collect();
        self.session.memory.known().ai_names = Some(names.clone());
        Ok(names)
    }
}

/// The key in a list of keys of which only the beginnings are told.
pub(super) fn own_key_of(document: Value, begins: impl Fn(&str) -> bool) -> Option<OwnKey> {
    let rows = Listed::of(document)
        .map(|rows| rows.rows)
        .unwrap_or_default();
    let own = rows.iter().filter_map(Row::of).filter(|row| {
        let prefix = row.text(&["keyPrefix"]);
        prefix.is_some_and(|prefix| begins(prefix.trim_end_matches(['.', '…', '*'])))
    });
    // Two keys may begin alike; guessing between them would warn of the wrong one.
    let own: Vec<Row<'_>> = own.collect();
    let [own] = own.as_slice() else {
        return None;
    };
    let scopes = own.texts(&["scopes"]);
    Some(OwnKey {
        scopes: (!scopes.is_empty()).then(|| scopes.into_iter().collect()),
        workspace: own.id(&["workspaceId"]),
        expires_at: own.time(&["expiresAt"]),
    })
}

fn capabilities(may_write: bool) -> Capabilities {
    let write = if may_write {
        Ok(())
    } else {
        Err(Unavailable::Key)
    };
    Capabilities {
        send_text: write,
        assign_person: write,
        // Resolving is all there is: nothing reopens, hides or prioritises.
        set_status: write,
        set_ai: write,
        take_over_first: true,
        approve: write,
        resolve_attention: write,
        tools: Tools {
            begin: write.map(|()| Beginning {
                by_phone: true,
                by_email: true,
                in_name_of_ai: false,
            }),
            outcome: write,
            ..Tools::none(Unavailable::Platform)
        },
        text_limit: 10_000,
        people_by_id: true,
        contacts: card::abilities(write),
        ..Capabilities::none(Unavailable::Platform)
    }
}
