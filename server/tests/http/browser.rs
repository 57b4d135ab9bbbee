//! A browser without a screen: it keeps cookies, says where it comes from, and sends forms as its pages would.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::ConnectInfo,
    http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header, request::Builder},
};
use services::Guben;
use testkit::House;
use tower::ServiceExt as _;

/// The host that the browser believes to speak to.
pub const HOST: &str = "127.0.0.1:3000";

#[derive(Clone)]
pub struct Browser {
    router: Router,
    address: IpAddr,
    lang: &'static str,
    cookies: BTreeMap<String, String>,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Browser {
    /// A browser on the server's own machine, whose owner reads Chinese.
    pub fn new(house: &House) -> Browser {
        Browser::new_of(house.guben.clone())
    }

    pub fn new_of(guben: Arc<Guben>) -> Browser {
        // What the server logs as its own fault stands beside the test that met it.
        let _ = tracing_subscriber::fmt().with_max_level(tracing::Level::ERROR).with_test_writer().try_init();
        Browser {
            router: server::router::router(guben),
            address: Ipv4Addr::LOCALHOST.into(),
            lang: "zh-CN",
            cookies: BTreeMap::new(),
        }
    }

    pub fn at(self, address: &str) -> Browser {
        Browser { address: address.parse().unwrap(), ..self }
    }

    pub fn reading(self, lang: &'static str) -> Browser {
        Browser { lang, ..self }
    }

    /// Signs in through the login page.
    pub async fn sign_in(&mut self, name: &str, password: &str) -> Reply {
        self.post("/login", &[("name", name), ("password", password)]).await
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    pub async fn get(&mut self, path: &str) -> Reply {
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    /// Opens a page that has to be there.
    pub async fn open(&mut self, path: &str) -> Reply {
        let reply = self.get(path).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.text());
        reply
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let body = serde_urlencoded::to_string(fields).unwrap();
        self.post_as(path, "application/x-www-form-urlencoded", body).await
    }

    /// Calls a server function as the page's script does.
    pub async fn post_json(&mut self, path: &str, value: &serde_json::Value) -> Reply {
        let request = self.request(Method::POST, path).header("sec-fetch-site", "same-origin");
        let request = request.header(header::CONTENT_TYPE, "application/json").body(value.to_string().into());
        let mut request = request.unwrap();
        request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        self.send(request).await
    }

    /// Sends a form with a file.
    pub async fn upload(&mut self, path: &str, fields: &[(&str, &str)], file: (&str, &str, &[u8])) -> Reply {
        const BOUNDARY: &str = "----guben-test-boundary";
        let mut body = Vec::new();
        for (name, value) in fields {
            let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend_from_slice(format!("{head}{value}\r\n").as_bytes());
        }
        let (field, name, bytes) = file;
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        self.post_as(path, &format!("multipart/form-data; boundary={BOUNDARY}"), body).await
    }

    pub async fn post_as(&mut self, path: &str, kind: &str, body: impl Into<Body>) -> Reply {
        let request = self
            .request(Method::POST, path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, kind)
            .body(body.into())
            .unwrap();
        self.send(request).await
    }

    /// A request as this browser would begin it.
    pub fn request(&self, method: Method, path: &str) -> Builder {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, HOST)
            .header(header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8")
            .header(header::ACCEPT_LANGUAGE, self.lang)
            .header(header::USER_AGENT, "guben-test")
            .header(header::COOKIE, cookies.join("; "))
    }

    pub async fn send(&mut self, mut request: Request<Body>) -> Reply {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(self.address, 40_000)));
        let Ok(response) = self.router.clone().oneshot(request).await;
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.expect("the whole body arrives");
        let reply = Reply { status: parts.status, headers: parts.headers, body };
        for cookie in reply.set_cookies() {
            let (name, value) =
                cookie.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
            match value {
                "" => self.cookies.remove(name),
                value => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        reply
    }
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn says(&self, words: &str) -> bool {
        contains(&self.body, words.as_bytes())
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn set_cookies(&self) -> Vec<String> {
        let all = self.headers.get_all(header::SET_COOKIE).iter();
        all.map(|value| value.to_str().unwrap().to_owned()).collect()
    }

    /// Where a success sends the browser.
    pub fn goes_to(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text());
        self.header("location")
    }

    /// The values of an attribute, in the order of the page.
    pub fn attributes(&self, name: &str) -> Vec<String> {
        let text = self.text();
        let start = format!(" {name}=\"");
        let values = text.split(&start).skip(1);
        values.map(|rest| unescape(rest.split('"').next().unwrap_or_default())).collect()
    }

    /// The id that the page's form gives to what it makes.
    pub fn once(&self) -> String {
        let text = self.text();
        let at = text.find("name=\"once\"").expect("the page has a form that makes something");
        let rest = &text[at..];
        rest.split("value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .expect("the field has a value")
            .to_owned()
    }
}

/// Whether `part` stands anywhere in `whole`.
pub fn contains(whole: &[u8], part: &[u8]) -> bool {
    whole.windows(part.len()).any(|window| window == part)
}

pub fn unescape(text: &str) -> String {
    let pairs =
        [("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    pairs.iter().fold(text.to_owned(), |text, (sign, plain)| text.replace(sign, plain))
}
