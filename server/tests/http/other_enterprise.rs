//! Two enterprises on one server know nothing of each other.

use axum::http::StatusCode;
use domain::person::access::Role;
use entities::{candidate, person, session};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;
use testkit::House;

use crate::{
    browser::Reply,
    firm::{EVERYTHING, Firm, entries},
    permissions::{doors, knock},
    time::each_engine,
};

/// What the buttons of a person's page and of the organisation's send.
const BUTTONS: [&[(&str, &str)]; 7] = [
    &[],
    &[("do", "save"), ("name", "x"), ("number", "x"), ("employment", "employee")],
    &[("do", "leave")],
    &[("do", "reset")],
    &[("do", "reveal")],
    &[("to", "up"), ("reason", "x"), ("stem", "x"), ("title", "x"), ("minutes", "1"), ("markdown", "x")],
    &[("all", "1"), ("go", "hand-in"), ("answer-1", "0"), ("seq-1", "0"), ("text-1-0", "x")],
];

fn is_refusal(reply: &Reply) -> bool {
    [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&reply.status)
}

#[tokio::test]
async fn nothing_of_another_enterprise_opens_for_anybody() {
    each_engine(|house| async move {
        let (own, other) = (Firm::own(&house).await, Firm::other(&house).await);
        let before = entries(&house).await;
        for who in Role::ALL.map(Role::code).into_iter().chain([EVERYTHING]) {
            let mut browser = own.browser(&house, who).await;
            for door in doors().into_iter().filter(|door| door.has_id() && !door.path.starts_with("/verify"))
            {
                for path in own.mixed_paths(&other, door.path) {
                    let mut replies = Vec::new();
                    if door.method == "GET" {
                        replies.push(knock(&mut browser, door, &path).await);
                    } else {
                        for fields in BUTTONS {
                            replies.push(browser.post(&path, fields).await);
                        }
                    }
                    for reply in replies {
                        assert!(
                            is_refusal(&reply),
                            "{who}: {} {path}: {} {}",
                            door.method,
                            reply.status,
                            reply.text()
                        );
                        assert!(!reply.says(other.mark), "{who}: {} {path}", door.method);
                    }
                }
            }
        }
        assert_eq!(entries(&house).await, before, "something was written");
    })
    .await;
}

#[tokio::test]
async fn no_page_names_anything_of_another_enterprise() {
    each_engine(|house| async move {
        let (own, other) = (Firm::own(&house).await, Firm::other(&house).await);
        for who in Role::ALL.map(Role::code).into_iter().chain([EVERYTHING]) {
            // Whoever keeps the instance sees which enterprises there are, though nothing that is theirs.
            let mut browser = own.browser(&house, who).await;
            for door in
                doors().into_iter().filter(|door| door.method == "GET" && !door.path.starts_with("/verify"))
            {
                let path = own.path(door.path);
                let files = path.ends_with("/pdf") || path.ends_with(".xlsx");
                let asked: &[&str] =
                    if files { &[""] } else { &["", "?q=%E4%B9%99", "?q=worker", "?page=2"] };
                for query in asked {
                    let reply = browser.get(&format!("{path}{query}")).await;
                    assert!(!reply.says(other.mark), "{who}: {path}{query}");
                }
            }
        }
    })
    .await;
}

/// Ids do not only stand in addresses.
#[tokio::test]
async fn a_form_cannot_name_a_thing_of_another_enterprise() {
    each_engine(|house| async move {
        let (own, other) = (Firm::own(&house).await, Firm::other(&house).await);
        let mut victim = other.browser(&house, "worker").await;
        let foreign_session = session_of(&house, &other).await;
        let mut browser = own.browser(&house, EVERYTHING).await;
        let before = entries(&house).await;
        let unit = other.small_unit.to_string();
        let person = other.person("worker").to_string();
        let blueprint = other.id("blueprint").to_owned();
        let (own_unit, post) = (own.small_unit.to_string(), other.id("post"));

        let forms: [(&str, Vec<(&str, &str)>); 12] = [
            ("/sessions", vec![("id", &foreign_session)]),
            (
                "/people/new",
                vec![("name", "新人"), ("number", "N1"), ("employment", "employee"), ("unit", &unit)],
            ),
            (
                "/people/new",
                vec![
                    ("name", "新人"),
                    ("number", "N1"),
                    ("employment", "employee"),
                    ("unit", &own_unit),
                    ("post", post),
                ],
            ),
            ("/people/units", vec![("do", "rename_post"), ("id", post), ("post", "x")]),
            ("/courses/new", vec![("title", "新课程"), ("post", post)]),
            ("/people/units", vec![("do", "add_unit"), ("parent", &unit), ("name", "x")]),
            ("/people/units", vec![("do", "rename_unit"), ("id", &unit), ("name", "x")]),
            ("/people/units", vec![("do", "rename_post"), ("id", &unit), ("post", "x")]),
            ("/sittings/new", plan(&blueprint, "", own.id("people"))),
            ("/sittings/new", plan(own.id("blueprint"), other.id("courses"), own.id("people"))),
            ("/sittings/new", plan(own.id("blueprint"), "", &person)),
            ("/notices/read", vec![("id", &person)]),
        ];
        for (path, fields) in forms {
            let reply = browser.post(path, &fields).await;
            assert!(!reply.status.is_server_error(), "{path} {fields:?}: {}", reply.text());
            assert!(!reply.says(other.mark), "{path} {fields:?}");
            assert_eq!(entries(&house).await, before, "{path} {fields:?} did something: {}", reply.text());
        }
        let reply = browser
            .post(
                &format!("/blueprints/new?bank={}", other.id("banks")),
                &[("name", "x"), ("count-0", "1"), ("points-0", "1")],
            )
            .await;
        assert!(is_refusal(&reply), "{}", reply.status);
        let give = [("do", "give"), ("role", "trainer"), ("over", unit.as_str())];
        let reply = browser.post(&own.path("/people/{id}"), &give).await;
        assert!(!reply.status.is_success() && !reply.status.is_redirection(), "{}", reply.status);
        let save = json!({ "attempt": other.id("attempts"), "answers": [] });
        assert_eq!(browser.post_json("/api/attempt/save", &save).await.status, StatusCode::NOT_FOUND);
        let beat = json!({ "lesson": other.id("lessons") });
        assert_eq!(browser.post_json("/api/study/beat", &beat).await.status, StatusCode::NOT_FOUND);
        assert_eq!(entries(&house).await, before);

        let invite =
            browser.post(&own.path("/sittings/{sitting}/invite"), &[("person", person.as_str())]).await;
        assert!(!invite.status.is_server_error(), "{}", invite.text());
        let invited =
            candidate::Entity::find().filter(candidate::Column::SittingId.eq(uuid(own.id("sittings"))));
        let invited = invited.filter(candidate::Column::PersonId.eq(other.person("worker").0));
        assert_eq!(invited.count(house.guben.db.read()).await.unwrap(), 0);
        victim.open("/").await;
    })
    .await;
}

/// A made-up id that is taken elsewhere must neither overwrite nor confirm what stands there.
#[tokio::test]
async fn a_new_thing_cannot_take_the_place_of_another_enterprises() {
    each_engine(|house| async move {
        let (own, other) = (Firm::own(&house).await, Firm::other(&house).await);
        let mut browser = own.browser(&house, EVERYTHING).await;
        let before = entries(&house).await;
        let (person, unit) = (other.person("worker").to_string(), own.small_unit.to_string());
        let made = [
            ("/banks", vec![("once", other.id("banks")), ("name", "新题库")]),
            ("/courses/new", vec![("once", other.id("courses")), ("title", "新课程")]),
            (
                "/people/new",
                vec![
                    ("once", person.as_str()),
                    ("name", "新人"),
                    ("number", "N1"),
                    ("employment", "employee"),
                    ("unit", unit.as_str()),
                ],
            ),
        ];
        for (path, fields) in made {
            let reply = browser.post(path, &fields).await;
            assert!(!reply.status.is_server_error(), "{path}: {}", reply.text());
            let next = reply.header("location").to_owned();
            if !next.is_empty() {
                assert!(is_refusal(&browser.get(&next).await), "{path} leads to {next}");
            }
        }
        assert_eq!(entries(&house).await, before);
        let stored =
            person::Entity::find_by_id(other.person("worker").0).one(house.guben.db.read()).await.unwrap();
        assert_eq!(stored.unwrap().name, other.name("worker"));
    })
    .await;
}

fn plan<'a>(blueprint: &'a str, course: &'a str, person: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("name", "考试"),
        ("blueprint", blueprint),
        ("course", course),
        ("opens_at", "2030-01-01T08:00"),
        ("closes_at", "2030-01-02T08:00"),
        ("minutes", "60"),
        ("pass", "80"),
        ("make_ups", "0"),
        ("make_up_delay", "0"),
        ("certificate_title", "合格证"),
        ("certificate_months", "12"),
        ("person", person),
    ]
}

fn uuid(id: &str) -> sea_orm::prelude::Uuid {
    id.parse().unwrap()
}

async fn session_of(house: &House, firm: &Firm) -> String {
    let found = session::Entity::find().filter(session::Column::OrgId.eq(firm.ctx.org().0));
    found.one(house.guben.db.read()).await.unwrap().unwrap().id.to_string()
}
