//! Signing in, the roster, units and posts, roles, and the enterprises of the instance.

use axum::routing::{get, post};
use domain::person::access::Action;
use services::Failure;

use crate::{
    access::{
        Access::{Needs, Public},
        Route, act, form, page,
    },
    answer::Trouble,
};

mod card;
mod enterprises;
mod import;
mod list;
mod login;
mod password;
mod passwords;
mod sessions;
mod settings;
mod units;
mod words;

pub use words::{below, unit_choices};

pub fn routes() -> Vec<Route> {
    vec![
        form("/login", Public, get(login::show).post(login::submit)),
        act("/settings", Public, post(settings::submit)),
        act("/logout", Needs(Action::Own), post(login::logout)),
        form("/password", Needs(Action::Own), get(password::show).post(password::submit)),
        form("/sessions", Needs(Action::Own), get(sessions::show).post(sessions::submit)),
        form("/people", Needs(Action::SeeRoster), get(list::show).post(list::find)),
        form("/people/new", Needs(Action::EditRoster), get(card::blank).post(card::add)),
        form("/people/import", Needs(Action::EditRoster), get(import::show).post(import::submit)),
        form("/people/units", Needs(Action::SeeRoster), get(units::show).post(units::submit)),
        form("/people/passwords", Needs(Action::ResetPassword), get(passwords::show).post(passwords::submit)),
        form("/people/{id}", Needs(Action::SeeRoster), get(card::show).post(card::submit)),
        page("/people/import/template.csv", Needs(Action::EditRoster), get(import::template)),
        form(
            "/enterprises",
            Needs(Action::ManageEnterprises),
            get(enterprises::show).post(enterprises::submit),
        ),
    ]
}

/// What a form can show again; everything else is trouble.
fn refusal(failure: Failure) -> Result<services::Refusal, Trouble> {
    match failure {
        Failure::Refused(refusal) => Ok(refusal),
        failure => Err(Trouble(failure)),
    }
}

/// A path of this server to go to, from an address that somebody else may have written.
fn local(path: &str) -> &str {
    let inside = path.starts_with('/')
        && !path.starts_with("//")
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if inside { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_server() {
        for outside in
            ["", "people", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nb", "/\tb"]
        {
            assert_eq!(local(outside), "/", "{outside:?}");
        }
        assert_eq!(local("/people?q=%E5%88%98&page=2"), "/people?q=%E5%88%98&page=2");
    }
}
