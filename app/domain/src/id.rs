//! Identifiers: a type for each kind of thing, so that a person can't stand where an attempt should.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::from_str(text).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Uuid {
                id.0
            }
        }
    )*};
}

ids! {
    /// An enterprise (生产经营单位): the tenant, whose records nobody outside it can see.
    OrgId
    /// A node of an enterprise's organisation tree: workshop, crew, project team.
    UnitId
    /// A job at an enterprise (岗位), which decides the courses a person needs.
    PostId
    /// One human in one enterprise's file.
    PersonId
    CourseId
    LessonId
    /// A stretch of time that one person spent with one lesson.
    StudyId
    BankId
    /// A change of many questions at once.
    BulkEditId
    /// A question (试题) through all its versions.
    ItemId
    /// One version of a question; never changes once stored.
    ItemVersionId
    ImportId
    BlueprintId
    /// A sitting (场次): an exam for chosen people in a time window.
    SittingId
    AttemptId
    /// What a proctor asked for once, however often the form arrives.
    OrderId
    CertificateId
    NoticeId
}
