//! Files, and who gets to see the key for them.

use inbox_core::{Platform, PlatformError};

use crate::line::{open, signed_in};
use crate::scripted::{Reply, Scripted};

#[tokio::test]
async fn a_file_is_fetched_without_the_key_unless_its_own_platform_wants_it() {
    let server = signed_in(|request| {
        match (
            request.target.as_str(),
            request.headers.get("authorization"),
        ) {
            ("/open.png", None) => Reply::with_headers(200, "", b"picture"),
            ("/moved.png", None) => Reply::with_headers(302, "Location: /open.png\r\n", b""),
            ("/locked.png", Some(key)) if key == "Bearer open sesame" => {
                Reply::with_headers(200, "", b"secret picture")
            }
            ("/locked.png" | "/shut.png", _) => Reply::with_headers(403, "", b""),
            ("/circle.png", _) => Reply::with_headers(302, "Location: /circle.png\r\n", b""),
            _ => Reply::with_headers(404, "", b""),
        }
    })
    .await;
    let hatif = open(&server);
    let fetch = async |path: &str, limit| {
        hatif
            .fetch_media(&format!("{}{path}", server.url()), limit)
            .await
    };
    assert_eq!(
        fetch("/open.png", 7).await.as_deref(),
        Ok(b"picture".as_slice())
    );
    assert_eq!(
        server.count("POST", "/connect/token"),
        0,
        "nobody asked for a key"
    );
    assert_eq!(
        fetch("/moved.png", 7).await.as_deref(),
        Ok(b"picture".as_slice())
    );
    assert_eq!(
        fetch("/locked.png", 99).await.as_deref(),
        Ok(b"secret picture".as_slice())
    );
    assert_eq!(
        fetch("/open.png", 6).await,
        Err(PlatformError::Refused {
            code: "TooLarge".to_owned()
        })
    );
    assert_eq!(fetch("/gone.png", 7).await, Err(PlatformError::NotFound));
    assert_eq!(
        fetch("/shut.png", 7).await,
        Err(PlatformError::Refused {
            code: "403".to_owned()
        })
    );
    assert_eq!(
        fetch("/circle.png", 7).await,
        Err(PlatformError::Unreadable)
    );
}

#[tokio::test]
async fn a_file_from_a_strange_address_never_sees_the_key() {
    let stranger = Scripted::start(|_| Reply::with_headers(403, "", b"")).await;
    let location = format!("Location: {}/1.png\r\n", stranger.url());
    let server = signed_in(move |_| Reply::with_headers(302, &location, b"")).await;
    let hatif = open(&server);
    for url in [
        // Another service of this very computer, directly and through a redirect.
        format!("{}/1.png", stranger.url()),
        format!("{}/1.png", server.url()),
        "http://cdn.example.com/1.png".to_owned(),
        "file:///etc/passwd".to_owned(),
    ] {
        assert_eq!(
            hatif.fetch_media(&url, 10).await,
            Err(PlatformError::Unsupported),
            "{url}"
        );
    }
    assert_eq!(
        hatif.fetch_media("no address", 10).await,
        Err(PlatformError::NotFound)
    );
    assert_eq!(stranger.received().len(), 0);
    assert_eq!(server.count("POST", "/connect/token"), 0);
}
