//! Instants and lengths of time. The domain can't read a clock: `now` always comes in as an argument.

use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, UtcOffset, format_description::BorrowedFormatItem, macros::format_description};

/// An instant, in milliseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// A length of time in whole minutes: exam limits, learning credit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Minutes(pub u32);

impl Minutes {
    pub const fn millis(self) -> i64 {
        self.0 as i64 * 60_000
    }

    /// Full minutes in `millis`; what is begun does not count, since credit is never rounded up.
    pub fn completed_in(millis: i64) -> Self {
        Self(u32::try_from(millis.max(0) / 60_000).unwrap_or(u32::MAX))
    }
}

impl Timestamp {
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    pub const fn plus(self, minutes: Minutes) -> Self {
        self.plus_millis(minutes.millis())
    }

    /// Milliseconds from `earlier` to `self`; negative when `self` comes first.
    pub const fn since(self, earlier: Timestamp) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// How an enterprise's local time differs from UTC, in minutes.
///
/// A fixed offset is enough where there is no summer time; China (UTC+8) has had none since 1991.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Zone(pub i16);

impl Zone {
    pub const CHINA: Zone = Zone(8 * 60);

    fn local(self, at: Timestamp) -> OffsetDateTime {
        let offset = UtcOffset::from_whole_seconds(i32::from(self.0) * 60).unwrap_or(UtcOffset::UTC);
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(at.0) * 1_000_000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
            .to_offset(offset)
    }

    fn format(self, at: Timestamp, format: &[BorrowedFormatItem<'_>]) -> String {
        self.local(at).format(format).unwrap_or_default()
    }

    /// `2026-11-22`
    pub fn date(self, at: Timestamp) -> String {
        self.format(at, format_description!("[year]-[month]-[day]"))
    }

    /// `2026-11-22 09:30`
    pub fn minute(self, at: Timestamp) -> String {
        self.format(at, format_description!("[year]-[month]-[day] [hour]:[minute]"))
    }

    /// `2026-11-22 09:30:05`
    pub fn second(self, at: Timestamp) -> String {
        self.format(at, format_description!("[year]-[month]-[day] [hour]:[minute]:[second]"))
    }

    /// `09:30:05`
    pub fn clock(self, at: Timestamp) -> String {
        self.format(at, format_description!("[hour]:[minute]:[second]"))
    }

    /// `2026-11-22T09:30`, what an `<input type="datetime-local">` holds.
    pub fn input(self, at: Timestamp) -> String {
        self.format(at, format_description!("[year]-[month]-[day]T[hour]:[minute]"))
    }

    /// Reads what [`Zone::input`] writes, with or without seconds.
    pub fn parse_input(self, text: &str) -> Option<Timestamp> {
        let text = text.trim();
        let with_seconds = if text.len() == 16 { format!("{text}:00") } else { text.to_owned() };
        let local = time::PrimitiveDateTime::parse(
            &with_seconds,
            format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]"),
        )
        .ok()?;
        let utc = local.assume_utc().unix_timestamp() - i64::from(self.0) * 60;
        Some(Timestamp(utc * 1000))
    }

    pub fn year(self, at: Timestamp) -> i32 {
        self.local(at).year()
    }

    /// Hour of the day, 0 to 23.
    pub fn hour(self, at: Timestamp) -> u8 {
        self.local(at).hour()
    }

    /// The same local time `months` later; the last day of the month where that day does not exist.
    pub fn plus_months(self, at: Timestamp, months: u32) -> Timestamp {
        let local = self.local(at);
        let index =
            local.year() * 12 + i32::from(u8::from(local.month())) - 1 + i32::try_from(months).unwrap_or(0);
        let Ok(month) = time::Month::try_from((index.rem_euclid(12) + 1) as u8) else { return at };
        let year = index.div_euclid(12);
        let day = local.day().min(month.length(year));
        time::Date::from_calendar_date(year, month, day)
            .map(|date| Timestamp((local.replace_date(date).unix_timestamp_nanos() / 1_000_000) as i64))
            .unwrap_or(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp(1_795_320_000_000); // 2026-11-22T04:00:00Z

    #[test]
    fn local_times_are_written_and_read_back() {
        assert_eq!(Zone::CHINA.second(NOON), "2026-11-22 12:00:00");
        assert_eq!(Zone::CHINA.parse_input(&Zone::CHINA.input(NOON)), Some(NOON));
        assert_eq!(Zone::CHINA.parse_input("yesterday"), None);
    }

    #[test]
    fn a_year_of_validity_ends_on_the_same_day() {
        assert_eq!(Zone::CHINA.date(Zone::CHINA.plus_months(NOON, 12)), "2027-11-22");
        let leap_day = Zone::CHINA.parse_input("2028-02-29T08:00").unwrap();
        assert_eq!(Zone::CHINA.input(Zone::CHINA.plus_months(leap_day, 12)), "2029-02-28T08:00");
    }

    #[test]
    fn a_begun_minute_is_no_credit() {
        assert_eq!(Minutes::completed_in(119_999), Minutes(1));
        assert_eq!(Minutes::completed_in(-5), Minutes(0));
    }
}
