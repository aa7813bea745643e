//! Whether a request truly comes from the platform: checked on the raw bytes, in constant time.

use axum::http::{HeaderMap, HeaderName};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Hatif's signature: lower-case hex of HMAC-SHA256 over the body.
const HATIF_SIGNATURE: HeaderName = HeaderName::from_static("x-voxa-signature");
/// Chatwoot's signature: `sha256=` and hex of HMAC-SHA256 over `timestamp.body`.
const CHATWOOT_SIGNATURE: HeaderName = HeaderName::from_static("x-chatwoot-signature");
pub(crate) const CHATWOOT_TIMESTAMP: HeaderName = HeaderName::from_static("x-chatwoot-timestamp");
/// Carries a static secret, for senders that can set headers.
const STATIC_SECRET: HeaderName = HeaderName::from_static("x-relay-secret");
/// Carries a static secret, for senders that can only be given an address.
const STATIC_SECRET_QUERY: &str = "secret";

/// How old, or how far ahead, a signed time may be.
const TIMESTAMP_TOLERANCE_S: u64 = 5 * 60;

/// How a platform signs its webhooks, and how its events are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Hatif: `X-Voxa-Signature` over the body.
    Hatif,
    /// Chatwoot: `X-Chatwoot-Signature` over `timestamp.body`.
    Chatwoot,
    /// Anything else: no signature is known.
    None,
}

impl Scheme {
    /// The word used in the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hatif => "hatif",
            Self::Chatwoot => "chatwoot",
            Self::None => "none",
        }
    }
}

/// What a sender must prove to know.
#[derive(Debug, Clone)]
pub enum InletSecret {
    /// The key of the scheme's signature.
    Signature(SecretString),
    /// A word sent along in the header `X-Relay-Secret` or the query parameter `secret`.
    Static(SecretString),
}

/// Whether the request proves knowledge of the inlet's secret; `query` is the raw query string.
pub(crate) fn is_genuine(
    scheme: Scheme,
    secret: &InletSecret,
    headers: &HeaderMap,
    query: &str,
    body: &[u8],
    now_ms: i64,
) -> bool {
    match (secret, scheme) {
        (InletSecret::Signature(key), Scheme::Hatif) => {
            single(headers, &HATIF_SIGNATURE).is_some_and(|given| is_signature(key, &[body], given))
        }
        (InletSecret::Signature(key), Scheme::Chatwoot) => {
            let (Some(given), Some(timestamp)) = (
                single(headers, &CHATWOOT_SIGNATURE),
                single(headers, &CHATWOOT_TIMESTAMP),
            ) else {
                return false;
            };
            let Some(given) = given.strip_prefix(b"sha256=") else {
                return false;
            };
            is_signature(key, &[timestamp, b".", body], given) && is_recent(timestamp, now_ms)
        }
        // No signature is known for this scheme, so none can be right.
        (InletSecret::Signature(_), Scheme::None) => false,
        (InletSecret::Static(word), _) => {
            single(headers, &STATIC_SECRET).is_some_and(|given| is_word(word, given))
                || query_values(query, STATIC_SECRET_QUERY).any(|given| is_word(word, &given))
        }
    }
}

/// The header's value if it is sent exactly once: two signatures are one too many to trust.
fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a [u8]> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    values.next().is_none().then(|| value.as_bytes())
}

fn is_signature(key: &SecretString, parts: &[&[u8]], given: &[u8]) -> bool {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.expose_secret().as_bytes())
        .expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    let expected = hex::encode(mac.finalize().into_bytes());
    expected.as_bytes().ct_eq(given).into()
}

fn is_recent(timestamp: &[u8], now_ms: i64) -> bool {
    std::str::from_utf8(timestamp)
        .ok()
        .and_then(|text| text.parse::<i64>().ok())
        .is_some_and(|seconds| (now_ms / 1000).abs_diff(seconds) <= TIMESTAMP_TOLERANCE_S)
}

/// Compares digests, so that not even the length of the secret can be measured.
fn is_word(word: &SecretString, given: &[u8]) -> bool {
    Sha256::digest(word.expose_secret().as_bytes())
        .ct_eq(&Sha256::digest(given))
        .into()
}

/// The percent-decoded values of one query parameter.
fn query_values<'a>(query: &'a str, name: &'a str) -> impl Iterator<Item = Vec<u8>> + 'a {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .filter(move |(key, _)| *key == name)
        .map(|(_, value)| percent_decode(value.as_bytes()))
}

fn percent_decode(text: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&first, after)) = rest.split_first() {
        let mut byte = [0];
        if first == b'%' && after.len() >= 2 && hex::decode_to_slice(&after[..2], &mut byte).is_ok()
        {
            decoded.push(byte[0]);
            rest = &after[2..];
        } else {
            decoded.push(if first == b'+' { b' ' } else { first });
            rest = after;
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hatif_signature_agrees_with_a_known_hmac() {
        // RFC 4231, test case 2.
        let key = SecretString::from("Jefe");
        let given = b"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert!(is_signature(
            &key,
            &[b"what do ya want ", b"for nothing?"],
            given
        ));
        assert!(!is_signature(
            &key,
            &[b"what do ya want for nothing"],
            given
        ));
        assert!(!is_signature(
            &key,
            &[b"what do ya want for nothing?"],
            &given[..63]
        ));
        assert!(!is_signature(&key, &[b"what do ya want for nothing?"], b""));
    }

    #[test]
    fn percent_signs_in_a_query_secret_are_decoded_and_broken_ones_kept() {
        let values: Vec<_> = query_values("a=1&secret=a%2Fb+c&secret=%zz%4", "secret").collect();
        assert_eq!(values, [b"a/b c".to_vec(), b"%zz%4".to_vec()]);
    }
}
