//! Wherever the pages lead, a door opens.

use std::collections::{BTreeSet, VecDeque};

use axum::http::StatusCode;
use domain::person::access::Role;

use crate::{
    browser::{Reply, unescape},
    firm::Firm,
    permissions::{Door, doors},
    time::each_engine,
};

/// Pages that are looked at for each role: far more than there are.
const ENOUGH: usize = 400;

#[tokio::test]
async fn no_page_shows_a_link_or_a_button_that_its_reader_may_not_use() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        for role in Role::ALL {
            let mut browser = firm.browser(&house, role.code()).await;
            let mut waiting = VecDeque::from(["/".to_owned()]);
            let mut seen = BTreeSet::new();
            while let Some(path) = waiting.pop_front() {
                if !seen.insert(path.clone()) {
                    continue;
                }
                assert!(seen.len() < ENOUGH, "{role:?}: the pages do not end: {path}");
                let reply = browser.get(&path).await;
                let fine = [StatusCode::OK, StatusCode::SEE_OTHER].contains(&reply.status);
                assert!(fine, "{role:?}: {path} is linked and answers {}", reply.status);
                let to = reply.header("location").to_owned();
                waiting.extend(local(&to));
                if reply.header("content-type").starts_with("text/html") {
                    waiting.extend(reply.attributes("href").iter().filter_map(|href| local(href)));
                    for action in posts(&reply, &path) {
                        let door = door("POST", &action)
                            .unwrap_or_else(|| panic!("{path} posts to {action}, where nothing is"));
                        assert!(door.lets_in(role), "{role:?}: {path} has a button for {action}");
                    }
                }
            }
        }
    })
    .await;
}

/// A link to one of our pages, without the place on it.
fn local(href: &str) -> Option<String> {
    let page = href.split('#').next().unwrap_or_default();
    let ours = page.starts_with('/') && !page.starts_with("//") && !page.starts_with("/pkg/");
    let file = ["/favicon", "/icon", "/robots"].iter().any(|start| page.starts_with(start));
    (ours && !file).then(|| page.to_owned())
}

/// Where the forms of a page are sent.
fn posts(reply: &Reply, path: &str) -> Vec<String> {
    let text = reply.text();
    let forms = text.split("<form").skip(1).map(|rest| rest.split('>').next().unwrap_or_default());
    let forms = forms.filter(|form| form.contains("method=\"post\""));
    let actions = forms.map(|form| match form.split("action=\"").nth(1) {
        Some(rest) => unescape(rest.split('"').next().unwrap_or_default()),
        None => path.to_owned(),
    });
    let buttons =
        text.split("formaction=\"").skip(1).map(|rest| unescape(rest.split('"').next().unwrap_or_default()));
    actions
        .chain(buttons)
        .map(|action| action.split(['?', '#']).next().unwrap_or_default().to_owned())
        .collect()
}

/// The door at an address; the one with fewer ids in its path where two fit.
fn door(method: &str, path: &str) -> Option<Door> {
    let fits = |door: &Door| {
        let (ours, theirs): (Vec<_>, Vec<_>) = (door.path.split('/').collect(), path.split('/').collect());
        ours.len() == theirs.len()
            && ours.iter().zip(theirs).all(|(part, given)| part.starts_with('{') || *part == given)
    };
    let fitting = doors().into_iter().filter(|door| door.method == method && fits(door));
    fitting.min_by_key(|door| door.path.matches('{').count())
}
