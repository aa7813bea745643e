//! Identities. A platform's own id is a [`RemoteId`]; everything that lives on a line is named by
//! the pair (line, remote id), which stays the same when the cache is rebuilt.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Why a text is not an id of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("malformed id")]
pub struct IdError;

/// An id exactly as a platform wrote it; opaque.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RemoteId(pub String);

impl RemoteId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for RemoteId {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for RemoteId {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for RemoteId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

macro_rules! integer_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                text.parse().map(Self).map_err(|_| IdError)
            }
        }
    };
}

integer_id!(
    /// A signed-in account on a platform.
    LineId
);
integer_id!(
    /// A timeline item of the local store. An echo keeps its id when the platform confirms it.
    ItemId
);

/// One thing this desk wants to tell a platform. UUIDv7 text: row key and echo id alike.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OutboxId(pub String);

impl fmt::Display for OutboxId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A file that a person attached. 128 random bits as text: it also names the bytes on the disk.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct FileId(String);

impl FileId {
    /// Names a file by random bits.
    pub fn of_bits(bits: [u8; 16]) -> Self {
        Self(format!("{:032x}", u128::from_be_bytes(bits)))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FileId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for FileId {
    type Err = IdError;
    // Nothing else becomes part of a path.
    fn from_str(text: &str) -> Result<Self, IdError> {
        let well_formed = text.len() == 32
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        well_formed.then(|| Self(text.to_owned())).ok_or(IdError)
    }
}

impl From<FileId> for String {
    fn from(id: FileId) -> Self {
        id.0
    }
}

impl TryFrom<String> for FileId {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

macro_rules! line_scoped_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// Written as `{line}:{remote id}`.
        #[derive(
            Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        #[serde(into = "String", try_from = "String")]
        pub struct $name {
            /// The line it lives on.
            pub line: LineId,
            /// Its id on the platform.
            pub remote: RemoteId,
        }

        impl $name {
            /// Names the thing `remote` of `line`.
            pub fn new(line: LineId, remote: impl Into<RemoteId>) -> Self {
                Self { line, remote: remote.into() }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, "{}:{}", self.line, self.remote)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                let (line, remote) = text.split_once(':').ok_or(IdError)?;
                if remote.is_empty() {
                    return Err(IdError);
                }
                Ok(Self { line: line.parse()?, remote: remote.into() })
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }
    };
}

line_scoped_id!(
    /// A thread with one contact on one channel.
    ConversationId
);
line_scoped_id!(
    /// A customer as one platform knows them.
    ContactId
);
line_scoped_id!(
    /// A contact as this desk tells it apart: by its id on the platform, or where there is none, by
    /// its address. Unlike [`ContactId`], every contact has one.
    ContactKey
);
line_scoped_id!(
    /// A number, mailbox or widget of a line.
    ChannelId
);
line_scoped_id!(
    /// A colleague or an AI agent of a line.
    AgentId
);
line_scoped_id!(
    /// A tag of a line.
    TagId
);
line_scoped_id!(
    /// A team of a line.
    TeamId
);

line_scoped_id!(
    /// A view that the person has saved on the platform of a line.
    PlatformViewId
);

/// A prepared text: one of a line's platform, written `{line}:{remote id}`, or one of this desk,
/// written `desk:{number}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SavedReplyId {
    /// Kept at this desk, for all lines.
    Desk(i64),
    /// Kept on the platform of a line.
    Line {
        /// The line.
        line: LineId,
        /// Its id on the platform.
        remote: RemoteId,
    },
}

impl fmt::Display for SavedReplyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Desk(number) => write!(formatter, "desk:{number}"),
            Self::Line { line, remote } => write!(formatter, "{line}:{remote}"),
        }
    }
}

impl FromStr for SavedReplyId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        let (place, id) = text.split_once(':').ok_or(IdError)?;
        if place == "desk" {
            return id.parse().map(Self::Desk).map_err(|_| IdError);
        }
        if id.is_empty() {
            return Err(IdError);
        }
        Ok(Self::Line {
            line: place.parse()?,
            remote: id.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_its_text_form_even_when_the_remote_part_holds_colons() {
        let id = ConversationId::new(LineId(7), "a:b");
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn a_prepared_text_of_the_desk_is_told_from_one_of_a_line() {
        let ids = [
            SavedReplyId::Desk(4),
            SavedReplyId::Line {
                line: LineId(7),
                remote: "a:b".into(),
            },
        ];
        for id in ids {
            assert_eq!(id.to_string().parse(), Ok(id));
        }
        for text in ["desk:", "desk:x", "desk", "7:", "x:1"] {
            assert_eq!(text.parse::<SavedReplyId>(), Err(IdError), "{text}");
        }
    }

    #[test]
    fn the_id_of_a_file_cannot_lead_out_of_its_folder() {
        let id = FileId::of_bits([0xAB; 16]);
        assert_eq!(id.as_str().parse(), Ok(id.clone()));
        assert_eq!(FileId::of_bits([0; 16]).as_str().len(), 32);
        for text in ["", "../../etc/passwd", &"A".repeat(32), &"/".repeat(32)] {
            assert_eq!(text.parse::<FileId>(), Err(IdError), "{text}");
        }
    }

    #[test]
    fn damaged_ids_are_refused() {
        for text in ["", "7", "7:", "x:abc", ":abc"] {
            assert_eq!(text.parse::<ConversationId>(), Err(IdError), "{text}");
        }
    }
}
