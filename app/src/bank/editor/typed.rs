//! The editor's form and a draft: each field of the one is a text of the other.

use domain::bank::{
    Kind,
    draft::{Ask, Draft, FigureDraft, FigureKind, Order, WordingDraft},
    figure::{MediaId, Picture},
    item::Shuffle,
};

use crate::form::Form;

/// More of anything than a form of ours has.
const MOST: usize = 100;

const SHUFFLES: [(&str, Shuffle); 3] =
    [("all", Shuffle::All), ("all_but_last", Shuffle::AllButLast), ("never", Shuffle::Never)];

/// How an order stands in the form.
pub fn order_code(order: Order) -> &'static str {
    match order {
        Order::Found => "found",
        Order::Said(said) => SHUFFLES.iter().find(|(_, way)| *way == said).map_or("found", |(code, _)| code),
    }
}

/// What was typed; `kind` is the question's where the form does not say it.
pub fn draft(form: &Form, kind: Kind) -> Draft {
    let kind = Kind::from_code(form.get("kind")).unwrap_or(kind);
    let parts = many(form, |at| format!("part-{at}-kind"), |at| part(form, at));
    let mut draft = Draft {
        ask: ask(form, "", kind),
        parts,
        knowledge_point: text(form, "knowledge_point"),
        difficulty: text(form, "difficulty"),
        legal_basis: text(form, "legal_basis"),
        must_pass: form.has("must_pass", "true"),
        wordings: many(form, |at| format!("lang-{at}-language"), |at| wording(form, &format!("lang-{at}-"))),
        reason: text(form, "reason"),
    };
    if draft.kind() == Kind::Case && draft.parts.is_empty() {
        draft.parts.push(Ask::new(Kind::SingleChoice));
    }
    draft
}

fn part(form: &Form, at: usize) -> Ask {
    let kind = Kind::from_code(form.get(&format!("part-{at}-kind"))).filter(|kind| *kind != Kind::Case);
    ask(form, &format!("part-{at}-"), kind.unwrap_or(Kind::SingleChoice))
}

fn many<T>(form: &Form, name: impl Fn(usize) -> String, read: impl Fn(usize) -> T) -> Vec<T> {
    (0..MOST).take_while(|at| form.all(&name(*at)).next().is_some()).map(read).collect()
}

/// Browsers send line breaks as two characters.
fn text(form: &Form, name: &str) -> String {
    form.get(name).replace("\r\n", "\n")
}

fn ask(form: &Form, prefix: &str, kind: Kind) -> Ask {
    let get = |name: &str| text(form, &format!("{prefix}{name}"));
    let ticked = |name: &str| form.has(&format!("{prefix}{name}"), "true");
    let said = get("shuffle");
    let order =
        SHUFFLES.iter().find(|(code, _)| *code == said).map_or(Order::Found, |(_, way)| Order::Said(*way));
    let figures = |at: usize| figure(form, &format!("{prefix}fig-{at}-"));
    let number = |name: &str| get(name).parse().unwrap_or_default();
    let media = get("map-media");
    Ask {
        kind,
        stem: get("stem"),
        figures: many(form, |at| format!("{prefix}fig-{at}-kind"), figures),
        options: get("options"),
        extra: get("extra"),
        key: get("key"),
        order,
        scoring: Some(get("scoring")).filter(|code| !code.is_empty()).unwrap_or_else(|| "all".to_owned()),
        weights: get("weights"),
        any_order: ticked("any_order"),
        exact: ticked("exact"),
        unit: get("unit"),
        unit_required: ticked("unit_required"),
        picture: (!media.is_empty()).then(|| Picture {
            media: MediaId(media),
            alt: get("map-alt"),
            width: number("map-width"),
            height: number("map-height"),
        }),
        areas: get("areas"),
        points: get("points"),
        explanation: get("explanation"),
        weight: get("weight"),
    }
}

fn figure(form: &Form, prefix: &str) -> FigureDraft {
    let get = |name: &str| text(form, &format!("{prefix}{name}"));
    let number = |name: &str| get(name).parse().unwrap_or_default();
    let code = get("kind");
    FigureDraft {
        kind: FigureKind::ALL.into_iter().find(|kind| kind.code() == code).unwrap_or_default(),
        place: get("place").trim().to_owned(),
        media: get("media"),
        width: number("width"),
        height: number("height"),
        words: get("words"),
        header: form.has(&format!("{prefix}header"), "true"),
    }
}

fn wording(form: &Form, prefix: &str) -> WordingDraft {
    let get = |name: &str| text(form, &format!("{prefix}{name}"));
    let parts = |at: usize| wording(form, &format!("{prefix}part-{at}-"));
    WordingDraft {
        language: get("language").trim().to_owned(),
        stem: get("stem"),
        options: get("options"),
        lines: get("lines"),
        explanation: get("explanation"),
        parts: many(form, |at| format!("{prefix}part-{at}-stem"), parts),
    }
}
