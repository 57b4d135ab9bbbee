//! How a question stands: in words on its page, and the page on which it is changed.

use axum::extract::Path;
use domain::{
    bank::life::{self as rules, Event, Look, Stage, Standing, Validity},
    id::ItemId,
    time::{Timestamp, Zone},
};
use leptos::prelude::*;
use services::{
    Failure,
    bank::{
        self, ItemView,
        life::{self, EventView, Life},
    },
    failure::Fault,
};

use super::crumbs;
use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text::{self, Lang},
    ui::{
        Actions, Badge, Button, ButtonKind, Card, CardHead, Fact, Facts, Field, LinkButton, PageHead,
        TextArea, Timeline, TimelineEntry, Tone,
    },
};

const DAY: i64 = 24 * 3_600_000;

/// The last day on which a question is asked.
pub fn last_day(zone: Zone, until: Timestamp) -> String {
    zone.date(until.plus_millis(-1))
}

/// Up to the end of a day that somebody typed; none where nothing was typed.
///
/// # Errors
/// When it is no day.
pub fn end_of(zone: Zone, field: &'static str, day: &str) -> Result<Option<Timestamp>, Failure> {
    Ok(start_of(zone, field, day)?.map(|start| start.plus_millis(DAY)))
}

fn start_of(zone: Zone, field: &'static str, day: &str) -> Result<Option<Timestamp>, Failure> {
    if day.is_empty() {
        return Ok(None);
    }
    let start = zone.parse_input(&format!("{day}T00:00"));
    start.map(Some).ok_or_else(|| Failure::field(field, Fault::NotATime))
}

/// From when to when, in words.
pub fn valid_in_words(lang: Lang, zone: Zone, valid: Validity) -> String {
    use text::life::*;
    match (valid.from, valid.until) {
        (None, None) => always(lang).to_owned(),
        (Some(from), None) => valid_from(lang, zone.date(from)),
        (None, Some(until)) => valid_until(lang, last_day(zone, until)),
        (Some(from), Some(until)) => valid_between(lang, zone.date(from), last_day(zone, until)),
    }
}

/// What is out of the ordinary about a question, as badges for lists.
pub fn badges(visitor: &Visitor, standing: &Standing) -> Vec<AnyView> {
    use text::life::*;
    let lang = visitor.lang;
    let mut shown = Vec::new();
    let mut badge = |tone, label: String| {
        shown.push(view! { <Badge tone=tone label=label /> " " }.into_any());
    };
    match standing.open.as_ref().map(|open| open.stage) {
        Some(Stage::Draft) => badge(Tone::Info, draft(lang).to_owned()),
        Some(Stage::InReview) => badge(Tone::Info, in_review(lang).to_owned()),
        None => {}
    }
    if standing.quarantine.is_some() {
        badge(Tone::Bad, quarantined(lang).to_owned());
    }
    if standing.doubt.is_some() {
        badge(Tone::Warn, doubted(lang).to_owned());
    }
    if !standing.valid.holds(visitor.now) {
        badge(Tone::Bad, out_of_time(lang).to_owned());
    } else if let Some(until) = standing.valid.until.filter(|_| standing.valid.runs_out_soon(visitor.now)) {
        badge(Tone::Warn, valid_until(lang, last_day(visitor.zone(), until)));
    }
    shown
}

/// Who looked at a version before it was released.
pub fn look_in_words(visitor: &Visitor, look: Option<(Look, Option<&EventView>)>) -> String {
    use text::life::*;
    let lang = visitor.lang;
    match look {
        None => not_released(lang).to_owned(),
        Some((Look::SecondPerson, Some(event))) => looked(lang, &event.by, visitor.zone().minute(event.at)),
        Some(_) => nobody_looked(lang).to_owned(),
    }
}

/// The card on a question's page.
pub fn card(visitor: &Visitor, view: &ItemView) -> AnyView {
    use text::life::*;
    let lang = visitor.lang;
    let (zone, standing) = (visitor.zone(), &view.life.standing);
    let asked = match view.released() {
        Some(version) => {
            let look = look_in_words(visitor, view.life.look(version.id));
            asked_is(lang, version.version, look)
        }
        None => none_released(lang).to_owned(),
    };
    let waiting = standing.open.as_ref().and_then(|open| {
        let version = view.version(open.version)?.version;
        let words = match open.stage {
            Stage::Draft => waits_draft(lang, version),
            Stage::InReview => waits_review(lang, version),
        };
        let href = format!("/items/{}/review", view.id);
        Some(view! { <Fact term=waiting(lang)><a href=href>{words}</a></Fact> })
    });
    let tags = standing.tags.iter().map(|tag| {
        let query = serde_urlencoded::to_string([("tag", tag)]).unwrap_or_default();
        view! { <Badge label=tag.clone() href=format!("/banks/{}?{query}", view.bank) /> " " }
    });
    let tags = match standing.tags.is_empty() {
        true => no_tags(lang).into_any(),
        false => tags.collect_view().into_any(),
    };
    let said = |said: &rules::Said| {
        let by = text::bank::by(lang, view.life.name(said.by), zone.minute(said.at));
        let words = said.words.clone();
        view! { {words} <br /> <small>{by}</small> }.into_any()
    };
    let quarantine = standing.quarantine.as_ref().map(|why| {
        let why = said(why);
        view! { <Fact term=quarantined(lang)>{why}</Fact> }
    });
    let doubt = standing.doubt.as_ref().map(|doubt| {
        let (law, why) = (doubt.law.clone(), said(&doubt.said));
        view! { <Fact term=doubted(lang)>{law} <br /> {why}</Fact> }
    });
    let valid = valid_in_words(lang, zone, standing.valid);
    let marks = badges(visitor, standing);
    let (uses, change) = (format!("/items/{}/uses", view.id), format!("/items/{}/standing", view.id));
    view! {
        <Card>
            <CardHead title=title(lang)>
                <span>{marks}</span>
            </CardHead>
            <Facts>
                <Fact term=asked_version(lang)>{asked}</Fact>
                {waiting}
                {quarantine}
                {doubt}
                <Fact term=valid_term(lang)>{valid}</Fact>
                <Fact term=tags_term(lang)>{tags}</Fact>
            </Facts>
            <Actions>
                <LinkButton label=uses_go(lang) href=uses />
                <LinkButton label=change_go(lang) href=change />
            </Actions>
        </Card>
    }
    .into_any()
}

pub async fn show(visitor: Visitor, Path(id): Path<ItemId>) -> Answer {
    let view = bank::item(visitor.ctx()?, id).await?;
    page(&visitor, &view, typed_before(&visitor, &view.life))
}

/// The form as the question stands.
fn typed_before(visitor: &Visitor, life: &Life) -> Form {
    let zone = visitor.zone();
    let standing = &life.standing;
    let tags: Vec<_> = standing.tags.iter().map(String::as_str).collect();
    Form::of([
        ("from", standing.valid.from.map(|from| zone.date(from)).unwrap_or_default()),
        ("until", standing.valid.until.map(|until| last_day(zone, until)).unwrap_or_default()),
        ("tags", tags.join(text::life::comma(visitor.lang).trim_end())),
    ])
}

pub async fn submit(visitor: Visitor, Path(id): Path<ItemId>, form: Form) -> Answer {
    let view = bank::item(visitor.ctx()?, id).await?;
    match done(&visitor, id, &form).await {
        Ok(()) => see_other(format!("/items/{id}")),
        Err(Failure::Refused(refusal)) => {
            let before = typed_before(&visitor, &view.life);
            let mut typed = form;
            for (name, value) in before.values() {
                if !typed.values().iter().any(|(there, _)| there == name) {
                    typed.push(name, value.clone());
                }
            }
            page(&visitor, &view, typed.refused(refusal))
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn done(visitor: &Visitor, id: ItemId, form: &Form) -> Result<(), Failure> {
    let (ctx, zone) = (visitor.ctx()?, visitor.zone());
    match form.get("do") {
        "valid" => {
            let valid = Validity {
                from: start_of(zone, "from", form.get("from"))?,
                until: end_of(zone, "until", form.get("until"))?,
            };
            life::set_validity(ctx, id, valid).await
        }
        "tags" => life::set_tags(ctx, id, rules::tags(form.get("tags"))).await,
        "quarantine" => life::quarantine(ctx, id, form.text("quarantine_reason")).await,
        "lift" => life::lift(ctx, id, form.text("quarantine_reason")).await,
        "confirm" => life::confirm(ctx, id, form.text("note")).await,
        _ => Err(Failure::field("do", Fault::NoSuchChoice)),
    }
}

fn page(visitor: &Visitor, view: &ItemView, form: Form) -> Answer {
    use text::life::*;
    let (lang, id) = (visitor.lang, view.id);
    let standing = &view.life.standing;
    Page::new(visitor, change_title(lang)).of_form(&form).show(|| {
        let steps = vec![
            (view.bank_name.clone(), format!("/banks/{}", view.bank)),
            (super::item::title(lang, view), format!("/items/{id}")),
        ];
        let typed = |field: &str| form.text(field);
        let (first, last, tags) = (typed("from"), typed("until"), typed("tags"));
        let (first_wrong, last_wrong) = (form.error(lang, "from"), form.error(lang, "until"));
        let why_typed = typed("quarantine_reason");
        let stem = view.newest().item.stem.clone();
        let doubt = standing.doubt.as_ref().map(|doubt| {
            let note_typed = typed("note");
            let why = doubt_why(lang, &doubt.law, &doubt.said.words);
            view! {
                <Card tone=Tone::Warn>
                    <CardHead title=doubted(lang) />
                    <p>{why}</p>
                    <form method="post">
                        <input type="hidden" name="do" value="confirm" />
                        <Field
                            label=note(lang)
                            name="note"
                            value=note_typed
                            hint=confirm_hint(lang)
                            note=text::common::optional(lang)
                            maxlength="500"
                        />
                        <Actions>
                            <LinkButton label=text::bank::edit(lang) href=format!("/items/{id}/edit") />
                            <Button label=confirm_go(lang) kind=ButtonKind::Primary />
                        </Actions>
                    </form>
                </Card>
            }
        });
        let (word, go, step, hint) = match standing.quarantine {
            None => (quarantine_note(lang), quarantine_go(lang), "quarantine", quarantine_hint(lang)),
            Some(_) => (lift_note(lang), lift_go(lang), "lift", lift_hint(lang)),
        };
        view! {
            <PageHead title=change_title(lang) trail=crumbs(lang, steps, Some(change_go(lang))) />
            {form.notice(visitor)}
            <Card>
                <p class="stem">{stem}</p>
            </Card>
            {doubt}
            <Card>
                <CardHead title=valid_term(lang) />
                <form method="post">
                    <input type="hidden" name="do" value="valid" />
                    <Field
                        label=from(lang)
                        name="from"
                        kind="date"
                        value=first
                        error=first_wrong
                        note=text::common::optional(lang)
                    />
                    <Field
                        label=until(lang)
                        name="until"
                        kind="date"
                        value=last
                        hint=until_hint(lang)
                        error=last_wrong
                        note=text::common::optional(lang)
                    />
                    <Actions>
                        <Button label=valid_go(lang) />
                    </Actions>
                </form>
            </Card>
            <Card>
                <CardHead title=tags_term(lang) />
                <form method="post">
                    <input type="hidden" name="do" value="tags" />
                    <Field
                        label=tags_term(lang)
                        name="tags"
                        value=tags
                        hint=tags_hint(lang)
                        note=text::common::optional(lang)
                    />
                    <Actions>
                        <Button label=tags_go(lang) />
                    </Actions>
                </form>
            </Card>
            <Card>
                <CardHead title=quarantine_term(lang) />
                <p>{word}</p>
                <form method="post">
                    <input type="hidden" name="do" value=step />
                    <TextArea
                        label=reason(lang)
                        name="quarantine_reason"
                        value=why_typed
                        hint=hint
                        rows=2
                        maxlength="500"
                        required=true
                    />
                    <Actions>
                        <Button label=go kind=if step == "lift" { ButtonKind::default() } else { ButtonKind::Danger } />
                    </Actions>
                </form>
            </Card>
        }
    })
}

/// What happened to a question, the newest on top.
pub fn history(visitor: &Visitor, view: &ItemView) -> Option<AnyView> {
    use text::life::*;
    let (lang, zone) = (visitor.lang, visitor.zone());
    let no = |id: &domain::id::ItemVersionId| view.version(*id).map_or(0, |version| version.version);
    let entries = view.life.events.iter().map(|told| {
        let (tone, title, detail) = match &told.event {
            Event::Drafted { version, stage: Stage::Draft, .. } => {
                (Tone::Info, did_draft(lang, no(version)), None)
            }
            Event::Drafted { version, stage: Stage::InReview, .. } | Event::Submitted { version } => {
                (Tone::Info, did_submit(lang, no(version)), None)
            }
            Event::SentBack { version, reason } => {
                (Tone::Warn, did_send_back(lang, no(version)), Some(reason.clone()))
            }
            Event::Released { version, look: Look::SecondPerson, .. } => {
                (Tone::Ok, did_release(lang, no(version)), None)
            }
            Event::Released { version, look: Look::Nobody, .. } => {
                (Tone::Ok, did_release(lang, no(version)), Some(nobody_looked(lang).to_owned()))
            }
            Event::Discarded { version } => (Tone::Plain, did_discard(lang, no(version)), None),
            Event::ValidityChanged { valid } => {
                (Tone::Plain, did_limit(lang, valid_in_words(lang, zone, *valid)), None)
            }
            Event::Quarantined { reason } => {
                (Tone::Bad, did_quarantine(lang).to_owned(), Some(reason.clone()))
            }
            Event::Lifted { reason } => (Tone::Ok, did_lift(lang).to_owned(), Some(reason.clone())),
            Event::Doubted { law, note } => (Tone::Warn, did_doubt(lang, law), Some(note.clone())),
            Event::Confirmed { law, note } => {
                (Tone::Ok, did_confirm(lang, law), Some(note.clone()).filter(|note| !note.is_empty()))
            }
            Event::Tagged { tags } if tags.is_empty() => (Tone::Plain, did_untag(lang).to_owned(), None),
            Event::Tagged { tags } => {
                let tags: Vec<_> = tags.iter().map(String::as_str).collect();
                (Tone::Plain, did_tag(lang, tags.join(text::life::comma(lang))), None)
            }
        };
        let when = text::bank::by(lang, &told.by, zone.minute(told.at));
        view! { <TimelineEntry tone=tone when=when title=title detail=detail /> }
    });
    let entries = entries.collect_view();
    (!view.life.events.is_empty()).then(|| {
        view! {
            <Card>
                <CardHead title=happened(lang) />
                <Timeline>{entries}</Timeline>
            </Card>
        }
        .into_any()
    })
}
