use leptos::prelude::*;

use super::{Glyph, Icon, Maybe, NavItem, nav::nav_list};

/// Whom a page is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShellKind {
    /// A phone: one column, navigation at the bottom within the thumb's reach.
    Worker,
    /// A trainer's or a manager's desk: navigation on the left, behind a menu where it is narrow.
    Desk,
    /// Reads everything and changes nothing: one bar with a search.
    Auditor,
    /// Anybody: the answer and nothing around it.
    Public,
}

/// `Auto` follows the device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
    Contrast,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TypeSize {
    #[default]
    Normal,
    /// × 1.25
    Large,
    /// × 1.5
    Larger,
}

/// The words of the frame itself.
#[derive(Clone, Debug, Default)]
pub struct ShellWords {
    /// The product's name beside its mark.
    pub brand: String,
    /// Goes to the content without the navigation.
    pub skip: String,
    /// Opens the navigation on a narrow screen.
    pub menu: String,
    /// What the navigation is called aloud.
    pub nav: String,
}

/// Who is signed in, what belongs to the account, and the way out.
#[derive(Clone, Debug)]
pub struct User {
    pub name: String,
    pub roles: String,
    pub enterprise: String,
    /// Label and address: what somebody's menu leads to, where the navigation has no place for it.
    pub links: Vec<(String, String)>,
    pub logout_label: String,
    /// Where the form that signs out is sent.
    pub logout_action: String,
}

/// Language, type size and theme, changed by one press each.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What the group is called aloud.
    pub label: String,
    /// Where the form is sent.
    pub action: String,
    /// The address to come back to, sent as `back`.
    pub back: String,
    pub choices: Vec<Setting>,
}

/// One button of the settings: sends `name=value`.
#[derive(Clone, Debug)]
pub struct Setting {
    pub name: &'static str,
    pub value: &'static str,
    pub label: String,
    /// The language that the label is written in, where it is not the page's.
    pub lang: Option<&'static str>,
    /// Stands in the user's menu, where there is one, and not in the bar.
    pub seldom: bool,
}

/// The search of an auditor's bar, sent with `get`.
#[derive(Clone, Debug)]
pub struct Search {
    pub action: String,
    pub name: String,
    pub label: String,
    pub value: String,
}

/// A whole document.
#[component]
pub fn Shell(
    kind: ShellKind,
    #[prop(into)] lang: String,
    #[prop(default = "ltr")] dir: &'static str,
    /// The document's title; the page shows its own `h1`.
    #[prop(into)]
    title: String,
    #[prop(into)] css_href: String,
    words: ShellWords,
    #[prop(optional)] theme: Theme,
    #[prop(optional)] type_size: TypeSize,
    #[prop(default = "/".to_owned(), into)] home: String,
    #[prop(optional)] nav: Vec<NavItem>,
    /// A quiet line beside the mark.
    #[prop(optional, into)]
    note: Maybe,
    #[prop(optional_no_strip)] search: Option<Search>,
    #[prop(optional_no_strip)] user: Option<User>,
    #[prop(optional_no_strip)] settings: Option<Settings>,
    /// Without bars: the exam room brings its own head.
    #[prop(optional)]
    bare: bool,
    /// More for the head: the islands' scripts.
    #[prop(optional)]
    head: Option<AnyView>,
    /// A further class of `main`.
    #[prop(optional)]
    main_class: &'static str,
    children: Children,
) -> impl IntoView {
    let has_tabbar = kind == ShellKind::Worker && !bare && !nav.is_empty();
    let frame = Frame { words, home, nav, note: note.0, search, user, settings };
    let skip = frame.words.skip.clone();
    let (before, after) = match kind {
        _ if bare => (().into_any(), ().into_any()),
        ShellKind::Worker => frame.worker(),
        ShellKind::Desk => (frame.desk(), ().into_any()),
        ShellKind::Auditor => (frame.auditor(), ().into_any()),
        ShellKind::Public => (frame.public(), ().into_any()),
    };
    view! {
        <!DOCTYPE html>
        <html
            lang=lang
            dir=dir
            data-theme=match theme {
                Theme::Auto => None,
                Theme::Light => Some("light"),
                Theme::Dark => Some("dark"),
                Theme::Contrast => Some("contrast"),
            }
            data-type=match type_size {
                TypeSize::Normal => None,
                TypeSize::Large => Some("large"),
                TypeSize::Larger => Some("larger"),
            }
        >
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                // Leptos's markers would be read as part of the title, which holds text alone.
                <title inner_html=escaped(&title)></title>
                <link rel="stylesheet" href=css_href />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="apple-touch-icon" href="/icon-180.png" />
                {head}
            </head>
            <body
                data-shell=match kind {
                    ShellKind::Worker => "worker",
                    ShellKind::Desk => "desk",
                    ShellKind::Auditor => "auditor",
                    ShellKind::Public => "public",
                }
                data-tabbar=has_tabbar
            >
                <a class="skip" href="#main">
                    {skip}
                </a>
                {before}
                <main class=format!("page {main_class}").trim_end().to_owned() id="main" tabindex="-1">
                    {children()}
                </main>
                {after}
            </body>
        </html>
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// The parts that stand around `main`.
struct Frame {
    words: ShellWords,
    home: String,
    nav: Vec<NavItem>,
    note: Option<String>,
    search: Option<Search>,
    user: Option<User>,
    settings: Option<Settings>,
}

impl Frame {
    fn worker(self) -> (AnyView, AnyView) {
        let tabs = (!self.nav.is_empty()).then(|| {
            view! {
                <nav class="tabbar" aria-label=self.words.nav.clone()>
                    {nav_list(&self.nav)}
                </nav>
            }
        });
        let bar = view! {
            <header class="topbar">
                {self.brand()} {self.bar_end()}
            </header>
        };
        (bar.into_any(), tabs.into_any())
    }

    /// The navigation is written twice, and the style sheet shows one of the two: an open or
    /// closed `details` cannot be forced open on wide screens in every browser.
    fn desk(self) -> AnyView {
        view! {
            <header class="topbar">
                {self.brand()} {self.narrow_menu()}
            </header>
            <header class="sidenav">{self.brand()} {self.desk_nav()}</header>
        }
        .into_any()
    }

    /// The whole navigation behind one word, where there is no room for it.
    fn narrow_menu(&self) -> impl IntoView + use<> {
        view! {
            <details class="menu narrow">
                <summary class="quiet">
                    <Icon glyph=Glyph::Menu />
                    {self.words.menu.clone()}
                </summary>
                <div class="menu-panel sidenav">{self.desk_nav()}</div>
            </details>
        }
    }

    fn desk_nav(&self) -> impl IntoView + use<> {
        view! {
            <nav aria-label=self.words.nav.clone()>{nav_list(&self.nav)}</nav>
            {self.user.as_ref().map(|user| view! { {who(user)} {logout(user)} })}
            {self.settings_form(|_| true)}
        }
    }

    fn auditor(self) -> AnyView {
        let nav = (!self.nav.is_empty()).then(|| {
            view! {
                <nav class="topbar-nav" aria-label=self.words.nav.clone()>
                    {nav_list(&self.nav)}
                </nav>
            }
        });
        view! {
            <header class="topbar">
                {self.brand()} {self.note_line()} {nav} {self.search_form()} {self.bar_end()}
                {self.narrow_menu()}
            </header>
        }
        .into_any()
    }

    fn public(self) -> AnyView {
        view! {
            <header class="topbar">
                {self.brand()} {self.bar_end()}
            </header>
        }
        .into_any()
    }

    fn brand(&self) -> impl IntoView + use<> {
        view! {
            <a class="brand" href=self.home.clone()>
                {mark()}
                {self.words.brand.clone()}
            </a>
        }
    }

    /// What stands at the end of a bar: the settings, and who is signed in.
    fn bar_end(&self) -> impl IntoView + use<> {
        let filled = self.settings.is_some() || self.user.is_some();
        filled.then(|| {
            let settings = match self.user.is_some() {
                true => self.settings_form(|setting| !setting.seldom),
                false => self.settings_form(|_| true),
            };
            view! { <div class="topbar-end">{settings} {self.user_menu()}</div> }
        })
    }

    fn note_line(&self) -> impl IntoView + use<> {
        let note = self.note.clone();
        note.map(|note| view! { <p class="topbar-note">{note}</p> })
    }

    fn search_form(&self) -> impl IntoView + use<> {
        self.search.clone().map(|search| {
            view! {
                <form class="search" role="search" method="get" action=search.action>
                    <input
                        class="control"
                        type="search"
                        name=search.name
                        value=search.value
                        aria-label=search.label.clone()
                        placeholder=search.label
                    />
                </form>
            }
        })
    }

    fn settings_form(&self, which: fn(&Setting) -> bool) -> impl IntoView + use<> {
        self.settings.clone().map(|settings| {
            let chosen: Vec<_> = settings.choices.into_iter().filter(which).collect();
            let buttons = chosen
                .into_iter()
                .map(|choice| {
                    view! {
                        <button class="quiet" name=choice.name value=choice.value lang=choice.lang>
                            {choice.label}
                        </button>
                    }
                })
                .collect_view();
            view! {
                <form
                    class="settings"
                    method="post"
                    action=settings.action
                    aria-label=settings.label
                >
                    <input type="hidden" name="back" value=settings.back />
                    {buttons}
                </form>
            }
        })
    }

    fn user_menu(&self) -> impl IntoView + use<> {
        self.user.as_ref().map(|user| {
            view! {
                <details class="menu">
                    <summary class="quiet">{user.name.clone()}</summary>
                    <div class="menu-panel">
                        {who(user)} {links(user)} {self.settings_form(|setting| setting.seldom)}
                        {logout(user)}
                    </div>
                </details>
            }
        })
    }
}

fn who(user: &User) -> impl IntoView + use<> {
    view! {
        <p class="who">
            {user.name.clone()} <small>{user.roles.clone()}</small>
            <small>{user.enterprise.clone()}</small>
        </p>
    }
}

fn links(user: &User) -> impl IntoView + use<> {
    let links = user.links.iter().map(|(label, href)| {
        view! {
            <a class="quiet" href=href.clone()>
                {label.clone()}
            </a>
        }
    });
    links.collect_view()
}

fn logout(user: &User) -> impl IntoView + use<> {
    view! {
        <form class="logout" method="post" action=user.logout_action.clone()>
            <button class="quiet">{user.logout_label.clone()}</button>
        </form>
    }
}

/// Green ground, hazard stripe: the foundation one stands on. The same drawing as `favicon.svg`.
fn mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 26 26" aria-hidden="true">
            <path fill="#0d6a4c" d="M0 0h26v19H0z" />
            <path fill="#17211c" d="M0 19h26v7H0z" />
            <path fill="#ffb300" d="M0 19h4.5l-7 7H0zM11.6 19h7l-7 7h-7zM25.7 19h7l-7 7h-7z" />
        </svg>
    }
}
