//! Every door of the product, tried by those whom it must not let in.

use std::collections::BTreeSet;

use app::access::Access;
use axum::{
    body::Body,
    http::{HeaderValue, Method, StatusCode, header},
};
use domain::person::access::{Role, grants};
use serde_json::json;

use crate::{
    browser::{Browser, Reply},
    firm::{EVERYTHING, Firm, NARROW, entries},
    time::each_engine,
};

/// A path and a method.
#[derive(Clone, Copy)]
pub struct Door {
    pub path: &'static str,
    pub method: &'static str,
    pub access: Access,
}

impl Door {
    pub fn has_id(&self) -> bool {
        self.path.contains('{')
    }

    pub fn lets_in(&self, role: Role) -> bool {
        // Whoever has an account is a worker of the own unit as well.
        match self.access {
            Access::Public => true,
            Access::Needs(action) => grants(role, action) || grants(Role::Worker, action),
        }
    }
}

/// Every page, button and server function there is.
pub fn doors() -> Vec<Door> {
    let routes = app::routes::all().into_iter().flat_map(|route| {
        route.methods.iter().map(move |method| Door { path: route.path, method, access: route.access })
    });
    let functions = app::routes::SERVER_FUNCTIONS.iter();
    routes.chain(functions.map(|(path, access)| Door { path, method: "POST", access: *access })).collect()
}

/// Tries a door as its own page would, with a form that nobody filled in.
pub async fn knock(browser: &mut Browser, door: Door, path: &str) -> Reply {
    match door.method {
        "GET" => browser.get(path).await,
        _ if path.starts_with("/api/") => browser.post_json(path, &json!({})).await,
        _ => browser.post(path, &[]).await,
    }
}

#[test]
fn every_server_function_has_a_rule_and_every_rule_a_function() {
    let served: BTreeSet<_> =
        server_fn::axum::server_fn_paths().map(|(path, method)| (path.to_owned(), method)).collect();
    let ruled = app::routes::SERVER_FUNCTIONS.iter().map(|(path, _)| ((*path).to_owned(), Method::POST));
    assert_eq!(served, ruled.collect());
}

/// A new door shows here, for somebody to look at who may come through.
#[test]
fn the_table_of_doors_is_as_reviewed() {
    let line = |door: &Door| {
        let who = match door.access {
            Access::Public => "anybody".to_owned(),
            Access::Needs(_) => {
                let roles = Role::ALL.into_iter().filter(|role| door.lets_in(*role)).map(Role::code);
                let roles: Vec<_> = roles.collect();
                if roles.len() == Role::ALL.len() {
                    "everybody signed in".to_owned()
                } else {
                    roles.join(" ")
                }
            }
        };
        format!("{:<4} {:<34} {who}", door.method, door.path)
    };
    let mut table: Vec<_> = doors().iter().map(line).collect();
    table.sort_by_key(|line| line[5..].to_owned());
    insta::assert_snapshot!(table.join("\n"));
}

#[tokio::test]
async fn a_door_takes_no_method_but_those_of_its_entry() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let mut somebody = firm.browser(&house, EVERYTHING).await;
        let others = ["GET", "POST", "PUT", "PATCH", "DELETE"];
        for route in app::routes::all() {
            let path = firm.path(route.path);
            for method in others.iter().filter(|method| !route.methods.contains(method)) {
                let method = Method::from_bytes(method.as_bytes()).unwrap();
                let request = somebody.request(method.clone(), &path).header("sec-fetch-site", "same-origin");
                let reply = somebody.send(request.body(Body::empty()).unwrap()).await;
                assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_stranger_is_sent_to_the_login_page_and_gets_nothing_else() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let before = entries(&house).await;
        for door in doors() {
            let mut stranger = Browser::new(&house);
            let path = firm.path(door.path);
            let reply = knock(&mut stranger, door, &path).await;
            let what = format!("{} {path}: {}", door.method, reply.status);
            match (door.access, door.method) {
                (Access::Public, _) => {
                    assert!(!reply.status.is_server_error(), "{what}");
                    assert!(
                        ![StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&reply.status),
                        "{what}"
                    );
                    assert!(!reply.header("location").starts_with("/login"), "{what}");
                }
                (Access::Needs(_), "GET") => {
                    assert!(reply.goes_to().starts_with("/login"), "{what}");
                    assert!(reply.body.is_empty(), "{what}");
                    let mut request = stranger.request(Method::GET, &path).body(Body::empty()).unwrap();
                    request
                        .headers_mut()
                        .insert(header::ACCEPT, HeaderValue::from_static("application/json"));
                    let reply = stranger.send(request).await;
                    assert_eq!((reply.status, reply.body.len()), (StatusCode::UNAUTHORIZED, 0), "{what}");
                }
                (Access::Needs(_), _) => {
                    assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{what}");
                    assert!(!reply.says(firm.mark), "{what}");
                }
            }
        }
        assert_eq!(entries(&house).await, before);
    })
    .await;
}

#[tokio::test]
async fn the_wrong_role_is_refused_at_every_door() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let before = entries(&house).await;
        for role in Role::ALL {
            let mut browser = firm.browser(&house, role.code()).await;
            for door in doors().into_iter().filter(|door| !door.lets_in(role)) {
                let path = firm.path(door.path);
                let reply = knock(&mut browser, door, &path).await;
                assert_eq!(reply.status, StatusCode::FORBIDDEN, "{role:?}: {} {path}", door.method);
            }
        }
        assert_eq!(entries(&house).await, before);
    })
    .await;
}

/// Without this the refusals above could come of wrong addresses.
#[tokio::test]
async fn every_page_opens_for_somebody_whom_the_table_lets_in() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        for door in doors().into_iter().filter(|door| door.method == "GET") {
            let path = firm.path(door.path);
            let mut opened = false;
            for role in Role::ALL.into_iter().filter(|role| door.lets_in(*role)) {
                let reply = firm.browser(&house, role.code()).await.get(&path).await;
                assert!(!reply.status.is_server_error(), "{role:?}: {path}: {}", reply.text());
                opened |= reply.status.is_success() || reply.status.is_redirection();
                if opened {
                    break;
                }
            }
            assert!(opened, "{path} opens for nobody");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_ones_own_does_not_open_for_a_colleague() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let before = entries(&house).await;
        let own = ["/attempts/", "/exams/", "/certificates/", "/me/attempts/"];
        for who in ["colleague", "trainer", "proctor", "enterprise_admin"] {
            let mut browser = firm.browser(&house, who).await;
            let mine = |door: &Door| door.has_id() && own.iter().any(|start| door.path.starts_with(start));
            for door in doors().into_iter().filter(mine) {
                let path = firm.path(door.path);
                let reply = knock(&mut browser, door, &path).await;
                let refused = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&reply.status);
                assert!(refused, "{who}: {} {path}: {}", door.method, reply.status);
            }
            let save = json!({ "attempt": firm.id("attempts"), "answers": [] });
            let reply = browser.post_json("/api/attempt/save", &save).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{who}: {}", reply.text());
        }
        assert_eq!(entries(&house).await, before);
    })
    .await;
}

#[tokio::test]
async fn a_manager_of_a_part_does_not_reach_the_rest() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let before = entries(&house).await;
        let mut narrow = firm.browser(&house, NARROW).await;
        for start in ["/people/{id}", "/files/", "/certificates/"] {
            for door in doors().into_iter().filter(|door| door.has_id() && door.path.starts_with(start)) {
                let path = firm.path(door.path);
                let reply = knock(&mut narrow, door, &path).await;
                let refused = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&reply.status);
                assert!(refused, "{} {path}: {}", door.method, reply.status);
            }
        }
        let worker = firm.name("worker");
        for path in [
            "/people",
            "/files",
            "/files?q=worker",
            "/certificates",
            "/coverage/missing",
            "/coverage/untrained",
        ] {
            let reply = narrow.open(path).await;
            assert!(!reply.says(&worker), "{path} names somebody outside the unit");
        }
        for path in ["/coverage/missing.csv", "/coverage/missing.xlsx"] {
            assert!(!narrow.open(path).await.says(&worker), "{path}");
        }
        assert_eq!(entries(&house).await, before);
    })
    .await;
}

#[tokio::test]
async fn an_address_that_names_nothing_is_not_found() {
    let long = "9".repeat(3000);
    let garbage = [
        "x",
        "00000000-0000-0000-0000-000000000000",
        "%00",
        "%FF",
        "..%2F..%2Fetc%2Fpasswd",
        "'%20OR%201=1--",
        "%E5%88%98",
        &long,
    ];
    let garbage = garbage.map(str::to_owned);
    each_engine(|house| {
        let garbage = garbage.clone();
        async move {
            let firm = Firm::own(&house).await;
            let mut browser = firm.browser(&house, EVERYTHING).await;
            for door in doors().into_iter().filter(Door::has_id) {
                for id in &garbage {
                    let path = firm.path(door.path);
                    let (own, template): (Vec<_>, Vec<_>) =
                        (path.split('/').collect(), door.path.split('/').collect());
                    let parts = own
                        .iter()
                        .zip(template)
                        .map(|(own, part)| if part.starts_with('{') { id } else { *own });
                    let path = parts.collect::<Vec<_>>().join("/");
                    let reply = knock(&mut browser, door, &path).await;
                    let what = format!("{} {path}: {}", door.method, reply.status);
                    match door.access {
                        Access::Public => assert!(!reply.status.is_server_error(), "{what}"),
                        Access::Needs(_) => assert_eq!(reply.status, StatusCode::NOT_FOUND, "{what}"),
                    }
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn no_form_and_no_query_makes_a_door_fall_over() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let everybody = firm.browser(&house, EVERYTHING).await;
        let queries = [
            "page=-1",
            "page=x",
            "page=99999999999999999999",
            "q=%FF%FE",
            "q=%00",
            "unit=x&state=x",
            "bank=x",
            "bank=00000000-0000-0000-0000-000000000000",
            "tab=x&rows=x&kind=x&point=x",
            "q=x&all=x",
            "next=//x",
            "done=x",
        ];
        let bodies: [(&str, &[u8]); 9] = [
            ("application/x-www-form-urlencoded", b"%FF%FE=%00&=&&&x"),
            (
                "application/x-www-form-urlencoded",
                b"do=%00&name=%00&once=x&id=x&number=%00&title=%00&q=%00&reason=%00",
            ),
            (
                "application/x-www-form-urlencoded",
                b"do=save&once=00000000-0000-0000-0000-000000000000&name=&minutes=-1&pass=1e9",
            ),
            (
                "application/x-www-form-urlencoded",
                b"minutes=99999999999999999999&make_ups=256&opens_at=9999-99-99T99:99&count-0=-1",
            ),
            ("multipart/form-data", b"no boundary"),
            (
                "multipart/form-data; boundary=x",
                b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\ncut off",
            ),
            ("multipart/form-data; boundary=x", b""),
            ("application/json", b"{"),
            ("application/json", b"{\"attempt\":\"x\",\"answers\":[{}],\"lesson\":7}"),
        ];
        for door in doors() {
            let path = firm.path(door.path);
            // A new browser each time: one of the doors leads out.
            let mut browser = everybody.clone();
            if door.method == "GET" {
                for query in queries {
                    let reply = browser.get(&format!("{path}?{query}")).await;
                    assert!(!reply.status.is_server_error(), "{path}?{query}: {}", reply.text());
                }
            } else if door.path.starts_with("/api/") {
                for call in [json!({}), json!([]), json!({ "attempt": "x", "answers": [{}], "lesson": 7 })] {
                    let reply = browser.post_json(&path, &call).await;
                    assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{path} {call}: {}", reply.text());
                    assert!(reply.body.len() < 40, "{path} explains its insides: {}", reply.text());
                }
            } else if door.path != "/logout" {
                for (kind, body) in bodies {
                    let reply = browser.post_as(&path, kind, body).await;
                    assert!(
                        !reply.status.is_server_error(),
                        "{path} {kind} {:?}: {}",
                        String::from_utf8_lossy(body),
                        reply.text()
                    );
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn asking_for_the_head_or_the_options_of_a_page_is_harmless() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let mut browser = firm.browser(&house, EVERYTHING).await;
        let before = entries(&house).await;
        for door in doors() {
            let path = firm.path(door.path);
            for method in [Method::HEAD, Method::OPTIONS] {
                let request = browser.request(method.clone(), &path).body(Body::empty()).unwrap();
                let reply = browser.send(request).await;
                assert!(!reply.status.is_server_error(), "{method} {path}: {}", reply.status);
                assert!(reply.body.is_empty() || method != Method::HEAD, "{method} {path} has a body");
            }
        }
        // Looking into somebody else's file and taking a bank away are written down, whatever the method;
        // nothing else is.
        let is_noted =
            |path: &str| path.starts_with("/files/{id}") || path == "/banks/{bank}/export/{target}";
        let looks = doors().iter().filter(|door| door.method == "GET" && is_noted(door.path)).count();
        assert!(entries(&house).await - before <= looks as u64);
    })
    .await;
}
