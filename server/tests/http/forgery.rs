//! Another site cannot act in somebody's name.

use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};

use crate::{
    browser::HOST,
    firm::{EVERYTHING, Firm, entries},
    permissions::doors,
    time::each_engine,
};

const FORM: &str = "application/x-www-form-urlencoded";

/// The headers of browsers, new and old, on pages that are not ours.
const FOREIGN: [&[(&str, &str)]; 6] = [
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "cross-site"), ("origin", "http://127.0.0.1:3000")],
    &[("sec-fetch-site", "same-site"), ("origin", "http://127.0.0.1:9999")],
    &[("origin", "https://evil.example")],
    &[("origin", "null")],
    &[("origin", "http://127.0.0.1:3000.evil.example")],
];

#[tokio::test]
async fn a_post_from_another_site_changes_nothing() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let mut browser = firm.browser(&house, EVERYTHING).await;
        let before = entries(&house).await;
        for door in doors().into_iter().filter(|door| door.method == "POST") {
            let path = firm.path(door.path);
            for headers in FOREIGN {
                let request = browser.request(Method::POST, &path).header(header::CONTENT_TYPE, FORM);
                let request =
                    headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
                let reply = browser.send(request.body(Body::from("name=x&title=x&do=leave")).unwrap()).await;
                assert_eq!(reply.status, StatusCode::FORBIDDEN, "{path} from {headers:?}");
                assert!(reply.set_cookies().is_empty(), "{path} from {headers:?}");
            }
        }
        assert_eq!(entries(&house).await, before);
        // Not even signed out.
        browser.open("/").await;
    })
    .await;
}

#[tokio::test]
async fn a_post_from_our_own_pages_works() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let mut browser = firm.browser(&house, "trainer").await;
        let ours = format!("http://{HOST}");
        let own: [&[(&str, &str)]; 4] = [
            &[("sec-fetch-site", "same-origin"), ("origin", &ours)],
            &[("sec-fetch-site", "none")],
            &[("origin", &ours)],
            &[],
        ];
        for (headers, no) in own.into_iter().zip(1..) {
            let request = browser.request(Method::POST, "/banks").header(header::CONTENT_TYPE, FORM);
            let request =
                headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
            let reply = browser.send(request.body(Body::from(format!("name=bank{no}"))).unwrap()).await;
            assert!(reply.goes_to().starts_with("/banks/"), "{headers:?}");
        }
    })
    .await;
}

/// A link from a chat or a mail is followed with a GET, and must neither be refused nor do anything.
#[tokio::test]
async fn a_link_on_another_site_may_be_followed() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let mut browser = firm.browser(&house, "worker").await;
        let request = browser.request(Method::GET, "/courses").header("sec-fetch-site", "cross-site");
        assert_eq!(browser.send(request.body(Body::empty()).unwrap()).await.status, StatusCode::OK);
    })
    .await;
}
