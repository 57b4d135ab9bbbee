//! Signing in and out, over the wire.

use std::sync::Arc;

use axum::http::StatusCode;
use services::{Guben, demo, settings::Settings};
use testkit::House;

use crate::{
    browser::Browser,
    firm::{Firm, PASSWORD},
    permissions::{doors, knock},
    time::{Clock, each_engine},
};

/// The same server with other settings.
async fn with(house: &House, change: impl FnOnce(&mut Settings)) -> Arc<Guben> {
    let mut settings = house.guben.settings.clone();
    change(&mut settings);
    Guben::open(settings).await.unwrap()
}

#[tokio::test]
async fn a_wrong_password_says_neither_what_was_wrong_nor_who_there_is() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let mut browser = Browser::new(&house);
        let known = browser.sign_in(&format!("{}/worker", firm.code), "wrong").await;
        let unknown = browser.sign_in(&format!("{}/nobody", firm.code), "wrong").await;
        assert_eq!(
            (known.status, unknown.status),
            (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY)
        );
        let bare = |page: String| page.replace("nobody", "worker");
        assert_eq!(bare(without_nonce(&known.text())), bare(without_nonce(&unknown.text())));
        assert!(!known.says(firm.mark) && !known.says("wrong"), "{}", known.text());
        assert!(known.set_cookies().is_empty());
    })
    .await;
}

fn without_nonce(page: &str) -> String {
    let mut parts = page.split("nonce=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |page, rest| page + rest.split_once('"').map_or(rest, |(_, rest)| rest))
}

#[tokio::test]
async fn wrong_passwords_make_one_wait_and_the_right_one_works_afterwards() {
    let clock = Clock::take().await;
    testkit::each_engine(|house| {
        let clock = &clock;
        async move {
            clock.ahead(0);
            let firm = Firm::own(&house).await;
            let name = format!("{}/worker", firm.code);
            let mut browser = Browser::new(&house);
            let mut last = browser.sign_in(&name, "wrong").await;
            for _ in 0..10 {
                if last.status == StatusCode::TOO_MANY_REQUESTS {
                    break;
                }
                assert_eq!(last.status, StatusCode::UNPROCESSABLE_ENTITY);
                last = browser.sign_in(&name, "wrong").await;
            }
            assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
            // With the time when it may be tried again, in both languages, and with what was typed.
            let waiting = last.text();
            assert!(waiting.contains(&name), "what was typed is gone");
            let clock_time = |page: &str| {
                page.split(|sign: char| !sign.is_ascii_digit() && sign != ':').any(is_clock_time)
            };
            assert!(clock_time(&waiting), "{waiting}");
            let english = browser.clone().reading("en").sign_in(&name, PASSWORD).await;
            assert_eq!(
                english.status,
                StatusCode::TOO_MANY_REQUESTS,
                "the right password does not shorten the wait"
            );
            assert!(english.says("Too many failed attempts") && clock_time(&english.text()));
            // Somebody else at the same machine does not wait, nor does the owner elsewhere.
            assert_eq!(
                browser.clone().sign_in(&format!("{}/colleague", firm.code), PASSWORD).await.goes_to(),
                "/"
            );
            assert_eq!(browser.clone().at("10.0.0.7").sign_in(&name, PASSWORD).await.goes_to(), "/");
            clock.ahead(16);
            assert_eq!(browser.sign_in(&name, PASSWORD).await.goes_to(), "/");
            browser.open("/").await;
        }
    })
    .await;
}

fn is_clock_time(word: &str) -> bool {
    let parts: Vec<_> = word.split(':').collect();
    parts.len() >= 2 && parts.iter().all(|part| part.len() == 2)
}

#[tokio::test]
async fn the_session_cookie_is_out_of_reach_of_scripts_and_of_other_sites() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let name = format!("{}/worker", firm.code);
        let plain = Browser::new(&house).sign_in(&name, PASSWORD).await.set_cookies();
        let [cookie] = plain.as_slice() else { panic!("{plain:?}") };
        for attribute in ["; HttpOnly", "; SameSite=Lax", "; Path=/", "; Max-Age="] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
        assert!(!cookie.contains("; Secure"), "a browser would drop it on plain HTTP: {cookie}");

        let guben = with(&house, |settings| settings.public_url = "https://guben.example".to_owned()).await;
        let cookies = Browser::new_of(guben).sign_in(&name, PASSWORD).await.set_cookies();
        assert!(cookies[0].contains("; Secure"), "{cookies:?}");
    })
    .await;
}

#[tokio::test]
async fn a_revoked_session_is_signed_out_at_once() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let mut lost = firm.browser(&house, "worker").await;
        let mut phone = firm.browser(&house, "worker").await;
        phone.open("/sessions").await;
        assert!(phone.post("/sessions", &[("others", "true")]).await.goes_to().starts_with("/sessions"));
        assert!(lost.get("/").await.goes_to().starts_with("/login"));
        assert_eq!(lost.post("/password", &[("new", "x")]).await.status, StatusCode::UNAUTHORIZED);
        phone.open("/").await;
    })
    .await;
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server_too() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let mut browser = firm.browser(&house, "worker").await;
        let copy = browser.clone();
        assert_eq!(browser.post("/logout", &[]).await.goes_to(), "/login");
        assert_eq!(browser.cookie("guben_session"), None);
        assert!(copy.clone().get("/").await.goes_to().starts_with("/login"));
    })
    .await;
}

#[tokio::test]
async fn signing_in_makes_a_new_session_and_ends_the_old() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let mut browser = firm.browser(&house, "worker").await;
        let mut before = browser.clone();
        browser.sign_in(&format!("{}/trainer", firm.code), PASSWORD).await;
        assert_ne!(browser.cookie("guben_session"), before.cookie("guben_session"));
        assert!(before.get("/").await.goes_to().starts_with("/login"));
    })
    .await;
}

#[tokio::test]
async fn nothing_opens_before_a_handed_out_password_is_changed() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let mut admin = firm.browser(&house, "enterprise_admin").await;
        let person = firm.person("trainer").to_string();
        let page = admin.post(&format!("/people/{person}"), &[("do", "reset")]).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        let password = one_time(&page.text()).expect("the page shows the password");

        let mut browser = Browser::new(&house);
        let name = format!("{}/trainer", firm.code);
        assert_eq!(browser.sign_in(&name, PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(browser.sign_in(&name, &password).await.goes_to(), "/password");
        for door in doors().into_iter().filter(|door| door.access != app::access::Access::Public) {
            if ["/password", "/logout"].contains(&door.path)
                || !door.lets_in(domain::person::access::Role::Trainer)
            {
                continue;
            }
            let path = firm.path(door.path);
            assert_eq!(
                knock(&mut browser, door, &path).await.goes_to(),
                "/password",
                "{} {path}",
                door.method
            );
        }
        browser.open("/password").await;
        let new = "Xin-mima-2026-guben";
        let same = browser.post("/password", &[("new", &password), ("again", &password)]).await;
        assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY, "the old one is no new one");
        assert_eq!(browser.post("/password", &[("new", new), ("again", new)]).await.goes_to(), "/");
        browser.open("/").await;
        assert_eq!(Browser::new(&house).sign_in(&name, new).await.goes_to(), "/");
    })
    .await;
}

/// The first thing on a page that has the form of a one-time password.
fn one_time(page: &str) -> Option<String> {
    let main = page.split("<main").nth(1)?;
    let words = main.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-');
    let fits = |word: &&str| {
        word.len() == 11
            && word.as_bytes()[5] == b'-'
            && word.bytes().filter(|byte| *byte == b'-').count() == 1
    };
    words.filter(fits).map(str::to_owned).next()
}

#[tokio::test]
async fn after_signing_in_one_stays_on_this_server() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let name = format!("{}/worker", firm.code);
        let outside = [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "\\\\evil.example",
            "javascript:alert(1)",
            "/\r\nset-cookie: a=b",
            " //evil.example",
            "",
        ];
        for next in outside {
            let fields = [("name", name.as_str()), ("password", PASSWORD), ("next", next)];
            assert_eq!(Browser::new(&house).post("/login", &fields).await.goes_to(), "/", "{next:?}");
        }
        let fields = [("name", name.as_str()), ("password", PASSWORD), ("next", "/courses?a=b")];
        let mut browser = Browser::new(&house);
        assert_eq!(browser.post("/login", &fields).await.goes_to(), "/courses?a=b");
        assert_eq!(browser.get("/login?next=//evil.example").await.goes_to(), "/");
        assert_eq!(
            browser.post("/settings", &[("lang", "en"), ("back", "//evil.example")]).await.goes_to(),
            "/"
        );
    })
    .await;
}

#[tokio::test]
async fn the_page_asked_for_comes_after_signing_in() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let mut browser = Browser::new(&house);
        let login = browser.get("/courses?a=b").await.goes_to().to_owned();
        let page = browser.open(&login).await;
        assert!(page.says("name=\"next\"") && page.attributes("value").contains(&"/courses?a=b".to_owned()));
        let name = format!("{}/worker", firm.code);
        let fields = [("name", name.as_str()), ("password", PASSWORD), ("next", "/courses?a=b")];
        assert_eq!(browser.post("/login", &fields).await.goes_to(), "/courses?a=b");
    })
    .await;
}

#[tokio::test]
async fn demo_accounts_open_from_the_servers_own_machine_alone() {
    each_engine(|house| async move {
        demo::load(&house.guben, services::clock::now()).await.unwrap();
        for account in demo::ACCOUNTS.iter().take(6) {
            let name = format!("DEMO/{}", account.number);
            assert_eq!(Browser::new(&house).sign_in(&name, demo::PASSWORD).await.goes_to(), "/", "{name}");
            assert_eq!(
                Browser::new(&house).at("::1").sign_in(&name, demo::PASSWORD).await.goes_to(),
                "/",
                "{name}"
            );
            let refused = Browser::new(&house).at("192.168.1.7").sign_in(&name, demo::PASSWORD).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            assert!(refused.set_cookies().is_empty(), "{name}");
        }
        // A header that anybody can write does not bring one nearer.
        let mut browser = Browser::new(&house).at("192.168.1.7");
        let request = browser.request(axum::http::Method::POST, "/login");
        let request = request.header("x-forwarded-for", "127.0.0.1").header("x-real-ip", "127.0.0.1");
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let body = format!("name=DEMO%2FW001&password={}", demo::PASSWORD);
        let reply = browser.send(request.body(body.into()).unwrap()).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reply.set_cookies().is_empty());
    })
    .await;
}
