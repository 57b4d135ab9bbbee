//! All sittings, the newest first, with the blueprints that papers are made from.

use domain::person::access::Action;
use leptos::prelude::*;
use services::exam::{
    blueprint::{self, BlueprintRow},
    sitting::{self, SittingRow},
};

use crate::{
    answer::Answer,
    door::Visitor,
    page::Page,
    text,
    ui::{
        Badge, ButtonKind, Card, CardHead, Column, EmptyState, LinkButton, PageHead, Prose, Row, Rows, Table,
        Tone,
    },
};

pub async fn show(visitor: Visitor) -> Answer {
    use text::sittings::*;
    let ctx = visitor.ctx()?;
    let sittings = sitting::list(ctx).await?;
    let blueprints = blueprint::list(ctx).await?;
    let may_arrange = ctx.actor.may_somewhere(Action::ArrangeSitting);
    let lang = visitor.lang;
    let open = sittings.iter().filter(|row| row.rules.open(visitor.now).is_ok()).count();
    let title = headline(lang, open, sittings.len());
    Page::new(&visitor, title.clone()).show(|| {
        let actions = may_arrange.then(|| {
            view! {
                <LinkButton href="/blueprints/new" label=new_blueprint(lang) />
                <LinkButton kind=ButtonKind::Primary href="/sittings/new" label=new_sitting(lang) />
            }
        });
        let made = blueprint_list(&visitor, blueprints);
        view! {
            <PageHead title=title over=text::nav::exams(lang)>
                <p class="actions">{actions}</p>
            </PageHead>
            {table(&visitor, sittings)}
            <Card>
                <CardHead title=blueprints_title(lang) />
                {made}
            </Card>
        }
    })
}

fn headline(lang: text::Lang, open: usize, all: usize) -> String {
    match (open, all) {
        (_, 0) => text::sittings::none_yet(lang).into(),
        (0, _) => text::sittings::none_open(lang).into(),
        (n, _) => text::sittings::some_open(lang, n),
    }
}

fn table(visitor: &Visitor, rows: Vec<SittingRow>) -> AnyView {
    use text::sittings::*;
    let (lang, zone, now) = (visitor.lang, visitor.zone(), visitor.now);
    if rows.is_empty() {
        return view! { <EmptyState detail=none_yet_then(lang) /> }.into_any();
    }
    let rows = rows.into_iter().map(|row| {
        let (tone, state) = state(lang, &row, now);
        let window = format!("{} – {}", zone.minute(row.rules.opens_at), zone.minute(row.rules.closes_at));
        view! {
            <tr>
                <td data-label=name_term(lang)>
                    <a href=format!("/sittings/{}", row.id)>{row.name}</a>
                </td>
                <td data-label=window_term(lang)><Prose words=window /></td>
                <td data-label=state_term(lang)>
                    <Badge tone=tone label=state />
                </td>
                <td data-label=passed_term(lang)>{format!("{} / {}", row.passed, row.candidates)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = [name_term(lang), window_term(lang), state_term(lang), passed_term(lang)];
    view! {
        <Table label=text::nav::exams(lang) head=columns.map(Column::text).to_vec() cards=true>
            {rows}
        </Table>
    }
    .into_any()
}

/// How a sitting stands, in a word.
pub fn state(lang: text::Lang, row: &SittingRow, now: domain::time::Timestamp) -> (Tone, &'static str) {
    use domain::exam::StartRefused;
    match row.rules.open(now) {
        Ok(()) => (Tone::Ok, text::sittings::open(lang)),
        Err(StartRefused::NotOpenYet { .. }) => (Tone::Info, text::sittings::to_come(lang)),
        Err(_) => (Tone::Plain, text::sittings::closed(lang)),
    }
}

fn blueprint_list(visitor: &Visitor, rows: Vec<BlueprintRow>) -> AnyView {
    let lang = visitor.lang;
    if rows.is_empty() {
        return view! { <p>{text::sittings::no_blueprint(lang)}</p> }.into_any();
    }
    let rows = rows.into_iter().map(|row| {
        let facts =
            format!("{} · {}", text::common::items(lang, row.items), text::common::points(lang, row.total));
        view! {
            <Row label=row.name detail=row.bank>
                <span>{facts}</span>
            </Row>
        }
    });
    let rows = rows.collect_view();
    view! { <Rows lined=true>{rows}</Rows> }.into_any()
}
