//! Courses (课程): what people learn before they are examined, and the time they spend with it.
//!
//! ```text
//! trainer: create, change ──► course ──► lessons (edit.rs) ── Markdown → safe HTML (markdown.rs)
//!                                          └── pictures, PDF, video (media.rs)
//! learner: mine, course, lesson (read.rs) ── open, beat, finish (study.rs) ──► progress::of ──► exam
//! ```
//!
//! Anybody may read every course of the own enterprise: nobody is kept from learning about a danger. A
//! course is on somebody's list when it is for their post, for everybody, or for an exam they are invited to.

mod edit;
mod markdown;
mod media;
pub mod progress;
mod read;
pub mod source;
mod store;
mod study;

pub use edit::{
    CourseDraft, LessonDraft, LessonEdit, ManagedCourse, MediaView, Move, NewFile, add_lesson, change,
    change_lesson, create, draft, edited_lesson, managed, move_lesson, posts, titles,
};
pub use markdown::SafeHtml;
pub use media::{MAX_MEGABYTES, media};
pub use read::{CourseView, LessonRow, LessonState, LessonView, MyCourse, Opens, course, lesson, mine};
pub use source::{CourseSource, LessonSource, load};
pub use study::{Beat, StudyView, beat, finish, open, studied};
