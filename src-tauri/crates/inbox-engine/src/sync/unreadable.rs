//! Rows of a line's lists that cannot be read. They have no name by which to tell one from another, so
//! each page is counted by itself, and its count goes when it is read again.

use std::collections::{BTreeMap, HashMap};

use inbox_core::{PageToken, SyncScope, Urgency};

/// The counts of pages, by what they were read for and the place where each begins; the first has none.
/// The way down into the past is walked once, whatever is read at the top meanwhile.
type Pages = BTreeMap<(bool, Option<String>), u32>;

fn for_past(urgency: Urgency) -> bool {
    urgency == Urgency::Past
}

/// What could not be read of the lists of a line.
#[derive(Default)]
pub(super) struct Unreadable {
    scopes: HashMap<SyncScope, Pages>,
}

impl Unreadable {
    /// A page was read, and so many of its rows could not be.
    pub(super) fn note(
        &mut self,
        urgency: Urgency,
        scope: &SyncScope,
        page: Option<&PageToken>,
        rows: u32,
    ) {
        let pages = self.scopes.entry(scope.clone()).or_default();
        let place = (for_past(urgency), page.map(|page| page.0.clone()));
        if rows > 0 {
            pages.insert(place, rows);
        } else {
            pages.remove(&place);
        }
    }

    /// A list was read as far as it is read, by these pages behind its first: there are no others.
    pub(super) fn ended(&mut self, urgency: Urgency, scope: &SyncScope, behind: &[PageToken]) {
        if let Some(pages) = self.scopes.get_mut(scope) {
            pages.retain(|(past, place), _| {
                *past != for_past(urgency)
                    || place.as_ref().is_none_or(|place| {
                        let mut behind = behind.iter();
                        behind.any(|page| page.0 == *place)
                    })
            });
        }
    }

    /// How many there are at least. Scopes that `stand_apart` share no conversation; among the others the
    /// same one may be in several.
    pub(super) fn count(&self, stand_apart: impl Fn(&SyncScope) -> bool) -> u32 {
        let (mut apart, mut most) = (0_u32, 0);
        for (scope, pages) in &self.scopes {
            let here = pages.values().copied().fold(0_u32, u32::saturating_add);
            if stand_apart(scope) {
                apart = apart.saturating_add(here);
            } else {
                most = most.max(here);
            }
        }
        apart.max(most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(name: &str) -> SyncScope {
        SyncScope(name.to_owned())
    }

    fn page(place: &str) -> PageToken {
        PageToken(place.to_owned())
    }

    #[test]
    fn a_page_that_is_read_again_says_anew_what_could_not_be_read() {
        let mut unreadable = Unreadable::default();
        let open = scope("open");
        unreadable.note(Urgency::News, &open, None, 2);
        unreadable.note(Urgency::News, &open, Some(&page("2")), 1);
        assert_eq!(unreadable.count(|_| false), 3);
        unreadable.note(Urgency::News, &open, None, 1);
        assert_eq!(unreadable.count(|_| false), 2);
        unreadable.note(Urgency::News, &open, None, 0);
        assert_eq!(unreadable.count(|_| false), 1);
        unreadable.note(Urgency::Past, &open, Some(&page("9")), 4);
        // The list is shorter now, or is cut into other pages.
        unreadable.ended(Urgency::News, &open, &[page("3")]);
        assert_eq!(unreadable.count(|_| false), 4);
    }

    #[test]
    fn lists_that_share_conversations_are_not_added_up_and_those_of_channels_are() {
        let mut unreadable = Unreadable::default();
        unreadable.note(Urgency::News, &scope("one"), None, 2);
        unreadable.note(Urgency::News, &scope("other"), None, 1);
        assert_eq!(unreadable.count(|_| false), 2);
        assert_eq!(unreadable.count(|_| true), 3);
    }
}
