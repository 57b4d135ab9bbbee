//! How people stand, in words.

use services::report::{Missing, Standing};

use crate::{
    text::{self, Lang},
    ui::Tone,
};

pub fn standing(lang: Lang, standing: Standing) -> (Tone, &'static str) {
    match standing {
        Standing::Passed => (Tone::Ok, text::coverage::passed(lang)),
        Standing::Missing(why) => missing(lang, why),
    }
}

pub fn missing(lang: Lang, why: Missing) -> (Tone, &'static str) {
    use text::coverage::*;
    match why {
        Missing::Running => (Tone::Info, why_running(lang)),
        Missing::MakeUpOpen => (Tone::Warn, why_make_up_open(lang)),
        Missing::NotBegun => (Tone::Plain, why_not_begun(lang)),
        Missing::Failed => (Tone::Bad, why_failed(lang)),
        Missing::Absent => (Tone::Bad, why_absent(lang)),
        Missing::Expired => (Tone::Warn, why_expired(lang)),
        Missing::Revoked => (Tone::Bad, why_revoked(lang)),
        Missing::NotInvited => (Tone::Plain, why_not_invited(lang)),
    }
}

/// A part of a whole in percent, never rounded up: 999 of 1000 are 99.9 %, and only all are 100 %.
pub fn percent(part: usize, whole: usize) -> String {
    match (part * 1000).checked_div(whole) {
        None => "—".to_owned(),
        Some(thousandths) => format!("{}.{}%", thousandths / 10, thousandths % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_everybody_is_a_hundred_percent() {
        assert_eq!(percent(97, 100), "97.0%");
        assert_eq!(percent(1999, 2000), "99.9%");
        assert_eq!(percent(3, 3), "100.0%");
        assert_eq!(percent(0, 0), "—");
    }
}
