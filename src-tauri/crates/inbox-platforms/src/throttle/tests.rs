use inbox_core::PlatformKind;
use reqwest::Url;

use super::*;
use crate::manual_clock::ManualClock;

const QUOTA: Quota = Quota { per_minute: 120 };

fn throttle() -> (Throttle, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::at(Timestamp(1_800_000_000_000)));
    (Throttle::new(QUOTA, clock.clone()), clock)
}

type Admissions = Arc<Mutex<Vec<(Timestamp, Urgency)>>>;

/// Waits for admission in a task of its own and notes when it came.
fn queue(
    throttle: &Throttle,
    admissions: &Admissions,
    urgency: Urgency,
) -> tokio::task::JoinHandle<()> {
    let (throttle, admissions) = (throttle.clone(), admissions.clone());
    tokio::spawn(async move {
        throttle
            .admit(urgency)
            .await
            .expect("no patience was asked for");
        let now = throttle.clock.now();
        admissions
            .lock()
            .expect("no test panics holding it")
            .push((now, urgency));
    })
}

/// Lets everything happen that can happen without time passing.
async fn settle() {
    for _ in 0..200 {
        tokio::task::yield_now().await;
    }
}

fn admitted(admissions: &Admissions) -> Vec<(Timestamp, Urgency)> {
    admissions
        .lock()
        .expect("no test panics holding it")
        .clone()
}

/// The most admissions within any rolling minute.
fn peak(admissions: &[(Timestamp, Urgency)]) -> usize {
    let within = |end: Timestamp| {
        admissions
            .iter()
            .filter(|(at, _)| *at <= end && end.since(*at) < MINUTE_MS)
            .count()
    };
    admissions
        .iter()
        .map(|(at, _)| within(*at))
        .max()
        .unwrap_or(0)
}

#[tokio::test]
async fn background_work_alone_never_takes_more_than_half_of_the_quota() {
    let (throttle, clock) = throttle();
    let admissions = Admissions::default();
    let calls: Vec<_> = (0..200)
        .map(|_| queue(&throttle, &admissions, Urgency::News))
        .collect();
    settle().await;
    assert_eq!(
        admitted(&admissions).len(),
        60,
        "half at once, the rest later"
    );
    while calls.iter().any(|call| !call.is_finished()) {
        clock.advance(7_000);
        settle().await;
    }
    let admissions = admitted(&admissions);
    assert_eq!(admissions.len(), 200, "everybody gets a turn");
    assert_eq!(peak(&admissions), 60);
}

/// Fills a past without end, three calls at a time, and lets so many minutes go by, second by second.
async fn fill_for(
    throttle: &Throttle,
    clock: &ManualClock,
    minutes: i64,
    mut each_second: impl AsyncFnMut(i64),
) -> Admissions {
    let admissions = Admissions::default();
    let mut past = tokio::task::JoinSet::new();
    for _ in 0..3 {
        let (throttle, admissions) = (throttle.clone(), admissions.clone());
        past.spawn(async move {
            loop {
                let admitted = queue(&throttle, &admissions, Urgency::Past).await;
                admitted.expect("it was not aborted");
            }
        });
    }
    settle().await;
    for second in 0..minutes * 60 {
        each_second(second).await;
        clock.advance(1_000);
        settle().await;
    }
    admissions
}

#[tokio::test]
async fn the_past_leaves_a_sixth_of_the_background_to_news_and_makes_no_bursts() {
    let (throttle, clock) = throttle();
    let admissions = fill_for(&throttle, &clock, 10, async |_| {}).await;
    let admissions = admitted(&admissions);
    assert_eq!(peak(&admissions), 50);
    assert!(
        admissions.len() > 400,
        "it uses its share: {}",
        admissions.len()
    );
    let within = |end: Timestamp| {
        let ten_seconds = |at: &Timestamp| *at <= end && end.since(*at) < 10_000;
        admissions.iter().filter(|(at, _)| ten_seconds(at)).count()
    };
    let most = admissions.iter().map(|(at, _)| within(*at)).max();
    assert!(most <= Some(16), "{most:?} calls in ten seconds");
}

#[tokio::test]
async fn news_never_waits_for_the_past() {
    let (throttle, clock) = throttle();
    let news = Admissions::default();
    let past = fill_for(&throttle, &clock, 5, async |second| {
        // A conversation to look up and to read, every ten seconds.
        if second % 10 == 3 {
            let asked_at = throttle.clock.now();
            for _ in 0..2 {
                queue(&throttle, &news, Urgency::News);
            }
            settle().await;
            let at_once = admitted(&news)
                .iter()
                .filter(|(at, _)| *at == asked_at)
                .count();
            assert_eq!(at_once, 2, "after {second} seconds");
        }
    })
    .await;
    let mut all = [admitted(&news), admitted(&past)].concat();
    all.sort_by_key(|(at, _)| *at);
    assert!(peak(&all) <= 60);
    assert!(all.len() > 200, "and the past goes on: {}", all.len());
}

#[tokio::test]
async fn more_news_than_was_left_room_for_finds_room_within_seconds() {
    let (throttle, clock) = throttle();
    let news = Admissions::default();
    fill_for(&throttle, &clock, 3, async |second| {
        if second == 90 {
            for _ in 0..20 {
                queue(&throttle, &news, Urgency::News);
            }
            settle().await;
            assert_eq!(admitted(&news).len(), 10);
        }
        if second == 105 {
            assert_eq!(admitted(&news).len(), 20);
        }
    })
    .await;
}

#[tokio::test]
async fn everybody_together_stays_below_the_quota() {
    let (throttle, clock) = throttle();
    let admissions = Admissions::default();
    let calls: Vec<_> = (0..400)
        .map(|number| {
            let person = number % 3 != 0;
            let urgency = if person {
                Urgency::Person
            } else {
                Urgency::News
            };
            queue(&throttle, &admissions, urgency)
        })
        .collect();
    while calls.iter().any(|call| !call.is_finished()) {
        settle().await;
        clock.advance(3_500);
    }
    assert!(peak(&admitted(&admissions)) <= 110);
}

#[tokio::test]
async fn a_person_goes_before_background_calls_that_waited_longer() {
    let (throttle, clock) = throttle();
    for _ in 0..110 {
        throttle
            .admit(Urgency::Person)
            .await
            .expect("within the quota");
    }
    let admissions = Admissions::default();
    let background: Vec<_> = (0..3)
        .map(|_| queue(&throttle, &admissions, Urgency::News))
        .collect();
    settle().await;
    let person = queue(&throttle, &admissions, Urgency::Person);
    settle().await;
    assert!(admitted(&admissions).is_empty(), "the quota is used up");

    clock.advance(MINUTE_MS);
    person.await.expect("admitted");
    for call in background {
        call.await.expect("admitted");
    }
    let order: Vec<_> = admitted(&admissions)
        .into_iter()
        .map(|(_, who)| who)
        .collect();
    assert_eq!(order.first(), Some(&Urgency::Person));
}

#[tokio::test]
async fn what_has_happened_is_read_before_it_is_looked_whether_more_has() {
    let (throttle, clock) = throttle();
    for _ in 0..60 {
        throttle
            .admit(Urgency::News)
            .await
            .expect("within the share");
    }
    let admissions = Admissions::default();
    let calls = [Urgency::Past, Urgency::Look, Urgency::Look, Urgency::News]
        .map(|urgency| queue(&throttle, &admissions, urgency));
    settle().await;
    assert!(admitted(&admissions).is_empty(), "the share is used up");
    // The past keeps to its pace even then.
    while calls.iter().any(|call| !call.is_finished()) {
        clock.advance(MINUTE_MS);
        settle().await;
    }
    let order: Vec<_> = admitted(&admissions)
        .into_iter()
        .map(|(_, who)| who)
        .collect();
    assert_eq!(
        order,
        [Urgency::News, Urgency::Look, Urgency::Look, Urgency::Past]
    );
}

#[tokio::test]
async fn looking_leaves_room_for_what_it_finds() {
    let (throttle, _) = throttle();
    let admissions = Admissions::default();
    for _ in 0..100 {
        queue(&throttle, &admissions, Urgency::Look);
    }
    settle().await;
    assert_eq!(admitted(&admissions).len(), 50);
    for _ in 0..100 {
        queue(&throttle, &admissions, Urgency::News);
    }
    settle().await;
    assert_eq!(admitted(&admissions).len(), 60);
}

#[tokio::test]
async fn a_platform_that_keeps_saying_too_many_is_said_to_slow_us_also_while_it_answers_well() {
    let (throttle, clock) = throttle();
    let room = |per_minute, slowed_until| Room {
        per_minute,
        slowed_until,
    };
    assert_eq!(throttle.room(), room(60, None));
    throttle.too_many(Some(5_000));
    let patience = Some(clock.now().plus(5_000));
    assert_eq!(throttle.room(), room(30, patience));
    clock.advance(5_000);
    assert_eq!(throttle.room(), room(30, None), "half can not be felt");
    clock.advance(25_000);
    throttle.too_many(Some(5_000));
    let given_back = Some(clock.now().plus(3 * MINUTE_MS));
    assert_eq!(throttle.room(), room(15, given_back));
    clock.advance(MINUTE_MS);
    assert_eq!(throttle.room(), room(21, given_back));
    clock.advance(2 * MINUTE_MS);
    assert_eq!(throttle.room(), room(33, None));
}

#[tokio::test]
async fn a_call_that_is_dropped_while_it_waits_holds_nobody_up() {
    let (throttle, clock) = throttle();
    for _ in 0..60 {
        throttle
            .admit(Urgency::News)
            .await
            .expect("within the share");
    }
    let admissions = Admissions::default();
    let dropped = queue(&throttle, &admissions, Urgency::News);
    settle().await;
    let patient = queue(&throttle, &admissions, Urgency::News);
    settle().await;
    dropped.abort();
    settle().await;
    clock.advance(MINUTE_MS);
    patient
        .await
        .expect("admitted although the one before it never was");
    assert_eq!(admitted(&admissions).len(), 1);
}

#[tokio::test]
async fn asked_for_patience_background_waits_and_a_person_is_told_how_long() {
    let (throttle, clock) = throttle();
    throttle.too_many(Some(30_000));
    clock.advance(10_000);
    assert_eq!(
        throttle.admit(Urgency::Person).await,
        Err(PlatformError::RateLimited {
            retry_after_ms: Some(20_000)
        })
    );
    let admissions = Admissions::default();
    let background = queue(&throttle, &admissions, Urgency::News);
    settle().await;
    clock.advance(19_999);
    settle().await;
    assert!(!background.is_finished());
    clock.advance(1);
    background.await.expect("admitted");
    assert_eq!(throttle.admit(Urgency::Person).await, Ok(()));
}

#[tokio::test]
async fn the_attempts_of_an_outage_do_not_use_up_what_catching_up_needs() {
    let (throttle, _clock) = throttle();
    for _ in 0..500 {
        throttle
            .admit(Urgency::News)
            .await
            .expect("no patience was asked for");
        let outcome: Result<(), _> = Err(PlatformError::Unreachable);
        let handed_on = throttle.ended(Urgency::News, outcome.clone());
        assert_eq!(handed_on, outcome);
    }
    let admissions = Admissions::default();
    for _ in 0..100 {
        queue(&throttle, &admissions, Urgency::News);
    }
    settle().await;
    assert_eq!(admitted(&admissions).len(), 60, "the whole share is there");
    let answered = throttle.ended(Urgency::News, Err::<(), _>(PlatformError::NoAnswer));
    assert!(answered.is_err());
    settle().await;
    assert_eq!(admitted(&admissions).len(), 60, "perhaps it arrived");
}

#[tokio::test]
async fn without_a_stated_wait_patience_lasts_until_the_next_minute() {
    let (throttle, clock) = throttle();
    clock.advance(45_000);
    throttle.too_many(None);
    assert_eq!(
        throttle.admit(Urgency::Person).await,
        Err(PlatformError::RateLimited {
            retry_after_ms: Some(15_000)
        })
    );
}

#[tokio::test]
async fn too_many_halves_the_background_share_once_and_quiet_minutes_give_it_back() {
    let (throttle, clock) = throttle();
    throttle.too_many(Some(0));
    throttle.too_many(Some(0));
    let admissions = Admissions::default();
    let first: Vec<_> = (0..100)
        .map(|_| queue(&throttle, &admissions, Urgency::News))
        .collect();
    settle().await;
    assert_eq!(admitted(&admissions).len(), 30);
    first.iter().for_each(tokio::task::JoinHandle::abort);
    settle().await;

    clock.advance(10 * MINUTE_MS);
    let admissions = Admissions::default();
    for _ in 0..100 {
        queue(&throttle, &admissions, Urgency::News);
    }
    settle().await;
    assert_eq!(admitted(&admissions).len(), 60);
}

#[tokio::test]
async fn a_clock_that_is_set_back_stops_nobody() {
    let (throttle, clock) = throttle();
    throttle.too_many(Some(1_000));
    for _ in 0..60 {
        clock.advance(1_000);
        throttle
            .admit(Urgency::Person)
            .await
            .expect("within the quota");
    }
    clock.advance(-24 * 60 * MINUTE_MS);
    assert_eq!(throttle.admit(Urgency::Person).await, Ok(()));
    assert_eq!(throttle.admit(Urgency::News).await, Ok(()));
}

/// The throttle of a client that uses `key` on the platform at `base`.
fn of(quotas: &Quotas, base: &str, key: &str, clock: &Arc<ManualClock>) -> Throttle {
    let base = Url::parse(base).expect("a plain address");
    let clock: Arc<dyn Clock> = clock.clone();
    quotas.throttle((PlatformKind::Ohallo, &base, key), QUOTA, &clock)
}

const HERE: &str = "https://api.example.com";

/// Uses up all that a throttle admits at once.
async fn use_up(throttle: &Throttle) {
    for _ in 0..QUOTA.ceiling() {
        throttle
            .admit(Urgency::Person)
            .await
            .expect("no patience was asked for");
    }
}

/// How many of so many calls for a person are admitted at once.
async fn admits(throttle: &Throttle, calls: usize) -> usize {
    let admissions = Admissions::default();
    let queued: Vec<_> = (0..calls)
        .map(|_| queue(throttle, &admissions, Urgency::Person))
        .collect();
    settle().await;
    queued.iter().for_each(tokio::task::JoinHandle::abort);
    settle().await;
    admitted(&admissions).len()
}

#[tokio::test]
async fn the_clients_of_a_key_share_what_it_may_and_those_of_others_have_their_own() {
    let clock = Arc::new(ManualClock::at(Timestamp(1_800_000_000_000)));
    let quotas = Quotas::default();
    let trial = of(&quotas, HERE, "key", &clock);
    use_up(&trial).await;
    let line = of(&quotas.clone(), &format!("{HERE}/"), "key", &clock);
    assert_eq!(admits(&line, 3).await, 0, "the trial used it");
    trial.too_many(Some(5_000));
    assert!(line.admit(Urgency::Person).await.is_err(), "told of both");
    let others = [(HERE, "other key"), ("https://eu.example.com", "key")];
    for (base, key) in others {
        let other = of(&quotas, base, key, &clock);
        assert_eq!(admits(&other, 3).await, 3, "{base} {key}");
    }
}

#[tokio::test]
async fn what_a_client_used_outlives_it_for_as_long_as_the_platform_counts_it() {
    let clock = Arc::new(ManualClock::at(Timestamp(1_800_000_000_000)));
    let quotas = Quotas::default();
    use_up(&of(&quotas, HERE, "key", &clock)).await;
    clock.advance(MINUTE_MS / 2);
    let next = of(&quotas, HERE, "key", &clock);
    assert_eq!(
        admits(&next, 3).await,
        0,
        "the trial is over, its calls are not"
    );
    drop(next);
    for number in 0..50 {
        clock.advance(MINUTE_MS);
        let throttle = of(&quotas, HERE, &format!("key {number}"), &clock);
        assert_eq!(admits(&throttle, 3).await, 3);
    }
    assert!(quotas.count() <= 2, "{} are remembered", quotas.count());
    let lasting = of(&quotas, HERE, "lasting", &clock);
    clock.advance(MINUTE_MS);
    let same = of(&quotas, HERE, "lasting", &clock);
    use_up(&lasting).await;
    assert_eq!(
        admits(&same, 3).await,
        0,
        "one that is in use is never forgotten"
    );
}
