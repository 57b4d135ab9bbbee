//! What a candidate can get holds no key and no explanation before its time, and nobody gets our insides.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use domain::{
    attempt::room::{Draft, Room},
    paper::ShownResponse,
};
use serde_json::{Value, json};
use testkit::House;

use crate::{
    browser::{Browser, Reply, contains, unescape},
    firm::{EVERYTHING, Firm, right_answers},
    permissions::doors,
    time::{Clock, each_engine},
};

/// Explanations, legal bases and the texts that fill blanks in the bank of [`Firm`] begin with these.
const SECRETS: [&str; 3] = ["密解", "密据", "密填"];

/// A candidate whose every received byte is searched.
struct Candidate {
    browser: Browser,
    /// Own words come back, and are no secret.
    known: BTreeSet<&'static str>,
}

impl Candidate {
    fn search(&self, what: &str, reply: &Reply) {
        for secret in SECRETS.iter().filter(|secret| !self.known.contains(*secret)) {
            assert!(!contains(&reply.body, secret.as_bytes()), "{what} tells {secret}: {}", reply.text());
            // The same inside JSON, had its writer escaped it.
            let escaped: String = secret.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
            assert!(!contains(&reply.body, escaped.as_bytes()), "{what} tells {secret}, escaped");
        }
    }

    async fn get(&mut self, path: &str) -> Reply {
        let reply = self.browser.get(path).await;
        assert!(!reply.status.is_server_error(), "{path}: {}", reply.text());
        self.search(path, &reply);
        reply
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let reply = self.browser.post(path, fields).await;
        assert!(!reply.status.is_server_error(), "{path}: {}", reply.text());
        self.search(path, &reply);
        reply
    }

    async fn save(&mut self, room: &Room, answers: &[Draft]) -> Value {
        let body = json!({ "attempt": room.attempt, "answers": answers });
        let reply = self.browser.post_json("/api/attempt/save", &body).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        self.search("save", &reply);
        serde_json::from_slice(&reply.body).unwrap()
    }

    /// Every page that has to do with the exam, and every other that a worker may open.
    async fn look_around(&mut self, firm: &Firm, attempt: &str) {
        let own = |path: String| path.replace(firm.id("attempts"), attempt);
        let pages = doors().into_iter().filter(|door| door.method == "GET");
        for path in pages.map(|door| own(firm.path(door.path))) {
            self.get(&path).await;
        }
        for query in ["?tab=training", "?tab=exams", "?tab=certificates"] {
            self.get(&format!("/me{query}")).await;
        }
        for query in ["?all=1", "?q=2", "?q=3&flags=1.2&kept=1", "?q=99"] {
            self.get(&format!("/attempts/{attempt}{query}")).await;
        }
    }
}

/// What the room's page hands to its island: the candidate's own source.
fn room(page: &Reply) -> (Room, Value) {
    let text = page.text();
    let props = text.split("data-props=\"").nth(1).and_then(|rest| rest.split('"').next());
    let props: Value = serde_json::from_str(&unescape(props.expect("the room is an island"))).unwrap();
    let value = props["room"].clone();
    (serde_json::from_value(value.clone()).unwrap(), value)
}

async fn begin(house: &House, firm: &Firm) -> (Candidate, Room) {
    let browser = firm.browser(house, "worker").await;
    let mut candidate = Candidate { browser, known: BTreeSet::new() };
    let desk = firm.path("/exams/{sitting}");
    candidate.get("/").await;
    candidate.get(&desk).await;
    let attempt = candidate.post(&desk, &[]).await.goes_to().to_owned();
    let page = candidate.get(&attempt).await;
    let (room, value) = room(&page);
    let fields: BTreeSet<_> =
        value["sheet"]["items"][0].as_object().unwrap().keys().map(String::as_str).collect();
    let allowed = BTreeSet::from(["no", "kind", "points", "stem", "options", "blanks"]);
    assert_eq!(fields, allowed, "a field more is a field to leak through");
    (candidate, room)
}

#[tokio::test]
async fn keys_and_explanations_come_out_when_the_window_has_closed_and_not_before() {
    let clock = Clock::take().await;
    testkit::each_engine(|house| {
        let clock = &clock;
        async move {
            clock.ahead(0);
            let firm = Firm::own(&house).await;
            let (mut candidate, room) = begin(&house, &firm).await;
            let attempt = room.attempt.to_string();
            candidate.look_around(&firm, &attempt).await;

            // Wrong answers first, by script and without one.
            let wrong: Vec<_> = right_answers(&room).into_iter().map(spoiled).collect();
            let settled = candidate.save(&room, &wrong).await;
            let outcomes: Vec<_> =
                settled["results"].as_array().unwrap().iter().map(|one| &one["outcome"]).collect();
            let alike: BTreeSet<_> = outcomes.iter().map(ToString::to_string).collect();
            assert_eq!(alike.len(), 1, "saving tells right from wrong: {outcomes:?}");
            let mixed: Vec<Draft> = right_answers(&room)
                .into_iter()
                .enumerate()
                .map(|(index, draft)| {
                    let draft = if index % 2 == 0 { draft } else { spoiled(draft) };
                    Draft { sequence: 2, ..draft }
                })
                .filter(|draft| !matches!(draft.answer, ShownResponse::Texts(_)))
                .collect();
            let settled = candidate.save(&room, &mixed).await;
            let alike: BTreeSet<_> =
                settled["results"].as_array().unwrap().iter().map(|one| one["outcome"].to_string()).collect();
            assert_eq!(alike.len(), 1, "saving tells right from wrong: {settled}");
            candidate
                .post(
                    &format!("/attempts/{attempt}"),
                    &[("at", "1"), ("answer-1", "0"), ("seq-1", "2"), ("go", "next")],
                )
                .await;
            candidate.look_around(&firm, &attempt).await;

            candidate.get(&format!("/attempts/{attempt}/hand-in")).await;
            let result =
                candidate.post(&format!("/attempts/{attempt}/hand-in"), &[]).await.goes_to().to_owned();
            assert_eq!(candidate.get(&result).await.status, StatusCode::OK);
            candidate.look_around(&firm, &attempt).await;
            candidate.save(&room, &wrong).await;

            // The window is three hours long; its last minute is too early.
            clock.ahead(179);
            candidate.look_around(&firm, &attempt).await;
            clock.ahead(181);
            for path in [result, format!("/me/attempts/{attempt}")] {
                let page = candidate.browser.open(&path).await;
                for secret in SECRETS {
                    assert!(page.says(secret), "{path} keeps {secret} back after the window");
                }
            }
        }
    })
    .await;
}

/// The same kind of answer, and not the right one.
fn spoiled(draft: Draft) -> Draft {
    let answer = match draft.answer {
        ShownResponse::Chosen(chosen) => {
            ShownResponse::Chosen((0..3).filter(|place| !chosen.contains(place)).take(1).collect())
        }
        ShownResponse::Truth(truth) => ShownResponse::Truth(!truth),
        ShownResponse::Texts(_) => ShownResponse::Texts(vec!["不知道".into()]),
        other => panic!("{other:?}"),
    };
    Draft { answer, ..draft }
}

/// A key could stand in the markup without a word of it.
#[tokio::test]
async fn the_options_of_a_question_look_alike() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let (mut candidate, room) = begin(&house, &firm).await;
        let page = candidate.get(&format!("/attempts/{}?all=1", room.attempt)).await.text();
        for item in room.sheet.items.iter().filter(|item| !item.options.is_empty()) {
            let name = format!("name=\"answer-{}\"", item.no);
            let tags = page.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap_or_default());
            let tags: Vec<_> = tags.filter(|tag| tag.contains(&name)).collect();
            assert_eq!(tags.len(), item.options.len(), "question {}", item.no);
            let bare = |tag: &&str| tag.chars().filter(|sign| !sign.is_ascii_digit()).collect::<String>();
            let alike: BTreeSet<_> = tags.iter().map(bare).collect();
            assert_eq!(alike.len(), 1, "question {}: {alike:?}", item.no);
        }
    })
    .await;
}

/// What a database says of itself; no reader of a page should ever see it.
const INSIDES: [&str; 11] = [
    "SELECT",
    "no such table",
    "relation",
    "sqlx",
    "sea_orm",
    "SeaORM",
    "Execution Error",
    "Query Error",
    "panicked",
    "RUST_",
    ".rs:",
];

fn keeps_its_insides(path: &str, reply: &Reply) {
    for word in INSIDES {
        assert!(!reply.says(word), "{path} says {word}: {}", reply.text());
    }
}

#[tokio::test]
async fn a_broken_database_gives_a_number_to_quote_and_nothing_else() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let everybody = firm.browser(&house, EVERYTHING).await;
        let (candidate, room) = begin(&house, &firm).await;
        // Everything but what it takes to know who asks.
        for table in [
            "answer",
            "paper",
            "item",
            "item_version",
            "bank",
            "import",
            "course",
            "lesson",
            "candidate",
            "sitting",
            "certificate",
        ] {
            house.tamper(&format!("ALTER TABLE {table} RENAME TO {table}_lost")).await;
        }
        let mut broken = 0;
        for door in doors() {
            let mut browser = everybody.clone();
            let path = firm.path(door.path);
            let reply = match door.method {
                "GET" => browser.get(&path).await,
                _ if door.path == "/logout" => continue,
                _ => {
                    browser
                        .post(
                            &path,
                            &[
                                ("once", "01890000-0000-7000-8000-000000000000"),
                                ("name", "x"),
                                ("title", "x"),
                            ],
                        )
                        .await
                }
            };
            keeps_its_insides(&path, &reply);
            if reply.status == StatusCode::INTERNAL_SERVER_ERROR {
                broken += 1;
                assert!(gives_a_number(&reply), "{path} gives no number: {}", reply.text());
                let english = browser.clone().reading("en").get(&path).await;
                keeps_its_insides(&path, &english);
            }
        }
        assert!(broken > 10, "the database was not broken enough: {broken}");

        let mut candidate = candidate;
        let body = json!({ "attempt": room.attempt, "answers": right_answers(&room) });
        let reply = candidate.browser.post_json("/api/attempt/save", &body).await;
        assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR);
        keeps_its_insides("/api/attempt/save", &reply);
        assert!(reply.body.len() < 100, "{}", reply.text());
    })
    .await;
}

/// Whether a page names the twelve digits under which a failure is logged.
fn gives_a_number(page: &Reply) -> bool {
    let text = page.text();
    let main = text.split("<main").nth(1).unwrap_or_default();
    main.split(|sign: char| !sign.is_ascii_hexdigit()).any(|word| word.len() == 12)
}

/// A session that cannot be looked up is our fault, and is worded like one.
#[tokio::test]
async fn a_lost_session_table_is_answered_without_insides() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let mut browser = firm.browser(&house, "worker").await;
        house.tamper("ALTER TABLE session RENAME TO session_lost").await;
        let reply = browser.get("/").await;
        assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(gives_a_number(&reply), "{}", reply.text());
        keeps_its_insides("/", &reply);
    })
    .await;
}
