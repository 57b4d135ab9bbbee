//! Doing something to one attempt, or to all in the room: first what, then with which reason.

use axum::extract::{Path, Query};
use domain::{
    attempt::{
        State,
        proctor::{ExtraTime, Reason},
    },
    id::{AttemptId, SittingId},
    time::Timestamp,
};
use leptos::prelude::*;
use services::{
    Ctx, Failure, Refusal,
    attempt::proctor::{self, Seat, Steered, Watch, Whom},
    failure::FieldFault,
};

use super::{left, progress, state};
use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text::{self, Lang},
    ui::{
        Actions, Badge, Breadcrumbs, Button, ButtonKind, Card, CardHead, Crumb, Fact, Facts, Field,
        LinkButton, PageHead, TextArea, Tone,
    },
};

/// What a proctor can do, as addresses and forms name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    Extend,
    Pause,
    Resume,
    Collect,
    Void,
    Reopen,
}

impl Deed {
    const ALL: [Deed; 6] = [Deed::Extend, Deed::Pause, Deed::Resume, Deed::Collect, Deed::Void, Deed::Reopen];

    pub const fn code(self) -> &'static str {
        match self {
            Deed::Extend => "extend",
            Deed::Pause => "pause",
            Deed::Resume => "resume",
            Deed::Collect => "collect",
            Deed::Void => "void",
            Deed::Reopen => "reopen",
        }
    }

    fn from_code(code: &str) -> Option<Deed> {
        Deed::ALL.into_iter().find(|deed| deed.code() == code)
    }

    pub fn label(self, lang: Lang) -> &'static str {
        use text::proctor::*;
        match self {
            Deed::Extend => extend(lang),
            Deed::Pause => pause(lang),
            Deed::Resume => resume(lang),
            Deed::Collect => collect(lang),
            Deed::Void => void(lang),
            Deed::Reopen => reopen(lang),
        }
    }

    /// What it does and what it leaves.
    fn then(self, lang: Lang) -> &'static str {
        use text::proctor::*;
        match self {
            Deed::Extend => extend_then(lang),
            Deed::Pause => pause_then(lang),
            Deed::Resume => resume_then(lang),
            Deed::Collect => collect_then(lang),
            Deed::Void => void_then(lang),
            Deed::Reopen => reopen_then(lang),
        }
    }

    /// What is worth offering for somebody; whether it can be done is decided when it is asked for.
    pub fn for_seat(seat: &Seat) -> Vec<Deed> {
        if !seat.steerable {
            return Vec::new();
        }
        match seat.state() {
            State::NotStarted | State::Voided { .. } => Vec::new(),
            State::InProgress { .. } => vec![Deed::Extend, Deed::Pause, Deed::Collect, Deed::Void],
            State::Paused { .. } => vec![Deed::Resume, Deed::Extend, Deed::Collect, Deed::Void],
            State::Graded { passed: true, .. } => vec![Deed::Void],
            State::HandedIn { .. } | State::Graded { .. } => vec![Deed::Reopen, Deed::Void],
        }
    }

    /// The same for a whole room. Nobody reopens a room, and what can't be taken back is done one by one.
    pub fn for_room(watch: &Watch) -> Vec<Deed> {
        let any = |deed| watch.seats.iter().any(|seat| Deed::for_seat(seat).contains(&deed));
        let mut deeds = vec![Deed::Extend, Deed::Pause, Deed::Resume, Deed::Collect];
        deeds.retain(|deed| any(*deed));
        deeds
    }

    async fn carry_out(self, ctx: &Ctx, whom: Whom, form: &Form) -> services::Result<Steered> {
        let reason = form.get("reason");
        match (self, whom) {
            (Deed::Extend, _) => {
                let minutes = minutes(form.number("minutes"))?;
                proctor::extend(ctx, whom, form.once().into(), minutes, reason).await
            }
            (Deed::Pause, _) => proctor::pause(ctx, whom, reason).await,
            (Deed::Resume, _) => proctor::resume(ctx, whom).await,
            (Deed::Collect, _) => proctor::collect(ctx, whom, reason).await,
            (Deed::Void, _) => proctor::void(ctx, whom, reason).await,
            (Deed::Reopen, Whom::All(_)) => Err(Failure::NotFound),
            (Deed::Reopen, Whom::One(id)) => {
                let minutes = match form.text("minutes").is_empty() {
                    true => 0,
                    false => minutes(form.number("minutes"))?,
                };
                proctor::reopen(ctx, id, minutes, reason).await?;
                Ok(Steered { done: 1, refused: Vec::new() })
            }
        }
    }
}

/// A number that no field offers is out of every range.
fn minutes(typed: Result<i64, FieldFault>) -> Result<u32, Failure> {
    let typed = typed.map_err(|fault| Refusal::Fields(vec![fault]))?;
    Ok(u32::try_from(typed).unwrap_or(u32::MAX))
}

/// What the address says is to be done.
#[derive(serde::Deserialize)]
pub struct Chosen {
    deed: Option<Deed>,
}

pub async fn show(
    visitor: Visitor,
    Path((sitting, attempt)): Path<(SittingId, AttemptId)>,
    Query(chosen): Query<Chosen>,
) -> Answer {
    page(&visitor, sitting, Whom::One(attempt), chosen.deed, Form::default()).await
}

pub async fn show_all(
    visitor: Visitor,
    Path(sitting): Path<SittingId>,
    Query(chosen): Query<Chosen>,
) -> Answer {
    page(&visitor, sitting, Whom::All(sitting), chosen.deed, Form::default()).await
}

pub async fn submit(
    visitor: Visitor,
    Path((sitting, attempt)): Path<(SittingId, AttemptId)>,
    form: Form,
) -> Answer {
    // The page would not be there for an attempt of another sitting.
    let watch = proctor::watch(visitor.ctx()?, sitting).await?;
    watch.seat(attempt).ok_or(Failure::NotFound)?;
    carry_out(&visitor, sitting, Whom::One(attempt), form).await
}

pub async fn submit_all(visitor: Visitor, Path(sitting): Path<SittingId>, form: Form) -> Answer {
    carry_out(&visitor, sitting, Whom::All(sitting), form).await
}

async fn carry_out(visitor: &Visitor, sitting: SittingId, whom: Whom, form: Form) -> Answer {
    let Some(deed) = Deed::from_code(form.get("deed")) else { return Err(Failure::NotFound.into()) };
    match deed.carry_out(visitor.ctx()?, whom, &form).await {
        Ok(steered) => {
            let (code, done, unchanged) = (deed.code(), steered.done, steered.refused.len());
            see_other(format!("/sittings/{sitting}/room?deed={code}&done={done}&unchanged={unchanged}"))
        }
        Err(Failure::Refused(refusal)) if refusal != Refusal::OwnExam => {
            page(visitor, sitting, whom, Some(deed), form.refused(refusal)).await
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn page(visitor: &Visitor, sitting: SittingId, whom: Whom, deed: Option<Deed>, form: Form) -> Answer {
    use text::proctor::*;
    let ctx = visitor.ctx()?;
    let watch = proctor::watch(ctx, sitting).await?;
    let lang = visitor.lang;
    let (name, facts, offered, path) = match whom {
        Whom::All(_) => {
            let name = whole_room(lang, watch.open().count());
            (name, None, Deed::for_room(&watch), format!("/sittings/{sitting}/room/all"))
        }
        Whom::One(id) => {
            let seat = watch.seat(id).ok_or(Failure::NotFound)?;
            if seat.person == ctx.actor.person {
                return Err(Refusal::OwnExam.into());
            }
            if !seat.steerable {
                return Err(Failure::Forbidden.into());
            }
            let path = format!("/sittings/{sitting}/room/{id}");
            (seat.name.clone(), Some(facts(visitor, &watch, seat)), Deed::for_seat(seat), path)
        }
    };
    let title = match deed {
        Some(deed) => headline(lang, deed.label(lang), name),
        None => name,
    };
    let notice = form.notice(visitor);
    Page::new(visitor, format!("{title} · {}", watch.name)).of_form(&form).show(|| {
        let trail = view! {
            <Breadcrumbs
                label=text::nav::exams(lang)
                items=vec![
                    Crumb::link(watch.name.clone(), format!("/sittings/{sitting}")),
                    Crumb::link(room(lang), format!("/sittings/{sitting}/room")),
                    Crumb::here(title.clone()),
                ]
            />
        };
        view! {
            <PageHead title=title.clone() trail=trail.into_any() />
            {notice}
            {facts}
            {choice(lang, &path, &offered, deed)}
            {deed.map(|deed| deed_form(lang, &path, deed, &form))}
        }
    })
}

fn facts(visitor: &Visitor, watch: &Watch, seat: &Seat) -> AnyView {
    use text::{
        proctor::*,
        sittings::{person_term, state_term},
    };
    let (lang, zone, now) = (visitor.lang, visitor.zone(), visitor.now);
    let (tone, word) = state(lang, seat.state(), now);
    let reason = match seat.state() {
        State::Paused { reason, .. } => Some((why_paused(lang), reason.to_string())),
        State::Voided { reason, .. } => Some((reason_term(lang), reason.to_string())),
        _ => None,
    };
    let clock = |at: Option<Timestamp>| at.map(|at| zone.clock(at));
    let facts = [
        (answered_term(lang), progress(seat, watch.items)),
        (saved_term(lang), clock(seat.attempt.as_ref().and_then(|attempt| attempt.saved_at))),
        (left_term(lang), left(lang, zone, seat.state(), now)),
        (seen_term(lang), clock(seat.seen)),
    ];
    let facts = facts.into_iter().filter_map(|(term, value)| Some((term, value?))).chain(reason);
    let facts = facts.map(|(term, value)| view! { <Fact term=term>{value}</Fact> }).collect_view();
    let who = format!("{} {} · {}", seat.number, seat.name, seat.unit);
    let away = seat.away.then(|| view! { " " <Badge tone=Tone::Warn label=away_word(lang) /> });
    view! {
        <Card>
            <Facts>
                <Fact term=person_term(lang)>{who}</Fact>
                <Fact term=state_term(lang)>
                    <Badge tone=tone label=word />
                    {away}
                </Fact>
                {facts}
            </Facts>
        </Card>
    }
    .into_any()
}

/// The ways on, but for the one that is taken.
fn choice(lang: Lang, path: &str, offered: &[Deed], taken: Option<Deed>) -> AnyView {
    use text::proctor::*;
    if offered.is_empty() {
        return view! { <p>{no_deed(lang)}</p> }.into_any();
    }
    let links = offered.iter().filter(|deed| Some(**deed) != taken).map(|deed| {
        view! { <LinkButton href=format!("{path}?deed={}", deed.code()) label=deed.label(lang) /> }
    });
    let links = links.collect_view();
    view! { <Actions note=choose(lang)>{links}</Actions> }.into_any()
}

fn deed_form(lang: Lang, path: &str, deed: Deed, form: &Form) -> impl IntoView + use<> {
    use text::proctor::*;
    let optional = || text::common::optional(lang).to_owned();
    let minutes = matches!(deed, Deed::Extend | Deed::Reopen).then(|| {
        let must = deed == Deed::Extend;
        let note = (!must).then(optional);
        view! {
            <Field
                label=minutes(lang)
                name="minutes"
                kind="number"
                inputmode="numeric"
                min="1"
                max=ExtraTime::MOST.to_string()
                value=form.get("minutes")
                note=note
                required=must
                error=form.error(lang, "minutes")
            />
        }
    });
    let reason = (deed != Deed::Resume).then(|| {
        view! {
            <TextArea
                label=reason(lang)
                name="reason"
                rows=2
                value=form.get("reason")
                hint=reason_hint(lang, Reason::LIMIT)
                maxlength=Reason::LIMIT.to_string()
                required=true
                error=form.error(lang, "reason")
            />
        }
    });
    let kind = if deed == Deed::Void { ButtonKind::Danger } else { ButtonKind::Primary };
    let once = form.once_field();
    let path = path.to_owned();
    view! {
        <Card>
            <CardHead title=deed.label(lang) />
            <p>{deed.then(lang)}</p>
            <form method="post" action=path>
                <input type="hidden" name="deed" value=deed.code() />
                {once}
                {minutes}
                {reason}
                <Actions>
                    <Button kind=kind label=deed.label(lang) />
                </Actions>
            </form>
        </Card>
    }
}
