//! The room: everybody who is invited, as they stand now. The page asks again by itself; nothing is typed on it.

use axum::extract::{Path, Query};
use domain::{attempt::State, id::SittingId};
use leptos::prelude::*;
use services::attempt::proctor::{self, Seat, Watch};

use super::{left, progress, state, steer::Deed};
use crate::{
    answer::Answer,
    door::Visitor,
    page::Page,
    text,
    ui::{
        Actions, Badge, Breadcrumbs, Card, CardHead, Column, Crumb, LinkButton, Notice, PageHead, Stat,
        StatTiles, Table, Tone,
    },
};

/// How often the page asks again, in seconds.
const REFRESH_S: u32 = 10;

/// What was done last, as the address tells it: once, since the page asks again without it.
#[derive(serde::Deserialize)]
pub struct Last {
    deed: Option<Deed>,
    done: Option<usize>,
    unchanged: Option<usize>,
}

pub async fn show(visitor: Visitor, Path(id): Path<SittingId>, Query(last): Query<Last>) -> Answer {
    use text::proctor::*;
    let watch = proctor::watch(visitor.ctx()?, id).await?;
    let (lang, zone) = (visitor.lang, visitor.zone());
    let counts = Counts::of(&watch);
    let title = counts.headline(lang);
    Page::new(&visitor, format!("{title} · {}", watch.name))
        .refresh(REFRESH_S, format!("/sittings/{id}/room"))
        .show(|| {
            let trail = view! {
                <Breadcrumbs
                    label=text::nav::exams(lang)
                    items=vec![
                        Crumb::link(text::nav::exams(lang), "/sittings"),
                        Crumb::link(watch.name.clone(), format!("/sittings/{id}")),
                        Crumb::here(room(lang)),
                    ]
                />
            };
            view! {
                <PageHead title=title under=live(lang, zone.clock(visitor.now)) trail=trail.into_any() />
                {done_last(lang, &last)}
                <StatTiles stats=counts.tiles(lang) />
                <p>{counts.sum(lang)}</p>
                {(counts.away > 0).then(|| view! { <p>{some_away(lang, counts.away)}</p> })}
                {whole_room_card(&visitor, &watch)}
                {seats(&visitor, &watch)}
            }
        })
}

fn done_last(lang: text::Lang, last: &Last) -> Option<AnyView> {
    use text::proctor::*;
    let title = done(lang, last.deed?.label(lang), last.done?);
    let rest = last.unchanged.filter(|count| *count > 0).map(|count| unchanged(lang, count));
    Some(view! { <Notice tone=Tone::Ok title=title next=rest /> }.into_any())
}

/// Everybody once, by the newest attempt.
#[derive(Default)]
struct Counts {
    waiting: usize,
    running: usize,
    paused: usize,
    done: usize,
    voided: usize,
    away: usize,
}

impl Counts {
    fn of(watch: &Watch) -> Counts {
        let mut counts = Counts::default();
        for seat in &watch.seats {
            counts.away += usize::from(seat.away);
            *match seat.state() {
                State::NotStarted => &mut counts.waiting,
                State::InProgress { .. } => &mut counts.running,
                State::Paused { .. } => &mut counts.paused,
                State::HandedIn { .. } | State::Graded { .. } => &mut counts.done,
                State::Voided { .. } => &mut counts.voided,
            } += 1;
        }
        counts
    }

    fn headline(&self, lang: text::Lang) -> String {
        use text::proctor::*;
        match (self.running, self.paused) {
            (0, 0) => nobody_now(lang).to_owned(),
            (0, paused) => paused_now(lang, paused),
            (running, _) => running_now(lang, running),
        }
    }

    fn tiles(&self, lang: text::Lang) -> Vec<Stat> {
        use text::proctor::*;
        vec![
            Stat::new(waiting_word(lang), self.waiting.to_string()).tone(Tone::Plain),
            Stat::new(running_word(lang), self.running.to_string()).tone(Tone::Info),
            Stat::new(paused_word(lang), self.paused.to_string()).tone(Tone::Warn),
            Stat::new(done_word(lang), self.done.to_string()).tone(Tone::Ok),
            Stat::new(voided_word(lang), self.voided.to_string()).tone(Tone::Bad),
        ]
    }

    fn sum(&self, lang: text::Lang) -> String {
        let all = self.waiting + self.running + self.paused + self.done + self.voided;
        text::proctor::sum(lang, all, self.waiting, self.running, self.paused, self.done, self.voided)
    }
}

/// What can be done for the whole room, for those who may and while there is somebody to do it for.
fn whole_room_card(visitor: &Visitor, watch: &Watch) -> Option<AnyView> {
    use text::proctor::*;
    let lang = visitor.lang;
    let open = watch.open().count();
    let deeds = Deed::for_room(watch);
    if deeds.is_empty() {
        return None;
    }
    let links = deeds.into_iter().map(|deed| {
        let href = format!("/sittings/{}/room/all?deed={}", watch.sitting, deed.code());
        view! { <LinkButton href=href label=deed.label(lang) /> }
    });
    let links = links.collect_view();
    let card = view! {
        <Card>
            <CardHead title=whole_room(lang, open) />
            <Actions note=whole_room_then(lang)>{links}</Actions>
        </Card>
    };
    Some(card.into_any())
}

fn seats(visitor: &Visitor, watch: &Watch) -> impl IntoView + use<> {
    use text::{
        proctor::*,
        sittings::{people_title, person_term, state_term},
    };
    let lang = visitor.lang;
    let rows = watch.seats.iter().map(|seat| row(visitor, watch, seat)).collect_view();
    let columns = [
        person_term(lang),
        unit_term(lang),
        state_term(lang),
        answered_term(lang),
        saved_term(lang),
        left_term(lang),
        act_term(lang),
    ];
    view! {
        <Table label=people_title(lang) head=columns.map(Column::text).to_vec() cards=true>
            {rows}
        </Table>
    }
}

fn row(visitor: &Visitor, watch: &Watch, seat: &Seat) -> impl IntoView + use<> {
    use text::{
        proctor::*,
        sittings::{person_term, state_term},
    };
    let (lang, zone, now) = (visitor.lang, visitor.zone(), visitor.now);
    let (tone, word) = state(lang, seat.state(), now);
    let saved = seat.attempt.as_ref().and_then(|attempt| attempt.saved_at);
    let link = seat.attempt.as_ref().filter(|_| !Deed::for_seat(seat).is_empty()).map(|attempt| {
        let href = format!("/sittings/{}/room/{}", watch.sitting, attempt.id);
        view! {
            <a href=href aria-label=steer_whom(lang, &seat.name)>
                {steer(lang)}
            </a>
        }
    });
    view! {
        <tr>
            <td data-label=person_term(lang)>{format!("{} {}", seat.number, seat.name)}</td>
            <td data-label=unit_term(lang)>{seat.unit.clone()}</td>
            <td data-label=state_term(lang)>
                <Badge tone=tone label=word />
                {seat.away.then(|| view! { " " <Badge tone=Tone::Warn label=away_word(lang) /> })}
            </td>
            <td data-label=answered_term(lang)>{progress(seat, watch.items)}</td>
            <td data-label=saved_term(lang)>{saved.map(|at| zone.clock(at))}</td>
            <td data-label=left_term(lang)>{left(lang, zone, seat.state(), now)}</td>
            <td data-label=act_term(lang)>{link}</td>
        </tr>
    }
}
