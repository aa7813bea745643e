//! Which release of the platform's program answers. People run servers of their own for years, and what
//! a release does not know it does not always refuse.

use inbox_core::PlatformError;

use super::{
    Chatwoot,
    client::{Call, Known},
    wire::Row,
};

/// A release, as `4.16.2`; what follows the third number does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Release([u32; 3]);

impl Release {
    /// The first that takes bots as assignees. Older ones do not look at who is meant, and assign the
    /// person of that number.
    pub(super) const BOT_ASSIGNEES: Self = Self([4, 8, 0]);

    /// The first that takes the values of a template by the part of it that they fill; before, those of
    /// the words stood alone.
    pub(super) const TEMPLATE_PARTS: Self = Self([4, 5, 0]);

    /// The first whose AI has calls of its own; before, an integration was asked.
    pub(super) const AI_TASKS: Self = Self([4, 11, 0]);

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.trim().trim_start_matches('v').split(['.', '-', '+']);
        let first = parts.next()?.parse().ok()?;
        let mut next = || parts.next().and_then(|part| part.parse().ok()).unwrap_or(0);
        Some(Self([first, next(), next()]))
    }
}

impl Chatwoot {
    /// The release that answers now; `None` where the server does not say.
    pub(super) async fn probe(&self) -> Result<Option<Release>, PlatformError> {
        match self.call(Call::get(&["api"]).beside_accounts()).await {
            Ok(document) => Ok(Row::of(&document)
                .and_then(|row| row.text("version"))
                .and_then(Release::read)),
            // Not everybody lets this be asked.
            Err(
                PlatformError::ScopeMissing { .. }
                | PlatformError::NotFound
                | PlatformError::Unreadable
                | PlatformError::Refused { .. },
            ) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The release as it is known, asked for when it is not.
    pub(super) async fn release(&self) -> Result<Option<Release>, PlatformError> {
        if let Some(release) = self.session.known().release {
            return Ok(Some(release));
        }
        let release = self.probe().await?;
        self.learn_release(release);
        Ok(release)
    }

    pub(super) fn learn_release(&self, release: Option<Release>) {
        self.session.learn(|known| Known {
            release,
            ..known.clone()
        });
    }
}

#[cfg(test)]
mod tests {
    use super::Release;

    #[test]
    fn releases_compare_by_their_numbers() {
        let read = |text| Release::read(text).expect("a release");
        assert!(read("4.7.9") < Release::BOT_ASSIGNEES);
        assert!(read("v4.8.0-alpine") >= Release::BOT_ASSIGNEES);
        assert!(read("4.10.1") < Release::AI_TASKS);
        assert!(read("5") > Release::AI_TASKS);
        assert_eq!(Release::read("nightly"), None);
        assert_eq!(Release::read(""), None);
    }
}
