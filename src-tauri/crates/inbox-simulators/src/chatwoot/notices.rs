//! What colleagues have seen, what they are told personally, and that one of the account's lists changed.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::cable::Audience;
use super::model::{Notification, Secondary};
use super::world::{Cached, World};

impl World {
    /// Moves the shared mark of what was seen. No event tells of it.
    pub(crate) fn see(&mut self, id: i64, user: i64) {
        let now = self.now();
        let Some(conversation) = self.conversations.get(&id) else {
            return;
        };
        let mark = conversation.agent_seen;
        let unread = self
            .thread(conversation)
            .next_back()
            .is_some_and(|message| mark.is_none_or(|mark| message.created > mark));
        let stale = mark
            .is_none_or(|mark| now.duration_since(mark) > SignedDuration::from_hours(1))
            || !self.options.quirks.since("4.11.0");
        let assigned = conversation.assigned_user() == Some(user);
        if (unread || stale)
            && let Some(conversation) = self.conversations.get_mut(&id)
        {
            conversation.agent_seen = Some(now);
            if assigned {
                conversation.assignee_seen = Some(now);
            }
        }
        let about: Vec<i64> = self
            .notifications
            .values()
            .filter(|it| it.user == user && it.conversation == id && it.read_at.is_none())
            .map(|it| it.id)
            .collect();
        for notification in about {
            self.change_notification(notification, |it| it.read_at = Some(now));
        }
    }

    /// Both marks go back to just before the customer's last message.
    pub(crate) fn unsee(&mut self, id: i64) {
        let Some(conversation) = self.conversations.get(&id) else {
            return;
        };
        let mark = self
            .last_incoming(conversation)
            .map(|message| message.created - SignedDuration::from_secs(1));
        if let Some(conversation) = self.conversations.get_mut(&id) {
            conversation.agent_seen = mark;
            conversation.assignee_seen = mark;
        }
    }

    /// Tells a colleague; only the newest word about a conversation survives.
    pub(crate) fn notify(
        &mut self,
        user: i64,
        kind: &'static str,
        conversation: i64,
        secondary: Option<Secondary>,
    ) {
        let Some(record) = self.conversations.get(&conversation) else {
            return;
        };
        let blocked = self
            .contacts
            .get(&record.contact)
            .is_some_and(|it| it.blocked);
        let welcome = self.has_inbox(user, record.inbox);
        if blocked && kind != "conversation_mention" || !welcome {
            return;
        }
        let (id, now) = (self.mint(), self.now());
        let notification = Notification {
            id,
            user,
            kind,
            conversation,
            secondary,
            read_at: None,
            snoozed_until: None,
            created: now,
            updated: now,
        };
        self.notifications.insert(id, notification);
        self.tell_notification(id, "notification.created");
        let older: Vec<i64> = self
            .notifications
            .values()
            .filter(|it| it.user == user && it.conversation == conversation && it.id != id)
            .map(|it| it.id)
            .collect();
        for id in older {
            self.delete_notification(id);
        }
    }

    pub(crate) fn change_notification(&mut self, id: i64, change: impl FnOnce(&mut Notification)) {
        let now = self.now();
        if let Some(notification) = self.notifications.get_mut(&id) {
            change(notification);
            notification.updated = now;
            self.tell_notification(id, "notification.updated");
        }
    }

    pub(crate) fn delete_notification(&mut self, id: i64) {
        let Some(notification) = self.notifications.remove(&id) else {
            return;
        };
        let (unread, count) = self.notification_counts(notification.user);
        let data = json!({ "notification": { "id": id }, "unread_count": unread, "count": count });
        let user = Audience::User(notification.user);
        self.publish(user, "notification.deleted", data);
    }

    fn tell_notification(&mut self, id: i64, event: &str) {
        let Some(notification) = self.notifications.get(&id) else {
            return;
        };
        let (unread, count) = self.notification_counts(notification.user);
        let data = json!({
            "notification": self.notification_json(notification, true),
            "unread_count": unread, "count": count,
        });
        let user = Audience::User(notification.user);
        self.publish(user, event, data);
    }

    /// Without those read or put off, of which there is then nothing to tell apart.
    fn notification_counts(&self, user: i64) -> (usize, usize) {
        let count = self
            .notifications
            .values()
            .filter(|it| it.user == user && it.read_at.is_none() && it.snoozed_until.is_none())
            .count();
        (count, count)
    }

    /// One of the account's lists changed.
    pub(crate) fn invalidate(&mut self, list: Cached) {
        let now = self.now();
        self.cache_keys.insert(list, now);
        let data = json!({ "cache_keys": self.cache_keys_json() });
        self.publish(Audience::Account, "account.cache_invalidated", data);
    }

    pub(crate) fn cache_keys_json(&self) -> Value {
        let keys = self.cache_keys.iter().map(|(list, time)| {
            (
                list.word().to_owned(),
                time.as_millisecond().to_string().into(),
            )
        });
        Value::Object(keys.collect())
    }
}
