//! How things are sent: headers, files of the bundle, media.

use std::fs;

use app::access::Access;
use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};

use crate::{
    browser::{Browser, Reply},
    firm::{EVERYTHING, Firm},
    permissions::doors,
    time::each_engine,
};

#[tokio::test]
async fn every_answer_says_how_a_browser_must_treat_it() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let mut somebody = firm.browser(&house, EVERYTHING).await;
        let mut stranger = Browser::new(&house);
        for door in doors().into_iter().filter(|door| door.method == "GET") {
            let path = firm.path(door.path);
            for (browser, who) in [(&mut somebody, "somebody"), (&mut stranger, "a stranger")] {
                let reply = browser.get(&path).await;
                assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
                assert_eq!(reply.header("referrer-policy"), "same-origin", "{path}");
                if reply.header("content-type").starts_with("text/html") {
                    a_page_is_locked(&path, &reply);
                }
                let kept = reply.header("cache-control");
                // The address of a question's picture is made from its bytes and can't be guessed: whoever has
                // it has seen the picture.
                let fixed = door.path == "/questions/media/{digest}" && kept.starts_with("private, max-age");
                let private = kept.contains("no-store") || kept.contains("private, no-cache") || fixed;
                assert!(
                    reply.body.is_empty() || door.access == Access::Public || private,
                    "{who}: {path}: {kept:?}"
                );
            }
        }
        let missing = stranger.get("/nothing").await;
        a_page_is_locked("/nothing", &missing);
    })
    .await;
}

fn a_page_is_locked(path: &str, page: &Reply) {
    let policy = page.header("content-security-policy");
    for rule in [
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ] {
        assert!(policy.contains(rule), "{path}: {policy}");
    }
    assert!(
        !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'") && !policy.contains(" *"),
        "{path}: {policy}"
    );
    assert_eq!(page.header("cache-control"), "private, no-store", "{path}");
    let text = page.text();
    assert!(!text.contains(" style=\""), "{path} has an inline style, which its policy forbids");
    for handler in [" onclick=", " onload=", " onsubmit=", "javascript:"] {
        assert!(!text.contains(handler), "{path} has {handler}");
    }
    // Every script that stands in the page carries the page's own number.
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next());
    for script in text.split("<script").skip(1).map(|rest| rest.split('>').next().unwrap_or_default()) {
        let number = script.split("nonce=\"").nth(1).and_then(|rest| rest.split('"').next());
        assert!(number.is_some() && number == nonce, "{path}: {script} beside {policy}");
    }
}

#[tokio::test]
async fn two_pages_do_not_share_a_nonce() {
    each_engine(|house| async move {
        let mut browser = Browser::new(&house);
        let policies = [browser.open("/login").await, browser.open("/login").await];
        let [one, two] = policies.map(|page| page.header("content-security-policy").to_owned());
        assert!(one.contains("'nonce-") && one != two, "{one} {two}");
    })
    .await;
}

#[tokio::test]
async fn the_bundle_may_be_kept_for_ever_and_what_is_missing_may_not() {
    each_engine(|house| async move {
        let web = house.guben.settings.web.clone();
        fs::create_dir_all(&web).unwrap();
        fs::write(web.join("app-0123456789.js"), "plain").unwrap();
        fs::write(web.join("app-0123456789.js.br"), "brotli").unwrap();
        fs::write(web.join("app-0123456789.js.gz"), "gzip").unwrap();
        fs::write(web.join("app-0123456789.wasm"), "\0asm").unwrap();
        let mut browser = Browser::new(&house);
        for (accepted, encoding, body) in
            [("br, gzip", "br", "brotli"), ("gzip", "gzip", "gzip"), ("identity", "", "plain")]
        {
            let request = browser
                .request(Method::GET, "/pkg/app-0123456789.js")
                .header(header::ACCEPT_ENCODING, accepted);
            let reply = browser.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(
                (reply.status, reply.header("content-encoding"), reply.text().as_str()),
                (StatusCode::OK, encoding, body)
            );
            assert_eq!(reply.header("cache-control"), "public, max-age=31536000, immutable");
            assert_eq!(reply.header("x-content-type-options"), "nosniff");
            assert_eq!(reply.header("vary").to_lowercase(), "accept-encoding");
            assert!(reply.header("content-type").contains("javascript"));
        }
        assert_eq!(browser.open("/pkg/app-0123456789.wasm").await.header("content-type"), "application/wasm");
        for path in [
            "/pkg/app-fedcba9876.js",
            "/pkg/",
            "/pkg/..%2fkeys%2fsigning",
            "/pkg/%2e%2e/guben.sqlite",
            "/pkg/../guben.sqlite",
        ] {
            let reply = browser.get(path).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
            assert!(!reply.header("cache-control").contains("immutable"), "{path} stays missing for a year");
        }
    })
    .await;
}

/// Media come in the parts that a player asks for.
#[tokio::test]
async fn a_player_gets_the_range_it_asks_for() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let mut browser = firm.browser(&house, "worker").await;
        let path = firm.path("/media/{lesson}/{name}");
        let whole = browser.open(&path).await;
        assert_eq!(whole.header("accept-ranges"), "bytes");
        assert_eq!(whole.header("content-type"), "image/png");
        let size = whole.body.len();
        let ask = |range: &str| {
            browser.request(Method::GET, &path).header(header::RANGE, range).body(Body::empty()).unwrap()
        };
        let (part, end, beyond) = (ask("bytes=1-3"), ask("bytes=-4"), ask(&format!("bytes={size}-")));
        let part = browser.send(part).await;
        assert_eq!((part.status, &part.body[..]), (StatusCode::PARTIAL_CONTENT, &whole.body[1..4]));
        assert_eq!(part.header("content-range"), format!("bytes 1-3/{size}"));
        assert_eq!(part.header("content-length"), "3");
        let end = browser.send(end).await;
        assert_eq!((end.status, &end.body[..]), (StatusCode::PARTIAL_CONTENT, &whole.body[size - 4..]));
        let beyond = browser.send(beyond).await;
        assert_eq!(
            (beyond.status, beyond.header("content-range")),
            (StatusCode::RANGE_NOT_SATISFIABLE, format!("bytes */{size}").as_str())
        );

        let known = browser.request(Method::GET, &path).header(header::IF_NONE_MATCH, whole.header("etag"));
        let unchanged = browser.send(known.body(Body::empty()).unwrap()).await;
        assert_eq!((unchanged.status, unchanged.body.len()), (StatusCode::NOT_MODIFIED, 0));
    })
    .await;
}

/// Candidates load the picture of a question once, and nobody of another enterprise does.
#[tokio::test]
async fn a_picture_of_a_question_is_kept_by_the_browser() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let path = firm.path("/questions/media/{digest}");
        let mut worker = firm.browser(&house, "worker").await;
        let whole = worker.open(&path).await;
        assert_eq!(whole.header("content-type"), "image/png");
        assert_eq!(whole.header("cache-control"), "private, max-age=31536000, immutable");
        assert_eq!(whole.header("x-content-type-options"), "nosniff");
        let part = worker.request(Method::GET, &path).header(header::RANGE, "bytes=1-3");
        let part = worker.send(part.body(Body::empty()).unwrap()).await;
        assert_eq!((part.status, &part.body[..]), (StatusCode::PARTIAL_CONTENT, &whole.body[1..4]));
        let known = worker.request(Method::GET, &path).header(header::IF_NONE_MATCH, whole.header("etag"));
        let unchanged = worker.send(known.body(Body::empty()).unwrap()).await;
        assert_eq!((unchanged.status, unchanged.body.len()), (StatusCode::NOT_MODIFIED, 0));
        for missing in ["/questions/media/0", "/questions/media/..%2f..%2fkeys"] {
            assert_eq!(worker.get(missing).await.status, StatusCode::NOT_FOUND);
        }
    })
    .await;
}

/// A part of a file that were packed would be a part of something else.
#[tokio::test]
async fn pages_are_compressed_and_parts_are_not() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let mut browser = firm.browser(&house, "worker").await;
        let page = browser.request(Method::GET, "/me").header(header::ACCEPT_ENCODING, "br, gzip");
        let page = browser.send(page.body(Body::empty()).unwrap()).await;
        assert_eq!(page.header("content-encoding"), "br");
        let path = firm.path("/media/{lesson}/{name}");
        let part = browser
            .request(Method::GET, &path)
            .header(header::ACCEPT_ENCODING, "br, gzip")
            .header(header::RANGE, "bytes=0-9");
        let part = browser.send(part.body(Body::empty()).unwrap()).await;
        assert_eq!(
            (part.status, part.header("content-encoding"), part.body.len()),
            (StatusCode::PARTIAL_CONTENT, "", 10)
        );
    })
    .await;
}
