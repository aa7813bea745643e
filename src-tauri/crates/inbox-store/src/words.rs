//! Our closed sets as the words they are stored under; the same words the interface speaks.

use inbox_core::{
    AgentKind, AuthorKind, ChannelKind, Direction, Mood, MoveReason, NoticeKind, PlatformKind,
    PreviewKind, Priority, Status, StuckReason,
};

use crate::{Sort, StoreError, View};

/// A closed set that is stored by word.
pub(crate) trait Word: Sized + Copy + 'static {
    /// What kind of value it is, for errors.
    const WHAT: &'static str;
    /// The stored word.
    fn word(self) -> &'static str;
    /// The value of a stored word.
    fn parse(word: &str) -> Option<Self>;

    /// The value of a stored word, or an error that names the kind.
    fn read(word: &str) -> Result<Self, StoreError> {
        Self::parse(word).ok_or(StoreError::NotUnderstood { what: Self::WHAT })
    }

    /// The same for a column that may be empty.
    fn read_optional(word: Option<&str>) -> Result<Option<Self>, StoreError> {
        word.map(Self::read).transpose()
    }
}

macro_rules! words {
    ($type:ty, $what:literal, { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl Word for $type {
            const WHAT: &'static str = $what;
            fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
            fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

words!(PlatformKind, "platform", {
    Hatif = "hatif", Chatvolt = "chatvolt", Ohallo = "ohallo", Chatwoot = "chatwoot",
});
words!(Status, "status", {
    Open = "open", Pending = "pending", Snoozed = "snoozed", Resolved = "resolved",
});
words!(Priority, "priority", { Low = "low", Medium = "medium", High = "high", Urgent = "urgent" });
words!(Mood, "mood", {
    Positive = "positive", Neutral = "neutral", Negative = "negative", Mixed = "mixed",
});
words!(AgentKind, "agent kind", { Person = "person", AiAgent = "aiAgent" });
words!(ChannelKind, "channel kind", {
    WhatsApp = "whatsApp", Phone = "phone", WhatsAppAndPhone = "whatsAppAndPhone",
    Email = "email", WebChat = "webChat", Instagram = "instagram", Messenger = "messenger",
    Telegram = "telegram", Sms = "sms", Api = "api", Other = "other",
});
words!(PreviewKind, "preview kind", {
    Text = "text", Media = "media", Location = "location", Call = "call",
    MissedCall = "missedCall", Template = "template", Activity = "activity",
    Unsupported = "unsupported",
});
words!(Direction, "direction", {
    Inbound = "inbound", Outbound = "outbound", Internal = "internal",
});
words!(AuthorKind, "author kind", {
    Contact = "contact", Person = "person", AiAgent = "aiAgent", Unknown = "unknown",
    System = "system",
});
words!(MoveReason, "move reason", {
    HumanRequested = "humanRequested", Approval = "approval", AiStuck = "aiStuck",
    Attention = "attention", NotDelivered = "notDelivered", MissedCall = "missedCall",
    Mentioned = "mentioned", Frustrated = "frustrated",
});
words!(View, "view", {
    Mine = "mine", Unassigned = "unassigned", AllOpen = "allOpen", NeedsPerson = "needsPerson",
    HumanRequested = "humanRequested", ClosingSoon = "closingSoon", Snoozed = "snoozed",
    Resolved = "resolved",
});
words!(Sort, "sort", {
    NeedsUsFirst = "needsUsFirst", Newest = "newest", LongestWaiting = "longestWaiting",
    ClosingFirst = "closingFirst", MostFrustrated = "mostFrustrated",
});
words!(NoticeKind, "notice kind", {
    Mention = "mention", Assigned = "assigned", Message = "message",
    Conversation = "conversation", PromiseMissed = "promiseMissed", Other = "other",
});
words!(StuckReason, "stuck reason", {
    WindowClosed = "windowClosed", Refused = "refused", ScopeMissing = "scopeMissing",
    HeldByColleague = "heldByColleague", AiAnswers = "aiAnswers",
    NotFound = "notFound", NotFoundAfterNoAnswer = "notFoundAfterNoAnswer",
    TooManyAttempts = "tooManyAttempts", FileTooLarge = "fileTooLarge", FileKind = "fileKind",
    FileGone = "fileGone",
});

/// A value as stored JSON.
pub(crate) fn to_json<T: serde::Serialize>(
    what: &'static str,
    value: &T,
) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::NotUnderstood { what })
}

/// A value from stored JSON.
pub(crate) fn from_json<T: serde::de::DeserializeOwned>(
    what: &'static str,
    json: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|_| StoreError::NotUnderstood { what })
}
