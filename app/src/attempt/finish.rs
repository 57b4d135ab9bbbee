//! Before handing in: what is answered and what is not, so that nobody hands in by mistake.

use axum::extract::Path;
use domain::{attempt::room::ClockNow, id::AttemptId};
use leptos::prelude::*;
use services::attempt::{self, Entrance};

use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    page::Page,
    text,
    ui::{ActionBar, Button, ButtonKind, Card, LinkButton, PageHead, ShellKind, Signal, Tone},
};

pub async fn show(visitor: Visitor, Path(id): Path<AttemptId>) -> Answer {
    let Entrance::Room(room) = attempt::room(visitor.ctx()?, id).await? else {
        return see_other(format!("/attempts/{id}/result"));
    };
    if room.clock != ClockNow::Running {
        return see_other(format!("/attempts/{id}"));
    }
    let (lang, zone) = (visitor.lang, visitor.zone());
    let open: Vec<u16> = room
        .sheet
        .items
        .iter()
        .map(|item| item.no)
        .filter(|no| room.held(*no).is_none_or(|held| held.answer.is_blank()))
        .collect();
    let (tone, state) = match open.len() {
        0 => (Tone::Ok, text::exam::all_answered(lang, room.sheet.items.len())),
        n => (Tone::Warn, text::exam::some_open(lang, n)),
    };
    let title = text::exam::hand_in_question(lang);
    Page::new(&visitor, title).kind(ShellKind::Worker).show(|| {
        let links = open.iter().map(|no| {
            view! {
                <li>
                    <a href=format!("/attempts/{id}?q={no}") aria-label=text::room::question(lang, no)>
                        {*no}
                    </a>
                </li>
            }
        });
        let links = links.collect_view();
        view! {
            <PageHead title=title over=room.title.clone() />
            <Card tone=tone>
                <Signal tone=tone title=state detail=text::exam::ends_at(lang, zone.clock(room.deadline)) />
                <ol class="answer-card" role="list" aria-label=text::exam::open_list(lang)>
                    {links}
                </ol>
            </Card>
            <p>{text::exam::hand_in_final(lang)}</p>
            <form method="post">
                <ActionBar>
                    <LinkButton href=format!("/attempts/{id}") label=text::room::close_card(lang) />
                    <Button kind=ButtonKind::Primary label=text::exam::hand_in_now(lang) />
                </ActionBar>
            </form>
        }
    })
}

pub async fn submit(visitor: Visitor, Path(id): Path<AttemptId>) -> Answer {
    attempt::hand_in(visitor.ctx()?, id).await?;
    see_other(format!("/attempts/{id}/result"))
}
