//! Leading a platform's own webhooks to the line's relay.
//!
//! Invariant: the inlet's address and the word that proves the platform live in the keychain; they
//! are handed out because the person asked to see them, and are in no log and no error.

use inbox_core::{
    Platform as _, PlatformError, PlatformKind, RemoteId, Secret, SecretKey, Urgency,
};
use inbox_platforms::AnyPlatform;
use reqwest::Url;
use secrecy::ExposeSecret as _;

use inbox_core::{LineId, WebhookSetup};

use crate::{
    connect::Credentials,
    engine::{Engine, LineState},
    error::EngineError,
    relay::is_allowed,
};

/// The header that carries the word to the relay.
const WORD_HEADER: &str = "X-Relay-Secret";

/// What a person has to know to lead the webhooks of a line to its relay.
#[derive(Debug, Clone)]
pub struct WebhookWay {
    /// How they are set up.
    pub setup: WebhookSetup,
    /// The address the platform posts to, once the person gave it.
    pub inlet: Option<Secret>,
    /// The header that proves where they come from, where a person enters one.
    pub header: Option<(&'static str, Secret)>,
    /// A webhook of ours is registered.
    pub registered: bool,
    /// What to run where the relay runs.
    pub commands: RelayCommands,
}

/// Command lines of the relay. None holds a secret: each reads it from its standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayCommands {
    /// Makes the inlet and prints its address.
    pub add_inlet: String,
    /// Makes a reader of it and prints its token.
    pub add_reader: String,
    /// Hands over what the platform signs with.
    pub set_secret: String,
}

impl RelayCommands {
    fn of(platform: PlatformKind, line: LineId, setup: WebhookSetup) -> Self {
        let (name, scheme) = match platform {
            PlatformKind::Hatif => ("hatif", "hatif"),
            PlatformKind::Chatwoot => ("chatwoot", "chatwoot"),
            PlatformKind::Chatvolt => ("chatvolt", "none"),
            PlatformKind::Ohallo => ("ohallo", "none"),
        };
        let label = format!("{name}-{line}");
        let asks = if setup == WebhookSetup::ByHandWithHeader {
            " --secret-stdin"
        } else {
            ""
        };
        Self {
            add_inlet: format!(
                "switchboard-relay inlet add --label {label} --scheme {scheme}{asks}"
            ),
            add_reader: format!(
                "switchboard-relay reader add --label desk-{line} --inlets {label}"
            ),
            set_secret: format!("switchboard-relay inlet secret --label {label} --secret-stdin"),
        }
    }
}

impl Engine {
    /// How the webhooks of a line are led to its relay, and how far that has come.
    pub async fn webhook_way(&self, line: LineId) -> Result<WebhookWay, EngineError> {
        let state = self.line_state(line).await?;
        let setup = setup_of(&state);
        let secrets = &self.inner.surroundings.secrets;
        let header = if setup == WebhookSetup::ByHandWithHeader {
            Some((WORD_HEADER, self.inlet_word(line).await?))
        } else {
            None
        };
        Ok(WebhookWay {
            setup,
            inlet: secrets.get(SecretKey::Inlet(line)).await?,
            header,
            registered: state.webhook,
            commands: RelayCommands::of(state.line.platform, line, setup),
        })
    }

    /// The word of a line's inlet; made when it is first asked for.
    async fn inlet_word(&self, line: LineId) -> Result<Secret, EngineError> {
        let surroundings = &self.inner.surroundings;
        let _turn = self.inner.turn.lock().await;
        let key = SecretKey::InletWord(line);
        if let Some(word) = surroundings.secrets.get(key).await? {
            return Ok(word);
        }
        let [one, other] = [(); 2].map(|()| u128::from_be_bytes(surroundings.dice.bytes()));
        let word = Secret::from(format!("{one:032x}{other:032x}"));
        surroundings.secrets.set(key, word.clone()).await?;
        Ok(word)
    }

    /// Keeps the address at the relay that the platform is to post to.
    pub async fn set_inlet(&self, line: LineId, address: &Secret) -> Result<(), EngineError> {
        let text = address.expose_secret().trim();
        let url = Url::parse(text).map_err(|_| EngineError::Address)?;
        if !is_allowed(&url) || !url.path().contains("/in/") {
            return Err(EngineError::Address);
        }
        let state = self.line_state(line).await?;
        if state.webhook {
            // The one that is registered posts to the address of before.
            self.remove_webhook(line).await?;
        }
        let secrets = &self.inner.surroundings.secrets;
        secrets
            .set(SecretKey::Inlet(line), text.to_owned().into())
            .await?;
        Ok(())
    }

    /// Registers our webhook on the platform, with the line's inlet. The answer is what the platform
    /// signs with, for the relay; asked again, it is told again.
    pub async fn register_webhook(&self, line: LineId) -> Result<Option<Secret>, EngineError> {
        let state = self.line_state(line).await?;
        let surroundings = &self.inner.surroundings;
        let inlet = surroundings.secrets.get(SecretKey::Inlet(line)).await?;
        let (Some(inlet), Some(_)) = (inlet, &state.relay_url) else {
            // Nobody would read what arrives there.
            return Err(EngineError::RelayUnreachable);
        };
        let platform = self.platform_of(&state).await?;
        let webhook = platform.register_webhook(inlet.expose_secret()).await?;
        if let Err(error) = self.keep_webhook(line, Some(&webhook.remote)).await {
            // What nobody remembers nobody would remove.
            let _ = platform.remove_webhook(&webhook.remote).await;
            return Err(error);
        }
        Ok(webhook.secret)
    }

    /// Removes our webhook from the platform; without one nothing happens.
    pub async fn remove_webhook(&self, line: LineId) -> Result<(), EngineError> {
        let state = self.line_state(line).await?;
        let relay = self
            .inner
            .surroundings
            .store
            .read()
            .await?
            .relay(line)
            .await?;
        if let Some(webhook) = relay.and_then(|relay| relay.webhook) {
            let platform = self.platform_of(&state).await?;
            platform.remove_webhook(&webhook).await?;
            self.keep_webhook(line, None).await?;
        }
        Ok(())
    }

    async fn keep_webhook(
        &self,
        line: LineId,
        webhook: Option<&RemoteId>,
    ) -> Result<(), EngineError> {
        let mut write = self.inner.surroundings.store.write().await?;
        write.set_webhook(line, webhook).await?;
        Ok(write.commit().await?)
    }

    /// The client of a line for what a person asks of it, also while the line itself is paused.
    pub(crate) async fn platform_of(&self, state: &LineState) -> Result<AnyPlatform, EngineError> {
        if let Some(context) = self.running(state.line.id) {
            return Ok(context.platform.at(Urgency::Person));
        }
        let key = SecretKey::Credentials(state.line.id);
        let secret = self.inner.surroundings.secrets.get(key).await?;
        self.open(&Credentials {
            platform: state.line.platform,
            base_url: state.line.base_url.clone(),
            unprotected: state.line.unprotected,
            secret: secret.ok_or(PlatformError::KeyRefused)?,
        })
    }
}

fn setup_of(state: &LineState) -> WebhookSetup {
    let capabilities = state.status.capabilities.as_ref();
    capabilities.map_or(WebhookSetup::None, |capabilities| capabilities.webhooks)
}
