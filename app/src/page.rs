//! A page: its frame for whoever reads it, around a view that is rendered once, on the server.

use std::sync::Arc;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse as _, Response},
};
use domain::person::access::{Action, Role};
use hydration_context::{SharedContext as _, SsrSharedContext};
use leptos::{
    nonce::{Nonce, provide_nonce, use_nonce},
    prelude::*,
    reactive::owner::Owner,
};
use services::{Failure, Refusal};

use crate::{
    answer::{self, Answer},
    door::Visitor,
    text::{self, Lang},
    ui::{
        LinkButton, NavItem, PageHead, Prose, Search, Setting, Settings, Shell, ShellKind, ShellWords, Theme,
        TypeSize, User,
    },
    wording,
};

/// The files that the bundler made, by the names that stand in its manifest.
#[derive(Clone, Debug, Default, serde::Deserialize)]
pub struct Assets {
    pub css: String,
    pub js: String,
    pub wasm: String,
}

/// Wakes the islands of a page. They do not stand inside each other, so that a loop will do.
const WAKE: &str = "(js=>import(js).then(async m=>{await m.default();m.hydrate();\
for(const e of document.querySelectorAll('leptos-island'))m[e.dataset.component]?.(e)}))";

/// A page that is being put together.
pub struct Page<'a> {
    visitor: &'a Visitor,
    title: String,
    kind: Option<ShellKind>,
    status: StatusCode,
    bare: bool,
    islands: bool,
    script: Option<&'static str>,
    refresh: Option<(u32, String)>,
    main_class: &'static str,
}

impl<'a> Page<'a> {
    pub fn new(visitor: &'a Visitor, title: impl Into<String>) -> Self {
        Page {
            visitor,
            title: title.into(),
            kind: None,
            status: StatusCode::OK,
            bare: false,
            islands: false,
            script: None,
            refresh: None,
            main_class: "",
        }
    }

    /// The frame, where it is not the one that the visitor's roles call for.
    pub fn kind(mut self, kind: ShellKind) -> Self {
        self.kind = Some(kind);
        self
    }

    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The status of a form that is shown again.
    pub fn of_form(self, form: &crate::form::Form) -> Self {
        match form.refusal() {
            Some(refusal) => self.status(answer::status(&Failure::Refused(refusal.clone()))),
            None => self,
        }
    }

    /// Without bars: the page brings its own head.
    pub fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// With the script that wakes the page's islands.
    pub fn islands(mut self) -> Self {
        self.islands = true;
        self
    }

    /// With a script of its own. It stands in the page: it is small, and no other page needs it.
    pub fn script(mut self, script: &'static str) -> Self {
        self.script = Some(script);
        self
    }

    /// Goes to `address` again after so many seconds. Only for pages on which nothing is typed.
    pub fn refresh(mut self, seconds: u32, address: String) -> Self {
        self.refresh = Some((seconds, address));
        self
    }

    pub fn main_class(mut self, class: &'static str) -> Self {
        self.main_class = class;
        self
    }

    /// Renders `view` inside the frame.
    pub fn show<V: IntoView + 'static>(self, view: impl FnOnce() -> V) -> Answer {
        Ok(self.response(|| view().into_any()))
    }

    fn response(self, view: impl FnOnce() -> AnyView) -> Response {
        let status = self.status;
        let refresh = self.refresh.as_ref().map(|(seconds, address)| format!("{seconds}; url={address}"));
        let context = SsrSharedContext::new();
        // Outside islands nothing is handed to the browser as data.
        context.set_is_hydrating(false);
        let owner = Owner::new_root(Some(Arc::new(context)));
        let (html, nonce) = owner.with(|| {
            provide_nonce();
            let nonce = use_nonce();
            (self.document(view).to_html(), nonce)
        });
        owner.cleanup();
        let mut response = (status, Html(html)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy(nonce.as_ref()));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        if let Some(refresh) = refresh.and_then(|refresh| HeaderValue::from_str(&refresh).ok()) {
            headers.insert(header::REFRESH, refresh);
        }
        response
    }

    fn document(self, view: impl FnOnce() -> AnyView) -> impl IntoView {
        let Page { visitor, title, kind, bare, islands, script, main_class, .. } = self;
        let lang = visitor.lang;
        let assets = assets(visitor);
        let kind = kind.unwrap_or_else(|| kind_for(visitor));
        let scripts = islands.then(|| {
            let script = format!("{WAKE}({:?});", format!("/pkg/{}", assets.js));
            let (js, wasm) = (format!("/pkg/{}", assets.js), format!("/pkg/{}", assets.wasm));
            view! {
                <link rel="modulepreload" href=js />
                <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
                <script type="module" nonce=use_nonce()>
                    {script}
                </script>
            }
            .into_any()
        });
        let own = script.map(|script| {
            view! {
                <script type="module" nonce=use_nonce()>
                    {script}
                </script>
            }
            .into_any()
        });
        let children = view();
        view! {
            <Shell
                kind=kind
                lang=lang.tag()
                title=format!("{title} · {}", text::common::product(lang))
                css_href=format!("/pkg/{}", assets.css)
                words=words(lang)
                theme=theme(visitor.theme)
                type_size=type_size(visitor.type_size)
                nav=nav(visitor)
                note=(kind == ShellKind::Auditor).then(|| text::nav::read_only(lang).to_owned())
                search=search(visitor, kind)
                user=user(visitor)
                settings=Some(settings(visitor))
                bare=bare
                head=scripts.or(own).unwrap_or_else(|| ().into_any())
                main_class=main_class
            >
                {children}
            </Shell>
        }
    }
}

/// Nothing from elsewhere, no inline style, and no script but the one with the nonce. `wasm-unsafe-eval`
/// is what browsers ask for before they compile WebAssembly.
fn policy(nonce: Option<&Nonce>) -> HeaderValue {
    let nonce = nonce.map(|nonce| format!(" 'nonce-{nonce}'")).unwrap_or_default();
    let policy = format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{nonce}; style-src 'self'; img-src 'self' data:; \
         object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// Read once: the files do not change while the server runs.
fn assets(visitor: &Visitor) -> &'static Assets {
    static ASSETS: std::sync::OnceLock<Assets> = std::sync::OnceLock::new();
    ASSETS.get_or_init(|| {
        let path = visitor.guben.settings.web.join("manifest.json");
        let read = std::fs::read(&path).map_err(|error| error.to_string());
        let parsed = read.and_then(|bytes| serde_json::from_slice(&bytes).map_err(|error| error.to_string()));
        parsed.unwrap_or_else(|error| {
            tracing::error!(%error, path = %path.display(), "the bundle has no manifest: pages go without style");
            Assets::default()
        })
    })
}

/// Trouble as a page: what happened, what was kept, what to do.
pub fn trouble(visitor: &Visitor, failure: &Failure, id: Option<String>) -> Response {
    let lang = visitor.lang;
    let said = wording::failure(lang, visitor.zone(), failure, id);
    let signed_in = visitor.who.is_some();
    let (href, label) = match signed_in {
        true => ("/", text::trouble::to_home(lang)),
        false => ("/login", text::trouble::to_login(lang)),
    };
    Page::new(visitor, said.what.clone()).status(answer::status(failure)).response(|| {
        view! {
            <PageHead title=said.what />
            {[said.kept, said.then].into_iter().flatten().map(|said| view! { <p><Prose words=said /></p> }).collect_view()}
            <LinkButton href=href label=label />
        }
        .into_any()
    })
}

/// Which frame somebody's work calls for.
fn kind_for(visitor: &Visitor) -> ShellKind {
    let Some(who) = &visitor.who else { return ShellKind::Public };
    let held = |role| who.ctx.actor.grants.iter().any(|grant| grant.role == role);
    let at_desk =
        [Role::Trainer, Role::SafetyManager, Role::Proctor, Role::EnterpriseAdmin, Role::SystemAdmin]
            .map(held);
    if at_desk.contains(&true) {
        ShellKind::Desk
    } else if held(Role::Auditor) {
        ShellKind::Auditor
    } else {
        ShellKind::Worker
    }
}

/// The navigation: what this person may do, in the order of the work.
fn nav(visitor: &Visitor) -> Vec<NavItem> {
    let Some(who) = &visitor.who else { return Vec::new() };
    let lang = visitor.lang;
    let path = visitor.path.split('?').next().unwrap_or_default();
    let may = |action| who.ctx.actor.may_somewhere(action);
    let item = |label: &str, href: &str| NavItem::new(label, href, belongs(path, href));
    if kind_for(visitor) == ShellKind::Worker {
        return vec![
            item(text::nav::home(lang), "/"),
            item(text::nav::courses(lang), "/courses"),
            item(text::nav::my_file(lang), "/me"),
        ];
    }
    let entries = [
        (Action::SeeCoverage, text::nav::coverage(lang), "/coverage"),
        (Action::SeeRoster, text::nav::people(lang), "/people"),
        (Action::EditCourse, text::nav::courses(lang), "/courses/manage"),
        (Action::EditBank, text::nav::banks(lang), "/banks"),
        (Action::SeeSitting, text::nav::exams(lang), "/sittings"),
        (Action::MarkAnswers, text::nav::marking(lang), "/marking"),
        (Action::SeeFile, text::nav::archive(lang), "/files"),
        (Action::SeeFile, text::nav::certificates(lang), "/certificates"),
        (Action::SeeAudit, text::nav::audit(lang), "/audit"),
        (Action::ManageEnterprises, text::nav::enterprises(lang), "/enterprises"),
        (Action::Own, text::nav::home(lang), "/"),
        (Action::Own, text::nav::my_file(lang), "/me"),
        (Action::Own, text::nav::sessions(lang), "/sessions"),
    ];
    entries
        .into_iter()
        .filter(|(action, ..)| may(*action))
        // An auditor's bar is short, and has a menu with this in it.
        .filter(|(_, _, href)| *href != "/sessions" || kind_for(visitor) == ShellKind::Desk)
        .map(|(_, label, href)| item(label, href))
        .collect()
}

/// Whether the page at `path` belongs to the entry of the navigation that leads to `href`.
fn belongs(path: &str, href: &str) -> bool {
    let under =
        |root: &str| path == root || path.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'));
    match href {
        "/" => path == "/",
        "/banks" => ["/banks", "/imports", "/items"].into_iter().any(under),
        "/sittings" => ["/sittings", "/blueprints"].into_iter().any(under),
        "/courses/manage" => ["/courses", "/lessons"].into_iter().any(under),
        "/courses" => ["/courses", "/lessons"].into_iter().any(under),
        _ => under(href),
    }
}

fn words(lang: Lang) -> ShellWords {
    ShellWords {
        brand: text::common::product(lang).into(),
        skip: text::common::skip_to_content(lang).into(),
        menu: text::common::menu(lang).into(),
        nav: text::nav::main(lang).into(),
    }
}

fn theme(chosen: &str) -> Theme {
    match chosen {
        "light" => Theme::Light,
        "dark" => Theme::Dark,
        "contrast" => Theme::Contrast,
        _ => Theme::Auto,
    }
}

fn type_size(chosen: &str) -> TypeSize {
    match chosen {
        "large" => TypeSize::Large,
        "larger" => TypeSize::Larger,
        _ => TypeSize::Normal,
    }
}

fn search(visitor: &Visitor, kind: ShellKind) -> Option<Search> {
    (kind == ShellKind::Auditor).then(|| Search {
        action: "/files".into(),
        name: "q".into(),
        label: text::nav::find_person(visitor.lang).into(),
        value: String::new(),
    })
}

fn user(visitor: &Visitor) -> Option<User> {
    let who = visitor.who.as_ref()?;
    let mut roles: Vec<Role> = who.ctx.actor.grants.iter().map(|grant| grant.role).collect();
    roles.sort();
    roles.dedup();
    let roles: Vec<_> = roles.into_iter().map(|role| wording::role(visitor.lang, role)).collect();
    Some(User {
        name: who.name.clone(),
        roles: roles.join(" · "),
        enterprise: who.enterprise.clone(),
        links: vec![
            (text::nav::sessions(visitor.lang).into(), "/sessions".into()),
            (text::nav::password(visitor.lang).into(), "/password".into()),
        ],
        logout_label: text::nav::sign_out(visitor.lang).into(),
        logout_action: "/logout".into(),
    })
}

/// The next step of each setting, as one button each: a press changes it and comes back.
fn settings(visitor: &Visitor) -> Settings {
    let lang = visitor.lang;
    let (size, size_label) = match visitor.type_size {
        "large" => ("larger", text::nav::larger_type(lang)),
        "larger" => ("normal", text::nav::normal_type(lang)),
        _ => ("large", text::nav::large_type(lang)),
    };
    let (theme, theme_label) = match visitor.theme {
        "dark" => ("contrast", text::nav::theme_contrast(lang)),
        "contrast" => ("light", text::nav::theme_light(lang)),
        "light" => ("auto", text::nav::theme_auto(lang)),
        _ => ("dark", text::nav::theme_dark(lang)),
    };
    let other = match lang {
        Lang::Zh => Lang::En,
        Lang::En => Lang::Zh,
    };
    Settings {
        label: text::nav::display(lang).into(),
        action: "/settings".into(),
        back: visitor.path.clone(),
        choices: vec![
            Setting { name: "type", value: size, label: size_label.into(), lang: None, seldom: false },
            Setting {
                name: "lang",
                value: other.tag(),
                label: text::nav::other_language(lang).into(),
                lang: Some(other.tag()),
                seldom: false,
            },
            Setting { name: "theme", value: theme, label: theme_label.into(), lang: None, seldom: true },
        ],
    }
}

/// Whether a refusal belongs above the form rather than beside a field.
pub fn is_general(refusal: &Refusal) -> bool {
    !matches!(refusal, Refusal::Fields(_))
}
