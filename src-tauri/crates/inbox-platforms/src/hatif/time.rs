//! Times as Hatif writes them: three styles of instants, .NET durations, and ids that carry the
//! instant of their making.

use inbox_core::Timestamp;

/// Milliseconds from 0001-01-01 to 1970-01-01, the origin of the instants inside ids.
const DOTNET_EPOCH_MS: i64 = 62_135_596_800_000;

/// Times without an offset are Riyadh's wall time, which knows no summer time.
const RIYADH_MS: i64 = 3 * 60 * 60 * 1000;

/// Instants outside of these years are defaults (`0001-01-01T00:00:00`) or garbage.
const YEAR_2000_MS: i64 = 946_684_800_000;
const YEAR_2200_MS: i64 = 7_258_118_400_000;

/// A time as written: an instant, or a wall time whose zone has to be found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WireTime {
    Instant(Timestamp),
    /// As if it were UTC.
    Wall(Timestamp),
}

impl WireTime {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let time = if let Ok(instant) = text.parse::<jiff::Timestamp>() {
            Self::Instant(Timestamp(instant.as_millisecond()))
        } else {
            let wall: jiff::civil::DateTime = text.parse().ok()?;
            let utc = wall.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
            Self::Wall(Timestamp(utc.timestamp().as_millisecond()))
        };
        let (Self::Instant(at) | Self::Wall(at)) = time;
        (YEAR_2000_MS..YEAR_2200_MS).contains(&at.0).then_some(time)
    }

    /// The instant meant. A wall time is Riyadh's, unless the id of the thing it belongs to says
    /// within a minute that it was UTC after all.
    pub(super) fn resolve(self, id: &str) -> Timestamp {
        match self {
            Self::Instant(at) => at,
            Self::Wall(at) => match minted_at(id) {
                Some(minted) if minted.since(at).abs() <= 60_000 => at,
                _ => at.plus(-RIYADH_MS),
            },
        }
    }
}

/// The instant at which an id was made: its first 48 bits count milliseconds since the year 1.
pub(super) fn minted_at(id: &str) -> Option<Timestamp> {
    let mut digits = id.chars().filter(|character| *character != '-');
    let mut milliseconds = 0_i64;
    for _ in 0..12 {
        milliseconds = milliseconds * 16 + i64::from(digits.next()?.to_digit(16)?);
    }
    let rest = digits.filter(char::is_ascii_hexdigit).count();
    let unix = milliseconds - DOTNET_EPOCH_MS;
    (rest == 20 && (YEAR_2000_MS..YEAR_2200_MS).contains(&unix)).then_some(Timestamp(unix))
}

/// Milliseconds of a .NET `TimeSpan`: `[d.]hh:mm:ss[.fffffff]`. Negative ones are no durations.
pub(super) fn time_span_ms(text: &str) -> Option<i64> {
    let mut parts = text.trim().split(':');
    let (first, minutes, seconds) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (days, hours) = first.split_once('.').unwrap_or(("0", first));
    let (seconds, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let whole = |part: &str| -> Option<i64> {
        let digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse().ok()).flatten()
    };
    let thousandths: String = fraction.chars().chain("000".chars()).take(3).collect();
    whole(fraction)?;
    whole(days)?
        .checked_mul(24)?
        .checked_add(whole(hours)?)?
        .checked_mul(60)?
        .checked_add(whole(minutes)?)?
        .checked_mul(60)?
        .checked_add(whole(seconds)?)?
        .checked_mul(1000)?
        .checked_add(whole(&thousandths)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HISTORY_ROW: &str = "3a1fbb66-4353-8878-5129-aa7439c7e2db";

    #[test]
    fn an_id_tells_when_it_was_made() {
        let expected = "2026-03-01T11:47:18.483Z".parse::<jiff::Timestamp>();
        let expected = expected.map(|at| Timestamp(at.as_millisecond())).ok();
        assert_eq!(minted_at(HISTORY_ROW), expected);
        for odd in [
            "",
            "3a1fbb66",
            "wamid.HBgM",
            "00000000-0000-0000-0000-000000000000",
        ] {
            assert_eq!(minted_at(odd), None, "{odd}");
        }
    }

    #[test]
    fn the_three_styles_of_time_mean_the_same_instant() {
        let styles = [
            "2026-03-01T11:47:18.501081Z",
            "2026-03-01T14:47:18.501081+03:00",
            "2026-03-01T14:47:18.501081",
            // A wall time that agrees with the id was written in UTC.
            "2026-03-01T11:47:18.501081",
        ];
        let read = styles.map(|text| WireTime::parse(text).map(|time| time.resolve(HISTORY_ROW)));
        assert_eq!(read, [Some(Timestamp(1_772_365_638_501)); 4]);
    }

    #[test]
    fn a_wall_time_without_a_telling_id_is_riyadhs() {
        let time = WireTime::parse("2026-03-01T14:47:18").map(|time| time.resolve("no guid"));
        assert_eq!(time, Some(Timestamp(1_772_365_638_000)));
    }

    #[test]
    fn an_unset_dotnet_time_is_no_time() {
        assert_eq!(WireTime::parse("0001-01-01T00:00:00"), None);
        assert_eq!(WireTime::parse("0001-01-01T00:00:00Z"), None);
    }

    #[test]
    fn durations_are_read_in_every_length() {
        assert_eq!(time_span_ms("00:02:30"), Some(150_000));
        assert_eq!(time_span_ms("00:00:15.2500000"), Some(15_250));
        assert_eq!(time_span_ms("1.02:03:04.5"), Some(93_784_500));
        for odd in [
            "",
            "2:30",
            "-00:00:01",
            "a:b:c",
            "00:00:00:00",
            "1..0:0:0",
            "00:00:1e3",
        ] {
            assert_eq!(time_span_ms(odd), None, "{odd}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_but_never_fatal(text in ".*") {
            let _ = WireTime::parse(&text).map(|time| time.resolve(&text));
            let _ = time_span_ms(&text);
            let _ = minted_at(&text);
        }

        #[test]
        fn text_that_looks_like_a_duration_is_never_fatal(text in "[0-9]{0,30}\\.?[0-9]{0,30}:[0-9]{0,20}:[0-9.]{0,30}") {
            let _ = time_span_ms(&text);
        }

        #[test]
        fn every_written_duration_is_read_back(
            days in 0_i64..400, hours in 0_i64..24, minutes in 0_i64..60,
            seconds in 0_i64..60, ticks in 0_i64..10_000_000,
        ) {
            let text = format!("{days}.{hours:02}:{minutes:02}:{seconds:02}.{ticks:07}");
            let expected = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + ticks / 10_000;
            prop_assert_eq!(time_span_ms(&text), Some(expected));
        }
    }
}
