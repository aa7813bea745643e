//! A reader's place in the stream as opaque text.
//!
//! The text is hex of `stream id · position · check`. The check finds damage, nothing more: an iterator is not a
//! secret and gives no rights.

use sha2::{Digest, Sha256};

use crate::event::{Position, StreamId};

const CHECK_BYTES: usize = 4;
const BYTES: usize = 8 + 8 + CHECK_BYTES;

/// A place in one stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StreamIterator {
    pub(crate) stream: StreamId,
    pub(crate) position: Position,
}

impl StreamIterator {
    pub(crate) fn encode(self) -> String {
        let mut bytes = [0; BYTES];
        let (stream, rest) = bytes.split_at_mut(8);
        let (position, check) = rest.split_at_mut(8);
        stream.copy_from_slice(&self.stream.0.to_be_bytes());
        position.copy_from_slice(&self.position.0.to_be_bytes());
        check.copy_from_slice(&self.check());
        hex::encode(bytes)
    }

    /// Reads an iterator back; `None` if it is not one, or was damaged on the way.
    pub(crate) fn decode(text: &str) -> Option<Self> {
        let mut bytes = [0; BYTES];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        let (stream, rest) = bytes.split_at(8);
        let (position, check) = rest.split_at(8);
        let iterator = Self {
            stream: StreamId(i64::from_be_bytes(stream.try_into().ok()?)),
            position: Position(i64::from_be_bytes(position.try_into().ok()?)),
        };
        (iterator.check() == check && iterator.position.0 >= 0).then_some(iterator)
    }

    fn check(self) -> [u8; CHECK_BYTES] {
        let digest = Sha256::new()
            .chain_update(b"relay iterator 1")
            .chain_update(self.stream.0.to_be_bytes())
            .chain_update(self.position.0.to_be_bytes())
            .finalize();
        [digest[0], digest[1], digest[2], digest[3]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_single_changed_character_is_noticed() {
        let text = StreamIterator {
            stream: StreamId(-7),
            position: Position(42),
        }
        .encode();
        for index in 0..text.len() {
            let mut damaged = text.clone().into_bytes();
            damaged[index] = if damaged[index] == b'0' { b'1' } else { b'0' };
            let damaged = String::from_utf8(damaged).unwrap();
            assert_eq!(
                StreamIterator::decode(&damaged),
                None,
                "character {index} was changed"
            );
        }
    }

    #[test]
    fn an_iterator_comes_back_as_it_went() {
        let iterator = StreamIterator {
            stream: StreamId(i64::MIN),
            position: Position(i64::MAX),
        };
        assert_eq!(StreamIterator::decode(&iterator.encode()), Some(iterator));
    }
}
