//! What can go wrong: a refusal that somebody can act on, or a failure of ours.
//!
//! Refusals carry facts; `app` words them in the reader's language. Failures are logged once, where they
//! become a response, and never leave the server as text.

use domain::{
    attempt::{AnswerRefused, proctor::SteerRefused},
    exam::{SittingFault, StartRefused},
    grading::marking::MarkRefused,
    time::Timestamp,
};

pub type Result<T, E = Failure> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// There is no such thing, or none that this person may know of.
    #[error("not found")]
    NotFound,
    /// Nobody is signed in.
    #[error("signed out")]
    SignedOut,
    /// The person who is signed in may not do this.
    #[error("not allowed")]
    Forbidden,
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// More is asked of the server than it can do at once; worth another try.
    #[error("busy")]
    Busy,
    #[error("database: {0}")]
    Db(#[from] sea_orm::DbErr),
    #[error("what is stored can't be read: {0}")]
    Corrupt(String),
    #[error("{0}")]
    Internal(String),
}

/// Why something was not done, with the facts that a person needs to go on.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// Name or password are wrong; which of the two is nobody's business.
    LoginWrong,
    /// Too many failures: not before `until`.
    LoginWait {
        until: Timestamp,
    },
    /// A demo account, from another machine.
    LoopbackOnly,
    Fields(Vec<FieldFault>),
    Start(StartRefused),
    Answer(AnswerRefused),
    /// A proctor can't do this to an attempt.
    Steer(SteerRefused),
    /// Somebody can't mark an answer.
    Mark(MarkRefused),
    /// Nobody steers an exam of one's own.
    OwnExam,
    Sitting(Vec<SittingFault>),
    Blueprint(Vec<domain::paper::BlueprintFault>),
    /// A file that can't be used, with the reason.
    Sheet(formats::sheet::SheetError),
    File(FileFault),
    /// It has been done already, by this form or by another window.
    AlreadyDone,
    /// Nothing in the import is fit to be taken over.
    NothingToImport,
    /// Nobody was chosen.
    NobodyChosen,
}

/// A field of a form that can't be used as it was filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// The field's `name`.
    pub field: &'static str,
    pub fault: Fault,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    Missing,
    TooLong {
        limit: usize,
    },
    NotANumber,
    OutOfRange {
        min: i64,
        max: i64,
    },
    NotATime,
    NotAPhone,
    NotAnEmail,
    NoSuchChoice,
    /// An enterprise code has one to eight letters or digits.
    NotACode,
    /// Somebody else has this number already.
    Taken,
    NationalId(domain::person::national_id::NationalIdFault),
    Password(domain::person::password::PasswordFault),
    /// The two passwords differ, or the old one is wrong.
    DoesNotMatch,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileFault {
    Missing,
    TooLarge {
        limit_mb: u32,
    },
    /// Not one of the kinds of file that are served.
    Kind {
        found: String,
    },
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Failure::Refused(refusal)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Failure::Corrupt(error.to_string())
    }
}

impl Failure {
    pub fn field(field: &'static str, fault: Fault) -> Failure {
        Refusal::Fields(vec![FieldFault { field, fault }]).into()
    }
}
