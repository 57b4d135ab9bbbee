//! Refusals and failures in words: what happened, what was kept, what to do.

use domain::{
    attempt::{AnswerRefused, proctor::SteerRefused},
    bank::Kind,
    exam::{SittingFault, StartRefused},
    grading::marking::MarkRefused,
    person::{access::Role, national_id::NationalIdFault, password::PasswordFault},
    time::Zone,
};
use services::{
    Failure, Refusal,
    failure::{Fault, FileFault},
};

use crate::text::{self, Lang};

/// Something said to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub what: String,
    pub kept: Option<String>,
    pub then: Option<String>,
}

impl Said {
    fn new(what: &str) -> Said {
        Said { what: what.into(), kept: None, then: None }
    }

    fn kept(mut self, kept: &str) -> Said {
        self.kept = Some(kept.into());
        self
    }

    fn then(mut self, then: impl Into<String>) -> Said {
        self.then = Some(then.into());
        self
    }
}

/// `id` is the number under which a failure of ours was logged.
pub fn failure(lang: Lang, zone: Zone, failure: &Failure, id: Option<String>) -> Said {
    use text::trouble::*;
    match failure {
        Failure::NotFound => Said::new(not_found(lang)).then(not_found_then(lang)),
        Failure::Forbidden => Said::new(forbidden(lang)).then(forbidden_then(lang)),
        Failure::SignedOut => Said::new(signed_out(lang)).then(signed_out_then(lang)),
        Failure::Busy => Said::new(busy(lang)).then(busy_then(lang)),
        Failure::Refused(reason) => refusal_at(lang, zone, reason),
        Failure::Db(_) | Failure::Corrupt(_) | Failure::Internal(_) => {
            Said::new(ours(lang)).kept(ours_kept(lang)).then(ours_then(lang, id.unwrap_or_default()))
        }
    }
}

/// A refusal in words, with times in the enterprise's own zone.
pub fn refusal_at(lang: Lang, zone: Zone, refusal: &Refusal) -> Said {
    use text::refusal::*;
    match refusal {
        Refusal::LoginWrong => Said::new(login_wrong(lang)).then(login_wrong_then(lang)),
        Refusal::LoginWait { until } => {
            Said::new(login_wait(lang)).then(login_wait_then(lang, zone.clock(*until)))
        }
        Refusal::LoopbackOnly => Said::new(loopback_only(lang)).then(loopback_only_then(lang)),
        Refusal::Fields(faults) => Said::new(&form_incomplete(lang, faults.len())).kept(form_kept(lang)),
        Refusal::Start(reason) => start(lang, zone, reason),
        Refusal::Answer(reason) => answer(lang, reason),
        Refusal::Steer(reason) => steer(lang, zone, reason),
        Refusal::Mark(reason) => Said::new(mark(lang, *reason)),
        Refusal::OwnExam => Said::new(own_exam(lang)).then(own_exam_then(lang)),
        Refusal::Sitting(faults) => {
            let faults: Vec<_> = faults.iter().map(|fault| sitting(lang, *fault)).collect();
            Said::new(&faults.join(separator(lang))).kept(form_kept(lang))
        }
        Refusal::Blueprint(_) => Said::new(blueprint(lang)).kept(form_kept(lang)),
        Refusal::Sheet(error) => Said::new(text::refusal::sheet(lang))
            .kept(sheet_kept(lang))
            .then(crate::bank::wording::sheet_error(lang, error)),
        Refusal::File(FileFault::Missing) => Said::new(file_missing(lang)).then(file_missing_then(lang)),
        Refusal::File(FileFault::TooLarge { limit_mb }) => {
            Said::new(file_too_large(lang)).then(file_too_large_then(lang, limit_mb))
        }
        Refusal::File(FileFault::Kind { found }) => {
            Said::new(file_kind(lang)).then(file_kind_then(lang, found))
        }
        Refusal::AlreadyDone => Said::new(already_done(lang)).then(already_done_then(lang)),
        Refusal::NothingToImport => Said::new(nothing_to_import(lang)).then(nothing_to_import_then(lang)),
        Refusal::NobodyChosen => Said::new(nobody_chosen(lang)).then(nobody_chosen_then(lang)),
    }
}

pub fn start(lang: Lang, zone: Zone, reason: &StartRefused) -> Said {
    use text::refusal::*;
    match reason {
        StartRefused::NotOpenYet { opens_at } => {
            Said::new(not_open_yet(lang)).then(not_open_yet_then(lang, zone.minute(*opens_at)))
        }
        StartRefused::Closed { closed_at } => {
            Said::new(closed(lang)).then(closed_then(lang, zone.minute(*closed_at)))
        }
        StartRefused::CourseUnfinished => {
            Said::new(course_unfinished(lang)).then(course_unfinished_then(lang))
        }
        StartRefused::AlreadyPassed => Said::new(already_passed(lang)).then(already_passed_then(lang)),
        StartRefused::NoAttemptLeft { allowed } => {
            Said::new(no_attempt_left(lang)).then(no_attempt_left_then(lang, allowed))
        }
        StartRefused::WaitForMakeUp { until } => {
            Said::new(wait_make_up(lang)).then(wait_make_up_then(lang, zone.minute(*until)))
        }
        StartRefused::MakeUpTooLate => Said::new(make_up_too_late(lang)).then(make_up_too_late_then(lang)),
    }
}

fn answer(lang: Lang, reason: &AnswerRefused) -> Said {
    use text::refusal::*;
    match reason {
        AnswerRefused::NotStarted => Said::new(not_started(lang)),
        AnswerRefused::TimeUp { .. } => Said::new(time_up(lang)).kept(time_up_kept(lang)),
        AnswerRefused::Paused { .. } => Said::new(paused(lang)).kept(paused_kept(lang)),
        AnswerRefused::Voided { .. } => Said::new(voided(lang)),
        AnswerRefused::HandedIn { .. } => Said::new(handed_in(lang)).kept(handed_in_kept(lang)),
        AnswerRefused::NoSuchItem => Said::new(no_such_item(lang)),
        AnswerRefused::DoesNotFit => Said::new(does_not_fit(lang)),
        AnswerRefused::Stale { .. } => Said::new(stale(lang)).kept(stale_kept(lang)),
    }
}

fn steer(lang: Lang, zone: Zone, reason: &SteerRefused) -> Said {
    use text::refusal::*;
    match reason {
        SteerRefused::NotStarted => Said::new(steer_not_started(lang)),
        SteerRefused::TimeUp { deadline } => {
            Said::new(steer_time_up(lang)).then(steer_time_up_then(lang, zone.clock(*deadline)))
        }
        SteerRefused::AlreadyPaused { since } => {
            Said::new(steer_already_paused(lang)).then(steer_already_paused_then(lang, zone.clock(*since)))
        }
        SteerRefused::NotPaused => Said::new(steer_not_paused(lang)),
        SteerRefused::HandedIn { at } => {
            Said::new(steer_handed_in(lang)).then(steer_handed_in_then(lang, zone.clock(*at)))
        }
        SteerRefused::Voided { at } => {
            Said::new(steer_voided(lang)).then(steer_voided_then(lang, zone.clock(*at)))
        }
        SteerRefused::StillOpen => Said::new(steer_still_open(lang)),
        SteerRefused::Certified => Said::new(steer_certified(lang)).then(steer_certified_then(lang)),
        SteerRefused::Superseded => Said::new(steer_superseded(lang)),
        SteerRefused::KeysReleased => {
            Said::new(steer_keys_released(lang)).then(steer_keys_released_then(lang))
        }
        SteerRefused::NeedsTime { ended } => {
            Said::new(steer_needs_time(lang)).then(steer_needs_time_then(lang, zone.clock(*ended)))
        }
    }
}

pub fn sitting(lang: Lang, fault: SittingFault) -> &'static str {
    use text::refusal::*;
    match fault {
        SittingFault::EndsBeforeItBegins => ends_before_it_begins(lang),
        SittingFault::LimitOutOfRange => limit_out_of_range(lang),
        SittingFault::LimitLongerThanWindow => limit_longer_than_window(lang),
        SittingFault::PassOutOfRange => pass_out_of_range(lang),
        SittingFault::TooManyMakeUps => too_many_make_ups(lang),
        SittingFault::NoRoomForMakeUp => no_room_for_make_up(lang),
    }
}

pub fn fault(lang: Lang, fault: &Fault) -> String {
    use text::fault::*;
    match fault {
        Fault::Missing => missing(lang).into(),
        Fault::TooLong { limit } => too_long(lang, limit),
        Fault::NotANumber => not_a_number(lang).into(),
        Fault::OutOfRange { min, max } => out_of_range(lang, min, max),
        Fault::NotATime => not_a_time(lang).into(),
        Fault::NotAPhone => not_a_phone(lang).into(),
        Fault::NotAnEmail => not_an_email(lang).into(),
        Fault::NoSuchChoice => no_such_choice(lang).into(),
        Fault::NotACode => not_a_code(lang).into(),
        Fault::Taken => taken(lang).into(),
        Fault::DoesNotMatch => does_not_match(lang).into(),
        Fault::NationalId(fault) => national_id(lang, *fault),
        Fault::Password(fault) => password(lang, *fault),
    }
}

pub fn national_id(lang: Lang, fault: NationalIdFault) -> String {
    use text::fault::*;
    match fault {
        NationalIdFault::Length { found } => id_length(lang, found),
        NationalIdFault::Characters => id_characters(lang).into(),
        NationalIdFault::PrecisionLost => id_precision(lang).into(),
        NationalIdFault::FirstGeneration => id_first_generation(lang).into(),
        NationalIdFault::BirthDate => id_birth_date(lang).into(),
        NationalIdFault::CheckCharacter => id_check(lang).into(),
    }
}

fn password(lang: Lang, fault: PasswordFault) -> String {
    use text::fault::*;
    match fault {
        PasswordFault::TooShort { least } => password_short(lang, least),
        PasswordFault::TooLong { most } => password_long(lang, most),
        PasswordFault::SameAsLogin => password_same(lang).into(),
        PasswordFault::SameAsBefore => password_before(lang).into(),
        PasswordFault::Common => password_common(lang).into(),
    }
}

pub fn role(lang: Lang, role: Role) -> &'static str {
    use text::role::*;
    match role {
        Role::Worker => worker(lang),
        Role::Trainer => trainer(lang),
        Role::SafetyManager => safety_manager(lang),
        Role::Proctor => proctor(lang),
        Role::Auditor => auditor(lang),
        Role::EnterpriseAdmin => enterprise_admin(lang),
        Role::SystemAdmin => system_admin(lang),
    }
}

/// Why an answer can't be marked.
fn mark(lang: Lang, reason: MarkRefused) -> &'static str {
    use text::marking::*;
    match reason {
        MarkRefused::Own => refused_own(lang),
        MarkRefused::MarkedBefore => refused_before(lang),
        MarkRefused::Settled => settled(lang),
        MarkRefused::OutOfRange { .. } => refused_range(lang),
    }
}

pub fn kind(lang: Lang, kind: Kind) -> &'static str {
    use text::kind::*;
    match kind {
        Kind::SingleChoice => single_choice(lang),
        Kind::MultipleChoice => multiple_choice(lang),
        Kind::TrueFalse => true_false(lang),
        Kind::FillIn => fill_in(lang),
        Kind::Numeric => numeric(lang),
        Kind::Matching => matching(lang),
        Kind::Ordering => ordering(lang),
        Kind::Hotspot => hotspot(lang),
        Kind::ShortAnswer => short_answer(lang),
        Kind::Case => case(lang),
    }
}

/// What stands between parts of a list within a sentence.
pub fn separator(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "；",
        Lang::En => "; ",
    }
}
