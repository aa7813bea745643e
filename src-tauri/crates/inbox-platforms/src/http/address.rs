//! Which addresses may be talked to.

use std::net::IpAddr;

use reqwest::Url;

use crate::OpenError;

/// Reads the base address of a line.
pub(crate) fn base_url(text: &str) -> Result<Url, OpenError> {
    readable(text)
        .ok()
        .filter(is_allowed)
        .ok_or(OpenError::Address)
}

/// Reads an address that names a host and holds no credentials: inside an address they would end up
/// in places where addresses are shown.
pub(super) fn readable(text: &str) -> Result<Url, OpenError> {
    let url = Url::parse(text.trim()).map_err(|_| OpenError::Address)?;
    let plain = url.username().is_empty() && url.password().is_none();
    if plain && url.host_str().is_some() {
        Ok(url)
    } else {
        Err(OpenError::Address)
    }
}

/// Scheme, host and port of an address.
pub(super) fn origin_of(text: &str) -> Option<String> {
    Some(readable(text).ok()?.origin().ascii_serialization())
}

/// The address of a path below the base; every segment is one segment, whatever it holds.
pub(crate) fn below(base: &Url, path: &[&str]) -> Option<Url> {
    // These would be swallowed and make another path of it.
    if path
        .iter()
        .any(|segment| matches!(*segment, "" | "." | ".."))
    {
        return None;
    }
    let mut url = base.clone();
    url.path_segments_mut().ok()?.pop_if_empty().extend(path);
    Some(url)
}

/// `https` anywhere, plain `http` only to this very computer.
pub(crate) fn is_allowed(url: &Url) -> bool {
    match url.scheme() {
        "https" => true,
        "http" => is_loopback(url),
        _ => false,
    }
}

/// An address under which anybody may fetch a file: `https`, without credentials, at a host of the
/// public net.
pub fn public_link(text: &str) -> Option<String> {
    let url = Url::parse(text.trim()).ok()?;
    let plain = url.username().is_empty() && url.password().is_none();
    let host = url.host_str()?.trim_matches(['[', ']']);
    let public = match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => {
            !(address.is_private()
                || address.is_loopback()
                || address.is_link_local()
                || address.is_unspecified()
                || address.is_multicast()
                || address.is_broadcast())
        }
        Ok(IpAddr::V6(address)) => {
            !(address.is_loopback()
                || address.is_unspecified()
                || address.is_multicast()
                || address.is_unique_local()
                || address.is_unicast_link_local())
        }
        Err(_) => {
            let name = host.trim_end_matches('.');
            let at_home = ["localhost", "local", "internal", "lan", "home.arpa"];
            name.contains('.')
                && !at_home.iter().any(|end| {
                    name.strip_suffix(end)
                        .is_some_and(|rest| rest.ends_with('.'))
                })
        }
    };
    (url.scheme() == "https" && plain && public).then(|| url.into())
}

fn is_loopback(url: &Url) -> bool {
    url.host_str().is_some_and(|host| {
        host == "localhost"
            || host
                .trim_matches(['[', ']'])
                .parse::<IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    })
}

/// True when `url` is served by `base` itself or by a sibling host of the same domain: the only
/// places that may see the key of a line.
pub(crate) fn shares_domain(url: &Url, base: &Url) -> bool {
    let (Some(host), Some(own)) = (url.host_str(), base.host_str()) else {
        return false;
    };
    if host == own {
        return url.scheme() == base.scheme()
            && url.port_or_known_default() == base.port_or_known_default();
    }
    // `api.voxa.sa` → `voxa.sa`; a parent without a dot would be a whole top-level domain.
    own.split_once('.').is_some_and(|(_, parent)| {
        parent.contains('.')
            && own.parse::<IpAddr>().is_err()
            && url.scheme() == "https"
            && (host == parent
                || host
                    .strip_suffix(parent)
                    .is_some_and(|rest| rest.ends_with('.')))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a test's own address")
    }

    #[test]
    fn plain_http_is_only_spoken_to_this_computer() {
        for refused in [
            "http://api.voxa.sa",
            "http://192.168.1.5:80",
            "ftp://127.0.0.1",
            "https://user:word@api.voxa.sa",
            "file:///etc/passwd",
            "nonsense",
            "",
        ] {
            assert_eq!(base_url(refused), Err(OpenError::Address), "{refused}");
        }
        for fine in [
            "https://api.voxa.sa",
            "http://127.0.0.1:4010",
            "http://[::1]:4010/",
            "http://localhost:4010",
        ] {
            assert!(base_url(fine).is_ok(), "{fine}");
        }
    }

    #[test]
    fn only_what_anybody_may_fetch_is_a_public_link() {
        for refused in [
            "http://files.example.com/a.pdf",
            "https://me:word@files.example.com/a.pdf",
            "https://me@files.example.com/a.pdf",
            "https://localhost/a.pdf",
            "https://nas.local/a.pdf",
            "https://intranet/a.pdf",
            "https://127.0.0.1/a.pdf",
            "https://192.168.1.5/a.pdf",
            "https://[fd00::1]/a.pdf",
            "file:///etc/passwd",
            "a.pdf",
            "",
        ] {
            assert_eq!(public_link(refused), None, "{refused}");
        }
        assert_eq!(
            public_link(" https://files.example.com/a b.pdf?sign=1 ").as_deref(),
            Some("https://files.example.com/a%20b.pdf?sign=1")
        );
    }

    #[test]
    fn a_key_travels_only_within_its_own_domain() {
        let base = url("https://api.voxa.sa");
        assert!(shares_domain(&url("https://api.voxa.sa/m/1.jpg"), &base));
        assert!(shares_domain(&url("https://cdn.voxa.sa/m/1.jpg"), &base));
        for stranger in [
            "https://evilvoxa.sa/1.jpg",
            "https://bucket.s3.amazonaws.com/1.jpg",
            "http://cdn.voxa.sa/1.jpg",
            "http://api.voxa.sa/1.jpg",
            "https://api.voxa.sa:8443/1.jpg",
            "https://sa/1.jpg",
        ] {
            assert!(!shares_domain(&url(stranger), &base), "{stranger}");
        }
        let local = url("http://127.0.0.1:4010");
        assert!(shares_domain(&url("http://127.0.0.1:4010/m"), &local));
        assert!(!shares_domain(&url("http://127.0.0.1:4011/m"), &local));
        assert!(!shares_domain(&url("https://1.0.0.1/m"), &local));
    }
}
