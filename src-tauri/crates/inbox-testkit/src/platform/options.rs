//! How the platform of a world is set up.

use inbox_core::PlatformKind;
use inbox_simulators::{
    ChatvoltOptions, ChatvoltSimulator, ChatwootOptions, ChatwootSimulator, HatifOptions,
    HatifSimulator, OhalloOptions, OhalloSimulator, SimulatorClock, hatif::Size, ohallo,
};

use super::PlatformUnderTest;

/// Which platform, and what it is like.
#[derive(Debug, Clone)]
pub enum PlatformOptions {
    /// Hatif (Voxa).
    Hatif(HatifOptions),
    /// Chatvolt.
    Chatvolt(ChatvoltOptions),
    /// Ohallo.
    Ohallo(OhalloOptions),
    /// Chatwoot.
    Chatwoot(ChatwootOptions),
}

impl PlatformOptions {
    /// A platform with a few conversations, where nobody speaks unless a test says so.
    pub fn quiet(kind: PlatformKind) -> Self {
        let options = match kind {
            PlatformKind::Hatif => Self::Hatif(HatifOptions::default()),
            PlatformKind::Chatvolt => Self::Chatvolt(ChatvoltOptions {
                ai_answers: false,
                ..ChatvoltOptions::default()
            }),
            PlatformKind::Ohallo => Self::Ohallo(OhalloOptions {
                ai_answers: false,
                // Otherwise nothing it answers names who carries a conversation.
                quirks: ohallo::Quirks {
                    extra_row_fields: true,
                    ..ohallo::Quirks::default()
                },
                ..OhalloOptions::default()
            }),
            PlatformKind::Chatwoot => Self::Chatwoot(ChatwootOptions::default()),
        };
        options.sized(8, 60)
    }

    /// The same with this much sample data.
    #[must_use]
    pub fn sized(mut self, conversations: usize, items: usize) -> Self {
        let size = match &mut self {
            Self::Hatif(options) => &mut options.size,
            Self::Chatvolt(options) => &mut options.size,
            Self::Ohallo(options) => &mut options.size,
            Self::Chatwoot(options) => &mut options.size,
        };
        *size = Size::Custom {
            conversations,
            items,
        };
        self
    }

    /// The same with other sample data.
    #[must_use]
    pub fn seeded(mut self, new: u64) -> Self {
        let seed = match &mut self {
            Self::Hatif(options) => &mut options.seed,
            Self::Chatvolt(options) => &mut options.seed,
            Self::Ohallo(options) => &mut options.seed,
            Self::Chatwoot(options) => &mut options.seed,
        };
        *seed = new;
        self
    }

    /// Which platform.
    pub fn kind(&self) -> PlatformKind {
        match self {
            Self::Hatif(_) => PlatformKind::Hatif,
            Self::Chatvolt(_) => PlatformKind::Chatvolt,
            Self::Ohallo(_) => PlatformKind::Ohallo,
            Self::Chatwoot(_) => PlatformKind::Chatwoot,
        }
    }

    pub(super) async fn start(self, start: jiff::Timestamp) -> PlatformUnderTest {
        let clock = SimulatorClock::Manual { start };
        let started = match self {
            Self::Hatif(options) => HatifSimulator::start(HatifOptions { clock, ..options })
                .await
                .map(PlatformUnderTest::Hatif),
            Self::Chatvolt(options) => {
                ChatvoltSimulator::start(ChatvoltOptions { clock, ..options })
                    .await
                    .map(PlatformUnderTest::Chatvolt)
            }
            Self::Ohallo(options) => OhalloSimulator::start(OhalloOptions { clock, ..options })
                .await
                .map(PlatformUnderTest::Ohallo),
            Self::Chatwoot(options) => {
                ChatwootSimulator::start(ChatwootOptions { clock, ..options })
                    .await
                    .map(PlatformUnderTest::Chatwoot)
            }
        };
        started.expect("a simulator can be started")
    }
}

impl From<HatifOptions> for PlatformOptions {
    fn from(options: HatifOptions) -> Self {
        Self::Hatif(options)
    }
}

impl From<ChatvoltOptions> for PlatformOptions {
    fn from(options: ChatvoltOptions) -> Self {
        Self::Chatvolt(options)
    }
}

impl From<OhalloOptions> for PlatformOptions {
    fn from(options: OhalloOptions) -> Self {
        Self::Ohallo(options)
    }
}

impl From<ChatwootOptions> for PlatformOptions {
    fn from(options: ChatwootOptions) -> Self {
        Self::Chatwoot(options)
    }
}
