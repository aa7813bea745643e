//! Connections, health, counting, stopping.

use std::time::Duration;

use inbox_relay::{Relay, RelayError, Scope};
use reqwest::StatusCode;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::world::{PATIENCE, World, client, error_code};

async fn connect(world: &World) -> TcpStream {
    TcpStream::connect(world.relay.base_url().strip_prefix("http://").unwrap())
        .await
        .unwrap()
}

async fn rest(mut stream: TcpStream) -> String {
    let mut text = String::new();
    timeout(PATIENCE, stream.read_to_string(&mut text))
        .await
        .expect("the relay hangs up")
        .unwrap();
    text
}

/// Reads up to and including `end`.
async fn read_until(stream: &mut TcpStream, end: &str) {
    let mut text = Vec::new();
    while !text.ends_with(end.as_bytes()) {
        text.push(
            timeout(PATIENCE, stream.read_u8())
                .await
                .expect("the relay answers")
                .unwrap(),
        );
    }
}

#[tokio::test]
async fn a_head_that_never_ends_is_hung_up_on() {
    let world = World::with(|options| options.header_timeout = Duration::from_millis(50)).await;
    let mut stream = connect(&world).await;
    stream
        .write_all(b"POST /in/x HTTP/1.1\r\nHost: relay\r\nX-Slow: ")
        .await
        .unwrap();
    assert_eq!(rest(stream).await, "");
}

#[tokio::test]
async fn a_body_that_never_ends_is_answered_503_as_a_repeat_may_arrive_whole() {
    let world = World::with(|options| options.body_timeout = Duration::from_millis(50)).await;
    let inlet = world.open_inlet("a").await;
    let mut stream = connect(&world).await;
    let head = format!("POST {inlet} HTTP/1.1\r\nHost: relay\r\nContent-Length: 100\r\n\r\nhalf");
    stream.write_all(head.as_bytes()).await.unwrap();
    let answer = rest(stream).await.to_ascii_lowercase();
    assert!(answer.starts_with("http/1.1 503 "), "{answer}");
    assert!(answer.contains("\r\nretry-after: "), "{answer}");
    assert_eq!(
        world
            .metric("rejected_total{reason=\"body_timeout\"}")
            .await,
        1
    );
}

#[tokio::test]
async fn a_body_cut_short_is_not_stored() {
    let world = World::new().await;
    let inlet = world.open_inlet("a").await;
    let token = world.reader("desk", Scope::All).await;
    let mut stream = connect(&world).await;
    let head = format!("POST {inlet} HTTP/1.1\r\nHost: relay\r\nContent-Length: 100\r\n\r\nhalf");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    rest(stream).await;
    assert_eq!(world.everything(&token).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_connection_too_many_waits_for_its_turn() {
    let world = World::with(|options| {
        options.max_connections = 1;
        options.header_timeout = Duration::from_millis(50);
    })
    .await;
    let idle = connect(&world).await;
    let health = world
        .client
        .get(world.url("/healthz"))
        .send()
        .await
        .unwrap();
    assert_eq!(
        health.status(),
        StatusCode::OK,
        "the idle connection made room"
    );
    drop(idle);
}

#[tokio::test]
async fn health_says_whether_the_store_can_commit() {
    use sqlx::{ConnectOptions, Connection, Executor};
    let world = World::new().await;
    let health = || world.client.get(world.url("/healthz")).send();
    assert_eq!(health().await.unwrap().status(), StatusCode::OK);
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&world.options.database);
    let mut database = options.connect().await.unwrap();
    database
        .execute("ALTER TABLE relay RENAME TO hidden")
        .await
        .unwrap();
    let sick = health().await.unwrap();
    assert_eq!(sick.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(error_code(sick).await, "store_unavailable");
    database
        .execute("ALTER TABLE hidden RENAME TO relay")
        .await
        .unwrap();
    database.close().await.unwrap();
    assert_eq!(health().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn metrics_tell_labels_and_numbers_but_no_path_token_or_body() {
    let world = World::new().await;
    let inlet = world.open_inlet("shop").await;
    let token = world.reader("desk", Scope::All).await;
    world.accept(&inlet, "private words").await;
    world.accept(&inlet, "private words").await;
    world.everything(&token).await;
    let response = world
        .client
        .get(world.url("/metrics"))
        .send()
        .await
        .unwrap();
    let text = response.text().await.unwrap();
    for line in [
        "switchboard_relay_events_accepted_total{inlet=\"shop\"} 1",
        "switchboard_relay_events_duplicate_total{inlet=\"shop\"} 1",
        "switchboard_relay_rejected_total{reason=\"not_found\"} 0",
        "switchboard_relay_events_delivered_total 1",
        "switchboard_relay_commit_events_count 1",
        "switchboard_relay_commit_events_sum 1",
        "switchboard_relay_commit_events_bucket{le=\"1\"} 1",
        "switchboard_relay_commit_seconds_bucket{le=\"+Inf\"} 1",
        "switchboard_relay_commit_seconds_count 1",
    ] {
        assert!(
            text.lines().any(|found| found == line),
            "{line} is missing in\n{text}"
        );
    }
    assert!(world.metric("stored_bytes").await > 0);
    let id = inlet.strip_prefix("/in/").unwrap();
    for private in [id, &token, "private words"] {
        assert!(!text.contains(private));
    }
}

#[tokio::test]
async fn no_answer_invites_web_pages_to_read_it() {
    let world = World::new().await;
    let token = world.reader("desk", Scope::All).await;
    let request = world
        .client
        .get(world.url("/v1/events"))
        .bearer_auth(&token);
    let response = request
        .header("Origin", "https://example.com")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let cross_origin = |name: &str| name.starts_with("access-control-");
    assert!(
        !response
            .headers()
            .keys()
            .any(|name| cross_origin(name.as_str()))
    );
}

#[tokio::test]
async fn one_database_is_served_by_one_relay() {
    let world = World::new().await;
    let second = Relay::start(world.options.clone()).await;
    assert!(matches!(second, Err(RelayError::InUse)));
}

#[cfg(unix)]
#[tokio::test]
async fn the_database_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new().await;
    world.accept(&world.open_inlet("a").await, "private").await;
    let mut files = 0;
    for entry in std::fs::read_dir(world.folder.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{:?}", entry.file_name());
        files += 1;
    }
    assert_eq!(files, 4, "database, write-ahead log, its index, lock");
}

#[tokio::test]
async fn stopping_ends_long_polls_empty_with_their_iterator() {
    let world = World::new().await;
    let inlet = world.open_inlet("a").await;
    let token = world.reader("desk", Scope::All).await;
    let iterator = world.poll(&token, "").await.iterator().to_owned();
    let url = world.url(&format!("/v1/events?iterator={iterator}&wait=60"));
    let poll = tokio::spawn(world.client.get(url).bearer_auth(&token).send());
    world.until_readers_wait(1).await;
    let world = timeout(PATIENCE, world.restart())
        .await
        .expect("stopping does not wait the poll out");
    let answer: serde_json::Value = poll.await.unwrap().unwrap().json().await.unwrap();
    assert_eq!(answer["data"], serde_json::json!([]));
    world.accept(&inlet, "after").await;
    let query = format!("iterator={}", answer["iterator"].as_str().unwrap());
    assert_eq!(world.poll(&token, &query).await.bodies(), ["after"]);
}

#[tokio::test]
async fn stopping_finishes_a_request_under_way_and_takes_no_new_ones() {
    let world = World::new().await;
    let inlet = world.open_inlet("a").await;
    let token = world.reader("desk", Scope::All).await;
    let url = world.url("/healthz");
    let mut stream = connect(&world).await;
    let head = "Host: relay\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n";
    stream
        .write_all(format!("POST {inlet} HTTP/1.1\r\n{head}").as_bytes())
        .await
        .unwrap();
    // The relay asks for the body, so the request is under way.
    read_until(&mut stream, "\r\n\r\n").await;
    let (world, response) = tokio::join!(world.restart(), async {
        let refused = async { while client().get(&url).send().await.is_ok() {} };
        timeout(PATIENCE, refused)
            .await
            .expect("the relay stops listening");
        stream.write_all(b"last").await.unwrap();
        rest(stream).await
    });
    assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
    assert_eq!(world.everything(&token).await, ["last"]);
}
