//! Channels that a line was not known to have, met in what conversations tell.

use std::collections::HashSet;

use inbox_core::RemoteId;

/// What the line is to be read anew for.
#[derive(Debug, Default)]
pub(crate) struct StrangeChannels {
    /// Each is reason for one reading only: what is missing from that, the platform does not tell.
    met: HashSet<RemoteId>,
    /// How many of them the last reading knew about.
    answered: usize,
}

impl StrangeChannels {
    /// Notes that a conversation names a channel that the line is not known to have.
    pub(crate) fn meet(&mut self, channels: impl IntoIterator<Item = RemoteId>) {
        self.met.extend(channels);
    }

    /// True while one was met after the last reading began.
    pub(crate) fn any_new(&self) -> bool {
        self.met.len() > self.answered
    }

    /// Taken before the line is read.
    pub(crate) fn count(&self) -> usize {
        self.met.len()
    }

    /// The line was read when so many had been met.
    pub(crate) fn answered(&mut self, count: usize) {
        self.answered = count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_is_reason_for_one_reading_and_one_met_meanwhile_for_another() {
        let mut strange = StrangeChannels::default();
        assert!(!strange.any_new());
        strange.meet([RemoteId::from("a")]);
        assert!(strange.any_new());
        let count = strange.count();
        strange.meet([RemoteId::from("b")]);
        strange.answered(count);
        assert!(strange.any_new(), "b came after it had begun");
        strange.answered(strange.count());
        strange.meet([RemoteId::from("a"), RemoteId::from("b")]);
        assert!(!strange.any_new(), "it was asked for already");
    }
}
