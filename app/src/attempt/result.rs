//! After the exam: passed or not, at once; keys and explanations when everybody's window has closed.

use axum::extract::Path;
use domain::{
    attempt::{HandedInBy, Phase, State},
    grading::pass_mark,
    id::AttemptId,
};
use leptos::prelude::*;
use services::attempt::{self, ResultView, Standing, Withheld};

use super::paper;
use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    page::Page,
    text,
    ui::{
        ActionBar, Button, ButtonKind, Card, Fact, Facts, LinkButton, Notice, PageHead, Prose, Signal, Tone,
    },
    wording,
};

/// How often a page whose time is up looks what has become of it, in seconds.
const REFRESH_S: u32 = 10;

pub async fn show(visitor: Visitor, Path(id): Path<AttemptId>) -> Answer {
    use text::result::*;
    let view = attempt::result(visitor.ctx()?, id).await?;
    if matches!(view.phase, Phase::Running { .. } | Phase::Paused { .. }) {
        // More time was given, or it was reopened: there is a way back.
        return see_other(format!("/attempts/{id}"));
    }
    let lang = visitor.lang;
    let title = match view.state {
        State::Graded { passed: true, .. } => passed(lang),
        State::Graded { passed: false, .. } => failed(lang),
        State::HandedIn { .. } if view.awaits_marking => awaits_marking(lang),
        State::InProgress { .. } | State::Paused { .. } | State::HandedIn { .. } => being_closed(lang),
        State::Voided { .. } => voided(lang),
        State::NotStarted => text::refusal::not_started(lang),
    };
    let page = Page::new(&visitor, title);
    // It is closed within a minute, or the proctor has given more time.
    let page = match view.state {
        State::InProgress { .. } => page.refresh(REFRESH_S, format!("/attempts/{id}/result")),
        _ => page,
    };
    page.show(|| {
        view! {
            <PageHead title=title over=view.name.clone() />
            {state(&visitor, &view)}
            {released(&visitor, &view)}
            {next(&visitor, &view)}
        }
    })
}

fn state(visitor: &Visitor, view: &ResultView) -> AnyView {
    use text::result::*;
    let (lang, zone) = (visitor.lang, visitor.zone());
    if let State::Voided { reason, .. } = &view.state {
        let why = voided_because(lang, reason);
        return view! { <Notice tone=Tone::Warn title=why kept=voided_then(lang) /> }.into_any();
    }
    if view.awaits_marking {
        let (kept, next) = (awaits_marking_kept(lang), awaits_marking_then(lang));
        return view! { <Notice tone=Tone::Info title=kept next=next /> }.into_any();
    }
    let State::Graded { started_at, at, by, score, possible, passed } = view.state else {
        let (kept, hand_in) =
            (text::refusal::time_up_kept(lang), format!("/attempts/{}/hand-in", view.attempt));
        return view! {
            <Notice tone=Tone::Info title=kept next=being_closed_then(lang) />
            <form method="post" action=hand_in>
                <ActionBar>
                    <Button kind=ButtonKind::Primary label=hand_in_now(lang) />
                </ActionBar>
            </form>
        }
        .into_any();
    };
    let tone = if passed { Tone::Ok } else { Tone::Bad };
    let needed = pass_mark(possible, view.pass_percent);
    let by = match by {
        HandedInBy::Candidate => by_candidate(lang),
        HandedInBy::Clock => by_clock(lang),
        HandedInBy::Proctor => by_proctor(lang),
    };
    let answered = format!("{} / {}", view.answered, view.items);
    let nth = nth_attempt(lang, view.no);
    view! {
        <Card tone=tone>
            <Signal tone=tone title=score_of(lang, score, possible) detail=needed_points(lang, needed) />
            <Facts>
                <Fact term=answered_term(lang)>{answered}</Fact>
                <Fact term=began_term(lang)><Prose words=zone.second(started_at) /></Fact>
                <Fact term=ended_term(lang)><Prose words=zone.second(at) /> " " <small>{by}</small></Fact>
                <Fact term=attempt_term(lang)>{nth}</Fact>
            </Facts>
        </Card>
    }
    .into_any()
}

fn next(visitor: &Visitor, view: &ResultView) -> AnyView {
    use text::result::*;
    let lang = visitor.lang;
    let home = move || view! { <LinkButton href="/" label=text::trouble::to_home(lang) /> };
    let passed = matches!(view.state, State::Graded { passed: true, .. });
    match &view.standing {
        _ if passed => view! {
            <ActionBar>
                {home()} <LinkButton kind=ButtonKind::Primary href="/me" label=see_certificate(lang) />
            </ActionBar>
        }
        .into_any(),
        Standing::Open { make_up: true } => {
            let desk = format!("/exams/{}", view.sitting);
            view! {
                <Notice tone=Tone::Info title=make_up_open(lang) next=make_up_new_paper(lang) />
                <ActionBar>
                    {home()}
                    <LinkButton
                        kind=ButtonKind::Primary
                        href=desk
                        label=to_make_up(lang)
                    />
                </ActionBar>
            }
            .into_any()
        }
        Standing::Waiting { why, .. } => {
            let said = wording::start(lang, visitor.zone(), why);
            view! {
                <Notice tone=Tone::Info title=said.what next=said.then />
                <ActionBar>{home()}</ActionBar>
            }
            .into_any()
        }
        Standing::Open { make_up: false } if matches!(view.state, State::Voided { .. }) => {
            let desk = format!("/exams/{}", view.sitting);
            view! {
                <Notice tone=Tone::Info title=new_paper_open(lang) next=new_paper_then(lang) />
                <ActionBar>
                    {home()}
                    <LinkButton
                        kind=ButtonKind::Primary
                        href=desk
                        label=to_new_paper(lang)
                    />
                </ActionBar>
            }
            .into_any()
        }
        Standing::Running { attempt } if *attempt != view.attempt => {
            let room = format!("/attempts/{attempt}");
            view! {
                <ActionBar>
                    {home()}
                    <LinkButton
                        kind=ButtonKind::Primary
                        href=room
                        label=text::exam::go_on(lang)
                    />
                </ActionBar>
            }
            .into_any()
        }
        // The way on is to hand in.
        Standing::Running { .. } => ().into_any(),
        Standing::Open { .. } | Standing::Passed { .. } => {
            view! { <ActionBar>{home()}</ActionBar> }.into_any()
        }
    }
}

fn released(visitor: &Visitor, view: &ResultView) -> AnyView {
    use text::result::*;
    let lang = visitor.lang;
    match &view.released {
        None => ().into_any(),
        Some(Ok(items)) => view! {
            <h2>{paper_title(lang)}</h2>
            {paper::view(lang, items)}
        }
        .into_any(),
        Some(Err(Withheld::StillOpen)) => view! { <p>{answers_still_open(lang)}</p> }.into_any(),
        Some(Err(Withheld::Until(closes_at))) => {
            view! { <p><Prose words=answers_after(lang, visitor.zone().minute(*closes_at)) /></p> }.into_any()
        }
    }
}
