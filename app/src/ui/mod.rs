//! What pages are made of: small components that are rendered on the server only.
//!
//! They take sentences that are already translated and hold none of their own. A component's rules
//! are in `style/ui/`, under a class with its name; variants are `data-` attributes. No component
//! writes a `style` attribute, so the content security policy can forbid them.

mod answer_card;
mod badge;
mod button;
mod card;
mod choices;
#[cfg(test)]
mod contrast;
mod field;
mod icon;
mod list;
mod marked;
mod maybe;
mod nav;
mod notice;
mod page;
mod progress;
mod prose;
mod select;
mod shell;
mod stats;
mod table;
#[cfg(test)]
mod tests;
mod text_area;
mod timeline;
mod tone;
mod verdict;

pub use answer_card::{AnswerCard, AnswerCell, AnswerLegend};
pub use badge::Badge;
pub use button::{Button, ButtonKind, LinkButton};
pub use card::{Card, CardHead, EmptyState, Portrait, Signal};
pub use choices::{Checkbox, CheckboxGroup, Choice, RadioGroup};
pub use field::{Field, FileField};
pub use icon::{Glyph, Icon};
pub use list::{Fact, Facts, Numbered, NumberedRow, Row, Rows};
pub use marked::{Marked, marked};
pub use maybe::Maybe;
pub use nav::{Breadcrumbs, Crumb, NavItem, Pager, Steps, Tabs};
pub use notice::{ErrorSummary, Notice};
pub use page::{ActionBar, Actions, Columns, Filters, PageHead, Stack};
pub use progress::Progress;
pub use prose::Prose;
pub use select::Select;
pub use shell::{Search, Setting, Settings, Shell, ShellKind, ShellWords, Theme, TypeSize, User};
pub use stats::{Proportions, Stat, StatTiles};
pub use table::{Column, Table, Toolbar};
pub use text_area::TextArea;
pub use timeline::{Timeline, TimelineEntry};
pub use tone::Tone;
pub use verdict::Verdict;
