//! A browser, as far as a server can tell: one connection pool, one session cookie, same-origin headers.

use std::{net::SocketAddr, time::Duration};

use http_body_util::{BodyExt as _, Full};
use hyper::{
    Method, Request, StatusCode,
    body::{Bytes, Incoming},
    header::{self, HeaderMap, HeaderName},
};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use tokio::sync::watch;

use crate::fault::Fault;

/// Longer than any answer that a person would wait for.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a browser offers; the server chooses.
const ENCODINGS: &str = "br, gzip";

/// A server that serves.
#[derive(Clone, Copy, Debug)]
pub struct Up {
    pub address: SocketAddr,
    /// How often it was started, from 1: each kill ends a life.
    pub life: u32,
}

/// Where the server is to be found; nothing while it is down.
pub type Whereabouts = watch::Receiver<Option<Up>>;

pub struct Browser {
    client: Client<HttpConnector, Full<Bytes>>,
    server: Whereabouts,
    session: Option<String>,
}

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// As sent: compressed when compression was offered and taken.
    pub body: Bytes,
    /// The life of the server that answered.
    pub life: u32,
    request: String,
}

impl Browser {
    pub fn new(server: Whereabouts) -> Browser {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Browser { client: Client::builder(TokioExecutor::new()).build(connector), server, session: None }
    }

    /// Asks for a page without compression, to read it.
    pub async fn page(&mut self, path: &str) -> Result<Reply, Fault> {
        self.send(Method::GET, path, &[(header::ACCEPT, "text/html")], Bytes::new())
            .await?
            .expect(StatusCode::OK)
    }

    /// Asks for a page or a file with the compression that browsers offer, to weigh it.
    pub async fn compressed(&mut self, path: &str) -> Result<Reply, Fault> {
        let headers = [(header::ACCEPT, "text/html, */*"), (header::ACCEPT_ENCODING, ENCODINGS)];
        self.send(Method::GET, path, &headers, Bytes::new()).await?.expect(StatusCode::OK)
    }

    /// Sends a form and returns where the answer leads. A session that begins is kept.
    pub async fn submit(&mut self, path: &str, fields: &str) -> Result<String, Fault> {
        let headers =
            [(header::ACCEPT, "text/html"), (header::CONTENT_TYPE, "application/x-www-form-urlencoded")];
        let reply =
            self.send(Method::POST, path, &headers, Bytes::copy_from_slice(fields.as_bytes())).await?;
        let reply = reply.expect(StatusCode::SEE_OTHER)?;
        if let Some(cookie) = reply.session() {
            self.session = Some(cookie);
        }
        let to = reply.headers.get(header::LOCATION).and_then(|to| to.to_str().ok());
        to.map(str::to_owned).ok_or_else(|| Fault::unreadable(format!("Location of {path}"), "missing"))
    }

    pub async fn call(&mut self, path: &str, body: &impl serde::Serialize) -> Result<Reply, Fault> {
        let body = serde_json::to_vec(body).map_err(|error| Fault::unreadable("own request", error))?;
        let headers = [
            (header::ACCEPT, "application/json"),
            (header::CONTENT_TYPE, "application/json"),
            (header::ACCEPT_ENCODING, ENCODINGS),
        ];
        self.send(Method::POST, path, &headers, body.into()).await?.expect(StatusCode::OK)
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(HeaderName, &str)],
        body: Bytes,
    ) -> Result<Reply, Fault> {
        let name = format!("{method} {path}");
        let exchange = async {
            let unreachable = |error: String| Fault::Unreachable { request: name.clone(), error };
            let up = self
                .server
                .wait_for(Option::is_some)
                .await
                .map_err(|error| unreachable(error.to_string()))?;
            let Some(Up { address, life }) = *up else {
                return Err(unreachable("the server is down".into()));
            };
            drop(up);
            let mut request = Request::builder()
                .method(method)
                .uri(format!("http://{address}{path}"))
                .header(header::ORIGIN, format!("http://{address}"))
                .header("sec-fetch-site", "same-origin");
            for (name, value) in headers {
                request = request.header(name, *value);
            }
            if let Some(session) = &self.session {
                request = request.header(header::COOKIE, session);
            }
            let request = request.body(Full::new(body)).map_err(|error| Fault::unreadable(&name, error))?;
            let answer = self.client.request(request).await.map_err(|error| unreachable(chain(&error)))?;
            let (parts, body) = answer.into_parts();
            let body = whole(body).await.map_err(|error| unreachable(chain(&error)))?;
            Ok(Reply { status: parts.status, headers: parts.headers, body, life, request: name.clone() })
        };
        match tokio::time::timeout(PATIENCE, exchange).await {
            Ok(result) => result,
            Err(_) => Err(Fault::TooSlow { request: name, within: PATIENCE }),
        }
    }
}

impl Reply {
    pub fn text(&self) -> Result<&str, Fault> {
        std::str::from_utf8(&self.body).map_err(|error| Fault::unreadable(&self.request, error))
    }

    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, Fault> {
        serde_json::from_slice(&self.body).map_err(|error| Fault::unreadable(&self.request, error))
    }

    pub fn encoding(&self) -> &str {
        self.headers.get(header::CONTENT_ENCODING).and_then(|name| name.to_str().ok()).unwrap_or("identity")
    }

    fn expect(self, status: StatusCode) -> Result<Reply, Fault> {
        if self.status == status {
            return Ok(self);
        }
        Err(Fault::Unexpected {
            request: self.request,
            status: self.status,
            expected: status,
            start: String::from_utf8_lossy(&self.body).chars().take(300).collect(),
        })
    }

    /// The session's cookie as it is sent back.
    fn session(&self) -> Option<String> {
        let cookies =
            self.headers.get_all(header::SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
        let pairs = cookies.filter_map(|cookie| cookie.split(';').next());
        pairs.into_iter().find(|pair| pair.starts_with("guben_session=")).map(str::to_owned)
    }
}

async fn whole(body: Incoming) -> Result<Bytes, hyper::Error> {
    Ok(body.collect().await?.to_bytes())
}

/// An error with its causes: the outermost says only "client error".
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
