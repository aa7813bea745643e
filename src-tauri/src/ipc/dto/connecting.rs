//! What connects a line and what is changed about it: keys, accounts, their test, the relay.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{AgentDto, CapabilitiesDto, ChannelDto, LineNoticeDto, Milliseconds};

/// A key as the person types it. Write-only: it never comes back.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "platform")]
pub enum CredentialsInput {
    /// Hatif's pair.
    #[serde(rename_all = "camelCase")]
    Hatif {
        /// The client id.
        client_id: String,
        /// The client secret.
        client_secret: String,
        /// Another address than the public one, for tests; `https`, or `http` on this computer.
        base_url: Option<String>,
    },
    /// Chatvolt's key.
    #[serde(rename_all = "camelCase")]
    Chatvolt {
        /// The API key.
        api_key: String,
        /// Another address than the public one.
        base_url: Option<String>,
        /// Use the undocumented host of the platform's own pages as well.
        dashboard: bool,
        /// Another address of that host than the public one.
        dashboard_url: Option<String>,
    },
    /// Ohallo's key.
    #[serde(rename_all = "camelCase")]
    Ohallo {
        /// The API key.
        api_key: String,
        /// Another address than the public one.
        base_url: Option<String>,
    },
    /// A Chatwoot user's access token.
    #[serde(rename_all = "camelCase")]
    ChatwootToken {
        /// The token.
        access_token: String,
        /// The server; `None` is the cloud.
        base_url: Option<String>,
        /// The person agreed that keys and messages travel in clear to this server.
        unprotected: bool,
    },
    /// A Chatwoot user's e-mail address and password.
    #[serde(rename_all = "camelCase")]
    ChatwootPassword {
        /// The address.
        email: String,
        /// The password.
        password: String,
        /// The server; `None` is the cloud.
        base_url: Option<String>,
        /// The person agreed that keys and messages travel in clear to this server.
        unprotected: bool,
    },
}

impl std::fmt::Debug for CredentialsInput {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("CredentialsInput(•••)")
    }
}

/// An account that credentials open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountDto {
    /// Opaque name of the credentials that wait for `test_line`.
    pub account: String,
    /// Its name on the platform; empty where there is only one and it has none.
    pub name: String,
}

/// What signing in came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "state")]
pub enum SignedInDto {
    /// The accounts that are open to these credentials; at least one.
    #[serde(rename_all = "camelCase")]
    Accounts {
        /// The accounts.
        accounts: Vec<AccountDto>,
    },
    /// The platform wants a code as well, for `give_code`.
    #[serde(rename_all = "camelCase")]
    SecondFactor {
        /// Opaque name of the attempt.
        attempt: String,
    },
}

/// Goes on with a sign-in that wants a code.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CodeInput {
    /// `attempt` of the answer that asked for it.
    pub attempt: String,
    /// The code.
    pub code: String,
}

impl std::fmt::Debug for CodeInput {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("CodeInput(•••)")
    }
}

/// Try a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TestLineInput {
    /// The page's own name for this test: its progress carries it, and `drop_test` takes it.
    pub attempt: String,
    /// `account` of one of the accounts that signing in found.
    pub account: String,
}

/// Names a test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TestRef {
    /// The page's name for it.
    pub attempt: String,
}

/// One thing the test looks at, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum TestStepDto {
    /// The platform answers at all.
    Reach,
    /// The key is accepted.
    Key,
    /// Channels are found.
    Channels,
    /// Agents are found.
    Agents,
    /// Conversations can be read.
    Conversations,
}

/// What a test found. The key waits in the backend under `test` until the line is added or the
/// test is dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LineTestDto {
    /// Opaque name of the test.
    pub test: String,
    /// The host that answered.
    pub host: String,
    /// How long the first answer took.
    pub answered_in: Milliseconds,
    /// Its channels.
    pub channels: Vec<ChannelDto>,
    /// People and AI agents, to choose oneself from.
    pub agents: Vec<AgentDto>,
    /// Which of them the key belongs to, when keys belong to a person.
    pub me: Option<String>,
    /// How many tags there are.
    pub tags: u32,
    /// How many conversations there are, when the platform says.
    pub conversations: Option<u32>,
    /// What the key can do.
    pub capabilities: CapabilitiesDto,
    /// What the person should know of the line as a whole.
    pub notices: Vec<LineNoticeDto>,
    /// A name to propose.
    pub proposed_name: String,
}

/// Keep a tested line.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AddLineInput {
    /// The test that found it.
    pub test: String,
    /// The name to give it.
    pub name: String,
    /// Which agent the person at this desk is.
    pub me: Option<String>,
    /// Who they are, where the platform lists nobody.
    pub named_me: Option<NamedPersonDto>,
    /// Where its events can be fetched, when a relay takes them.
    pub relay: Option<RelayInput>,
}

impl std::fmt::Debug for AddLineInput {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("AddLineInput")
            .field("test", &self.test)
            .finish_non_exhaustive()
    }
}

/// A relay to read from. The token is write-only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RelayInput {
    /// Base address; `https`, or `http` on this computer.
    pub url: String,
    /// The reader token.
    pub token: String,
}

impl std::fmt::Debug for RelayInput {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("RelayInput")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// Change a line. Absent members stay as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UpdateLineInput {
    /// Which line.
    pub line: String,
    /// A new name.
    pub name: Option<String>,
    /// Another agent is me.
    pub me: Option<String>,
    /// Switch off or on.
    pub paused: Option<bool>,
}

/// A person of a platform that lists none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NamedPersonDto {
    /// Their id on the platform.
    pub id: String,
    /// What to call them here; their id when empty.
    pub name: String,
}

/// Remember a person of a line whose platform lists none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NamePersonInput {
    /// Which line.
    pub line: String,
    /// Who.
    pub person: NamedPersonDto,
}

/// Sign in to where a line is, with a new key for it. The address is the line's own, whatever the
/// credentials say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SignInAgainInput {
    /// Which line.
    pub line: String,
    /// The new key.
    pub credentials: CredentialsInput,
}

/// Put in a new key for a line. It is tested before it replaces the old one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReplaceKeyInput {
    /// Which line.
    pub line: String,
    /// The accounts that signing in again found; the one the line is on is taken.
    pub accounts: Vec<String>,
}

/// Use the undocumented host of the platform's own pages on a line, or no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UseDashboardInput {
    /// Which line.
    pub line: String,
    /// Use it.
    pub on: bool,
}

/// Set or remove the relay of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SetRelayInput {
    /// Which line.
    pub line: String,
    /// The relay; `None` goes back to polling.
    pub relay: Option<RelayInput>,
}
