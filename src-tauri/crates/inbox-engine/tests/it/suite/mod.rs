//! One behaviour suite for all platforms: what a person may rely on, whatever is at the other end.

mod arriving;
mod assigning;
mod beginning;
mod changing;
mod contacts;
mod dialects;
mod files;
mod first_sync;
mod health;
mod hostile;
mod interleaving;
mod looking;
mod news;
mod notifying;
mod reading;
mod reconciling;
mod sending;
mod tagging;

use inbox_core::PlatformKind;

/// Makes each of the named tests, which take the platform's options, a test on every platform.
macro_rules! on_every_platform {
    ($($test:ident,)+) => {
        $crate::suite::on_each_of! {
            { hatif: inbox_testkit::PlatformOptions::quiet(inbox_core::PlatformKind::Hatif) }
            { chatvolt: inbox_testkit::PlatformOptions::quiet(inbox_core::PlatformKind::Chatvolt) }
            { ohallo: inbox_testkit::PlatformOptions::quiet(inbox_core::PlatformKind::Ohallo) }
            { chatwoot: inbox_testkit::PlatformOptions::quiet(inbox_core::PlatformKind::Chatwoot) }
            => [$($test),+]
        }
    };
}

/// A module for each named world, with each of the tests.
macro_rules! on_each_of {
    ($({ $world:ident: $options:expr })+ => $tests:tt) => {
        $($crate::suite::on_each_of! { @ $world, $options, $tests })+
    };
    (@ $world:ident, $options:expr, [$($test:ident),+]) => {
        mod $world {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $test() {
                    super::$test($options).await;
                }
            )+
        }
    };
}

pub(crate) use {on_each_of, on_every_platform};

// A platform that is missing above would pass every test.
const _: () = assert!(
    PlatformKind::ALL.len() == 4,
    "name the new platform in on_every_platform"
);
