//! Courses: what earns learning time (学时), and when a course is done.
//!
//! All time is the server's. A browser can only make itself heard; when it is heard is read from our
//! own clock, and what it claims about time is never asked.

pub mod credit;
pub mod progress;

pub use credit::{Opening, Study, credit, opening};
pub use progress::{CourseProgress, LessonCredit, progress};
