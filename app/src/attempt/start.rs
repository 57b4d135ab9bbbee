//! The page before the exam: what comes, under which rules, and the button that starts the clock.

use axum::extract::Path;
use domain::id::SittingId;
use leptos::prelude::*;
use services::{
    Failure,
    attempt::{self, Desk, Standing},
};

use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text,
    ui::{
        ActionBar, Button, ButtonKind, Card, Fact, Facts, LinkButton, Notice, PageHead, Prose, Signal, Tone,
    },
    wording,
};

pub async fn show(visitor: Visitor, Path(sitting): Path<SittingId>) -> Answer {
    page(&visitor, sitting, Form::default()).await
}

pub async fn submit(visitor: Visitor, Path(sitting): Path<SittingId>, form: Form) -> Answer {
    match attempt::start(visitor.ctx()?, sitting).await {
        Ok(attempt) => see_other(format!("/attempts/{attempt}")),
        Err(Failure::Refused(refusal)) => page(&visitor, sitting, form.refused(refusal)).await,
        Err(failure) => Err(failure.into()),
    }
}

async fn page(visitor: &Visitor, sitting: SittingId, form: Form) -> Answer {
    let desk = attempt::desk(visitor.ctx()?, sitting).await?;
    let title = headline(visitor, &desk);
    let notice = form.notice(visitor);
    Page::new(visitor, title.clone()).of_form(&form).show(|| {
        view! {
            <PageHead title=title over=desk.exam.name.clone() />
            {notice}
            {rules(visitor, &desk)}
            {action(visitor, &desk)}
        }
    })
}

fn headline(visitor: &Visitor, desk: &Desk) -> String {
    use text::exam::*;
    let lang = visitor.lang;
    match &desk.exam.standing {
        Standing::Open { make_up: false } => ready(lang).into(),
        Standing::Open { make_up: true } => ready_make_up(lang).into(),
        Standing::Running { .. } => running(lang).into(),
        Standing::Passed { .. } => passed(lang).into(),
        Standing::Waiting { why, .. } => wording::start(lang, visitor.zone(), why).what,
    }
}

fn rules(visitor: &Visitor, desk: &Desk) -> impl IntoView + use<> {
    use text::exam::*;
    let (lang, zone) = (visitor.lang, visitor.zone());
    let sitting = &desk.exam.sitting;
    let window = format!("{} – {}", zone.minute(sitting.opens_at), zone.minute(sitting.closes_at));
    let cut = desk.ends_at == sitting.closes_at && matches!(desk.exam.standing, Standing::Open { .. });
    let make_ups = match sitting.make_ups {
        0 => no_make_up(lang).to_owned(),
        n => make_ups(lang, n),
    };
    let points = pass_of(lang, sitting.pass_percent, desk.total);
    let limit = text::common::minutes(lang, sitting.limit.0);
    let items = text::common::items(lang, desk.items);
    let ends_at = zone.clock(desk.ends_at);
    view! {
        <Card>
            <Facts>
                <Fact term=window_term(lang)><Prose words=window /></Fact>
                <Fact term=limit_term(lang)>{limit}</Fact>
                <Fact term=items_term(lang)>{items}</Fact>
                <Fact term=pass_term(lang)>{points}</Fact>
                <Fact term=make_up_term(lang)>{make_ups}</Fact>
            </Facts>
        </Card>
        {cut.then(|| {
            view! { <Notice tone=Tone::Warn title=cut_short(lang, ends_at) next=cut_short_then(lang) /> }
        })}
        <Card>
            <ul class="plain">
                <li>{rule_closed_book(lang)}</li>
                <li>{rule_clock(lang)}</li>
                <li>{rule_saved(lang)}</li>
                <li>{rule_answers(lang)}</li>
            </ul>
        </Card>
    }
}

fn action(visitor: &Visitor, desk: &Desk) -> AnyView {
    use text::exam::*;
    let (lang, zone) = (visitor.lang, visitor.zone());
    match &desk.exam.standing {
        Standing::Open { .. } => view! {
            <form method="post">
                <ActionBar>
                    <Button kind=ButtonKind::Primary label=begin(lang) wide=true />
                </ActionBar>
            </form>
        }
        .into_any(),
        Standing::Running { attempt } => {
            let href = format!("/attempts/{attempt}");
            view! {
                <ActionBar>
                    <LinkButton kind=ButtonKind::Primary href=href label=go_on(lang) wide=true />
                </ActionBar>
            }
            .into_any()
        }
        Standing::Passed { attempt, score } => {
            let href = format!("/attempts/{attempt}/result");
            let title = passed_with(lang, score);
            view! {
                <Card tone=Tone::Ok>
                    <Signal tone=Tone::Ok title=title />
                </Card>
                <ActionBar>
                    <LinkButton kind=ButtonKind::Primary href=href label=see_result(lang) />
                </ActionBar>
            }
            .into_any()
        }
        Standing::Waiting { why, last } => {
            let said = wording::start(lang, zone, why);
            let course = desk.exam.course.clone().filter(|(_, _, done)| !done);
            let last = *last;
            view! {
                <Notice tone=Tone::Info title=said.what next=said.then />
                <ActionBar>
                    {last.map(|last| {
                        view! { <LinkButton href=format!("/attempts/{last}/result") label=see_result(lang) /> }
                    })}
                    {match course {
                        Some((id, title, _)) => {
                            view! {
                                <LinkButton
                                    kind=ButtonKind::Primary
                                    href=format!("/courses/{id}")
                                    label=to_course(lang, title)
                                />
                            }
                                .into_any()
                        }
                        None => view! { <LinkButton href="/" label=text::trouble::to_home(lang) /> }.into_any(),
                    }}
                </ActionBar>
            }
            .into_any()
        }
    }
}
