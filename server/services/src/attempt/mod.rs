//! Sitting an exam: the way from the start page to the result.
//!
//! - [`desk`]: what a candidate sees before and after, and the start
//! - [`room`]: the running exam: the paper, and every answer that is saved
//! - [`saves`]: how the answers of many candidates share a write
//! - [`finish`]: handing in, grading, and the certificate that follows
//! - [`marking`]: marks that people give
//! - [`close`]: what the clock does when nobody is there
//! - [`proctor`]: watching a room, and steering what runs in it

mod close;
mod desk;
mod finish;
pub mod marking;
pub(crate) mod papers;
pub mod proctor;
pub(crate) mod result;
mod room;
mod saves;
pub(crate) mod store;

pub use close::close_due;
pub use desk::{Desk, Exam, Standing, desk, mine, start};
pub use finish::hand_in;
pub use papers::Papers;
pub use result::{AttemptReport, Released, ResultView, Withheld, report, result};
pub use room::{Entrance, room, save};
pub use saves::Saves;
