//! What was answered 200 survives the death of the process.

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::{sync::watch, task::JoinSet};

use crate::{command_line::Installation, world::client};

const SENDERS: usize = 16;

#[tokio::test]
async fn every_event_answered_200_is_there_once_after_the_process_was_killed() {
    let installation = Installation::new();
    let inlet = installation
        .run(&["inlet", "add", "--label", "a", "--scheme", "none"])
        .await;
    let token = installation
        .run(&["reader", "add", "--label", "desk", "--inlets", "all"])
        .await;
    let numbers = Arc::new(AtomicU64::new(0));
    let acknowledged = Arc::new(Mutex::new(HashSet::new()));
    // Each round the process dies at another point of its work, with requests under way.
    for acknowledged_before_kill in [1, 40, 150, 333] {
        let mut server = installation.serve().await;
        let url = format!("{}{inlet}", server.url);
        let (count, mut counted) = watch::channel(0);
        let mut senders = JoinSet::new();
        for _ in 0..SENDERS {
            let (numbers, acknowledged) = (Arc::clone(&numbers), Arc::clone(&acknowledged));
            let (url, count) = (url.clone(), count.clone());
            senders.spawn(async move {
                let client = client();
                loop {
                    let body = format!("event {}", numbers.fetch_add(1, Ordering::Relaxed));
                    match client.post(&url).body(body.clone()).send().await {
                        Ok(response) => assert_eq!(response.status(), 200),
                        Err(_) => return,
                    }
                    acknowledged.lock().unwrap().insert(body);
                    count.send_modify(|count| *count += 1);
                }
            });
        }
        counted
            .wait_for(|count| *count >= acknowledged_before_kill)
            .await
            .unwrap();
        server.kill().await;
        senders.join_all().await;
    }
    let server = installation.serve().await;
    let kept = server.everything(&token).await;
    let distinct: HashSet<_> = kept.iter().cloned().collect();
    assert_eq!(kept.len(), distinct.len(), "nothing is kept twice");
    let acknowledged = acknowledged.lock().unwrap().clone();
    assert!(acknowledged.len() >= 1 + 40 + 150 + 333);
    let lost: Vec<_> = acknowledged.difference(&distinct).collect();
    assert_eq!(
        lost,
        Vec::<&String>::new(),
        "acknowledged events are missing"
    );
}

#[tokio::test]
async fn a_repeat_after_the_process_was_killed_is_still_a_repeat() {
    let installation = Installation::new();
    let inlet = installation
        .run(&["inlet", "add", "--label", "a", "--scheme", "none"])
        .await;
    let token = installation
        .run(&["reader", "add", "--label", "desk", "--inlets", "all"])
        .await;
    for _life in 0..2 {
        let mut server = installation.serve().await;
        let response = client()
            .post(format!("{}{inlet}", server.url))
            .body("once")
            .send()
            .await;
        assert_eq!(response.unwrap().status(), 200);
        server.kill().await;
    }
    assert_eq!(
        installation.serve().await.everything(&token).await,
        ["once"]
    );
}
