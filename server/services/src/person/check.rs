//! Reading the fields of a form, with every fault at once.

use domain::person::roster::{Document, phone};
use time::{Date, macros::format_description};

use crate::failure::{Failure, Fault, FieldFault, Refusal, Result};

/// Longest name of a person or an enterprise, in characters.
pub const NAME_LIMIT: usize = 80;

/// Longest number, phone, date or code, in characters.
pub const SHORT_LIMIT: usize = 32;

/// Longest mail address, in characters (RFC 5321 §4.5.3.1.3).
pub const EMAIL_LIMIT: usize = 254;

#[derive(Default)]
pub struct Checks(Vec<FieldFault>);

impl Checks {
    pub fn add(&mut self, field: &'static str, fault: Fault) {
        self.0.push(FieldFault { field, fault });
    }

    /// What must be filled in.
    pub fn text(&mut self, field: &'static str, typed: &str, limit: usize) -> String {
        let text = self.optional(field, typed, limit);
        if text.is_none() && typed.trim().is_empty() {
            self.add(field, Fault::Missing);
        }
        text.unwrap_or_default()
    }

    /// What may be left empty.
    pub fn optional(&mut self, field: &'static str, typed: &str, limit: usize) -> Option<String> {
        let text = typed.trim();
        if text.chars().count() > limit {
            self.add(field, Fault::TooLong { limit });
            return None;
        }
        (!text.is_empty()).then(|| text.to_owned())
    }

    pub fn email(&mut self, field: &'static str, typed: &str) -> Option<String> {
        let text = self.optional(field, typed, EMAIL_LIMIT)?;
        let whole = text.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
        });
        if !whole || text.chars().any(char::is_whitespace) {
            self.add(field, Fault::NotAnEmail);
        }
        Some(text)
    }

    pub fn phone(&mut self, field: &'static str, typed: &str) -> Option<String> {
        phone(typed).unwrap_or_else(|_| {
            self.add(field, Fault::NotAPhone);
            None
        })
    }

    /// A day as a date field sends it: `2026-11-22`.
    pub fn day(&mut self, field: &'static str, typed: &str) -> Option<String> {
        let text = self.optional(field, typed, SHORT_LIMIT)?;
        if Date::parse(&text, format_description!("[year]-[month]-[day]")).is_err() {
            self.add(field, Fault::NotATime);
        }
        Some(text)
    }

    pub fn document(&mut self, field: &'static str, typed: &str) -> Option<Document> {
        Document::parse(typed).unwrap_or_else(|fault| {
            self.add(field, Fault::NationalId(fault));
            None
        })
    }

    pub fn done(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Failure::Refused(Refusal::Fields(self.0))) }
    }
}
