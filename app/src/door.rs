//! The door: stamps the time, finds out who comes, and shows trouble in the visitor's language.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, State},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use axum_extra::extract::CookieJar;
use domain::time::{Timestamp, Zone};
use services::{Ctx, Failure, Guben, person::session};

use crate::{
    access::Access,
    answer::{self, Answer, Told, Trouble},
    page,
    text::Lang,
};

/// The cookie that holds the session's secret.
pub const SESSION_COOKIE: &str = "guben_session";
/// The cookies that hold how somebody likes to read; no secret.
pub const LANG_COOKIE: &str = "guben_lang";
pub const TYPE_COOKIE: &str = "guben_type";
pub const THEME_COOKIE: &str = "guben_theme";

/// Whoever has sent the request, and how they like to read.
#[derive(Clone)]
pub struct Visitor {
    pub guben: Arc<Guben>,
    /// When the request reached the server.
    pub now: Timestamp,
    pub lang: Lang,
    pub type_size: &'static str,
    pub theme: &'static str,
    pub who: Option<Who>,
    /// Path and query as asked for.
    pub path: String,
    pub address: String,
    pub client: String,
}

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Who {
    pub ctx: Ctx,
    pub name: String,
    pub enterprise: String,
    /// The first thing to do is to choose an own password.
    pub must_change_password: bool,
}

impl Visitor {
    pub fn zone(&self) -> Zone {
        self.guben.settings.zone
    }

    /// The request of whoever is signed in.
    ///
    /// # Errors
    /// [`Failure::SignedOut`]; the guard of a page that needs somebody has seen to that before.
    pub fn ctx(&self) -> Result<&Ctx, Failure> {
        self.who.as_ref().map(|who| &who.ctx).ok_or(Failure::SignedOut)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Trouble> {
        let visitor = parts.extensions.get::<Visitor>().cloned();
        visitor.ok_or_else(|| Trouble(Failure::Internal("a route outside the door".into())))
    }
}

/// The outermost layer of all pages and server functions.
pub async fn enter(State(guben): State<Arc<Guben>>, mut request: Request, next: Next) -> Response {
    // Before anything can make it wait: this is when the request arrived.
    let now = services::clock::now();
    let sender = Sender::of(&request);
    let _turn = if request.method() == Method::GET { guben.turns.acquire().await.ok() } else { None };
    let (visitor, failure) = sender.visitor(guben.clone(), now).await;
    request.extensions_mut().insert(visitor.clone());
    let wants_page = wants_page(request.headers());
    let mut response = match failure {
        Some(failure) => Trouble(failure).into_response(),
        // No name holds the character zero, and no database takes it.
        None if visitor.path.contains("%00") => Trouble(Failure::NotFound).into_response(),
        None => next.run(request).await,
    };
    let told = response.extensions_mut().remove::<Told>();
    if let Some(Told(failure)) = told.or_else(|| unreadable(&mut response)) {
        let id = answer::log(&failure, &visitor.path);
        if wants_page {
            return page::trouble(&visitor, &failure, id);
        }
    }
    response
}

/// What an extractor says of an address that it could make nothing of is for programmers: such an address
/// names nothing.
fn unreadable(response: &mut Response) -> Option<Told> {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if response.status() != StatusCode::BAD_REQUEST
        || !kind.is_some_and(|kind| kind.starts_with("text/plain"))
    {
        return None;
    }
    let failure = Failure::NotFound;
    *response = answer::status(&failure).into_response();
    Some(Told(Arc::new(failure)))
}

/// Lets a request through, or sends its sender to the login page, or says no.
pub async fn guard(rule: Access, visitor: Visitor, request: Request, next: Next) -> Response {
    let actor = visitor.who.as_ref().map(|who| &who.ctx.actor);
    if !rule.lets_in(actor) {
        return match &visitor.who {
            Some(_) => Trouble(Failure::Forbidden).into_response(),
            None if request.method() == Method::GET && wants_page(request.headers()) => {
                sign_in(&visitor.path)
            }
            None => Trouble(Failure::SignedOut).into_response(),
        };
    }
    if visitor.who.as_ref().is_some_and(|who| who.must_change_password)
        && rule != Access::Public
        && !["/password", "/logout"].contains(&request.uri().path())
    {
        return (StatusCode::SEE_OTHER, [(header::LOCATION, "/password")]).into_response();
    }
    next.run(request).await
}

fn sign_in(path: &str) -> Response {
    let to = if path == "/" {
        "/login".to_owned()
    } else {
        let query = serde_urlencoded::to_string([("next", path)]).unwrap_or_default();
        format!("/login?{query}")
    };
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}

/// What a request says about its sender.
struct Sender {
    secret: Option<String>,
    lang: Lang,
    type_size: &'static str,
    theme: &'static str,
    path: String,
    address: String,
    client: String,
}

impl Sender {
    fn of(request: &Request) -> Sender {
        let cookies = CookieJar::from_headers(request.headers());
        let cookie = |name: &str| cookies.get(name).map(|cookie| cookie.value().to_owned());
        Sender {
            secret: cookie(SESSION_COOKIE),
            lang: language(request, &cookie(LANG_COOKIE).unwrap_or_default()),
            type_size: one_of(&["large", "larger"], &cookie(TYPE_COOKIE).unwrap_or_default()),
            theme: one_of(&["light", "dark", "contrast"], &cookie(THEME_COOKIE).unwrap_or_default()),
            path: request.uri().path_and_query().map(ToString::to_string).unwrap_or_default(),
            address: address(request),
            client: header_text(request.headers(), header::USER_AGENT).chars().take(200).collect(),
        }
    }

    /// The visitor, and what went wrong when the session was looked up; then nobody is signed in.
    async fn visitor(self, guben: Arc<Guben>, now: Timestamp) -> (Visitor, Option<Failure>) {
        let found = match &self.secret {
            Some(secret) => session::find(&guben, secret, now).await,
            None => Ok(None),
        };
        let (found, failure) = match found {
            Ok(found) => (found, None),
            Err(failure) => (None, Some(failure)),
        };
        let who = found.map(|found| Who {
            ctx: Ctx { guben: guben.clone(), actor: found.actor, session: found.session, now },
            name: found.name,
            enterprise: found.enterprise,
            must_change_password: found.must_change_password,
        });
        let Sender { lang, type_size, theme, path, address, client, .. } = self;
        (Visitor { guben, now, lang, type_size, theme, who, path, address, client }, failure)
    }
}

/// Asked for in the address, chosen before, or what the browser prefers; Chinese where nobody says.
fn language(request: &Request, chosen: &str) -> Lang {
    let query = request.uri().query().unwrap_or_default();
    let asked = query.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(Lang::from_tag);
    let accepted = header_text(request.headers(), header::ACCEPT_LANGUAGE);
    asked
        .or_else(|| Lang::from_tag(chosen))
        .or_else(|| accepted.split(',').find_map(|tag| Lang::from_tag(tag.trim())))
        .unwrap_or_default()
}

fn one_of(known: &[&'static str], value: &str) -> &'static str {
    known.iter().find(|known| **known == value).copied().unwrap_or_default()
}

/// The peer's address. Headers that a client can write are not believed.
fn address(request: &Request) -> String {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    peer.map(|ConnectInfo(address)| address.ip().to_string()).unwrap_or_default()
}

fn header_text(headers: &HeaderMap, name: header::HeaderName) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

fn wants_page(headers: &HeaderMap) -> bool {
    header_text(headers, header::ACCEPT).contains("text/html")
}

/// What a page does when nothing is there under an address.
pub async fn nothing_here() -> Answer {
    Err(Trouble(Failure::NotFound))
}
