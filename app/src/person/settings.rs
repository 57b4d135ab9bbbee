//! How somebody likes to read: language, type size, colours. Kept in cookies, so that it works before login.

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::IntoResponse as _,
};

use super::local;
use crate::{
    answer::Answer,
    door::{LANG_COOKIE, THEME_COOKIE, TYPE_COOKIE, Visitor},
    form::Form,
};

/// Each setting: the form's field, its cookie, and the values that it may have.
const SETTINGS: [(&str, &str, &[&str]); 3] = [
    ("lang", LANG_COOKIE, &["zh-CN", "en"]),
    ("type", TYPE_COOKIE, &["normal", "large", "larger"]),
    ("theme", THEME_COOKIE, &["auto", "light", "dark", "contrast"]),
];

/// A year, in seconds.
const KEPT_S: u32 = 365 * 24 * 60 * 60;

pub async fn submit(_: Visitor, form: Form) -> Answer {
    let mut headers = HeaderMap::new();
    for (field, cookie, values) in SETTINGS {
        if let Some(value) = values.iter().find(|value| form.get(field) == **value) {
            let cookie = format!("{cookie}={value}; Path=/; Max-Age={KEPT_S}; SameSite=Lax");
            if let Ok(cookie) = HeaderValue::from_str(&cookie) {
                headers.append(header::SET_COOKIE, cookie);
            }
        }
    }
    let back = without_lang(local(form.get("back")));
    Ok((StatusCode::SEE_OTHER, headers, [(header::LOCATION, back)]).into_response())
}

/// A language asked for in the address would win over the one just chosen.
fn without_lang(path: &str) -> String {
    let Some((page, query)) = path.split_once('?') else { return path.to_owned() };
    let rest: Vec<_> = query.split('&').filter(|pair| !pair.starts_with("lang=")).collect();
    if rest.is_empty() { page.to_owned() } else { format!("{page}?{}", rest.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_language_wins_over_the_one_in_the_address() {
        assert_eq!(without_lang("/verify/x?lang=en"), "/verify/x");
        assert_eq!(without_lang("/people?q=a&lang=en&page=2"), "/people?q=a&page=2");
        assert_eq!(without_lang("/people"), "/people");
    }
}
