//! Where a question is used.

use axum::extract::Path;
use domain::id::ItemId;
use leptos::prelude::*;
use services::bank::{self, life::uses};

use super::crumbs;
use crate::{
    answer::Answer,
    door::Visitor,
    page::Page,
    text,
    ui::{Card, CardHead, EmptyState, PageHead, Row, Rows},
};

pub async fn show(visitor: Visitor, Path(id): Path<ItemId>) -> Answer {
    use text::life::*;
    let lang = visitor.lang;
    let ctx = visitor.ctx()?;
    let (view, used) = (bank::item(ctx, id).await?, uses::of(ctx, id).await?);
    let zone = visitor.zone();
    let sees = ctx.actor.may_somewhere(domain::person::access::Action::SeeSitting);
    Page::new(&visitor, uses_title(lang)).show(|| {
        let steps = vec![
            (view.bank_name.clone(), format!("/banks/{}", view.bank)),
            (super::item::title(lang, &view), format!("/items/{id}")),
        ];
        let versions = used.sittings.iter().map(|(version, sittings)| {
            let papers: usize = sittings.iter().map(|sitting| sitting.papers).sum();
            let rows = sittings.iter().map(|sitting| {
                let href = sees.then(|| format!("/sittings/{}", sitting.sitting));
                let counted = papers_n(lang, sitting.papers);
                view! {
                    <Row label=sitting.name.clone() detail=zone.minute(sitting.opens_at) href=href>
                        <span>{counted}</span>
                    </Row>
                }
            });
            let rows = rows.collect_view();
            let (title, counted) = (text::bank::version_title(lang, version.0), papers_n(lang, papers));
            view! {
                <Card>
                    <CardHead title=title>
                        <span>{counted}</span>
                    </CardHead>
                    <Rows lined=true>{rows}</Rows>
                </Card>
            }
        });
        let versions = match used.sittings.is_empty() {
            true => view! { <EmptyState detail=uses_none(lang) /> }.into_any(),
            false => versions.collect_view().into_any(),
        };
        let plans = used.blueprints.iter().map(|(_, name)| view! { <Row label=name.clone() /> });
        let plans = plans.collect_view();
        let plans = match used.blueprints.is_empty() {
            true => view! { <p>{plans_none(lang)}</p> }.into_any(),
            false => view! { <Rows lined=true>{plans}</Rows> }.into_any(),
        };
        view! {
            <PageHead title=uses_title(lang) trail=crumbs(lang, steps, Some(uses_go(lang))) />
            <Card>
                <p class="stem">{view.newest().item.stem.clone()}</p>
            </Card>
            {versions}
            <Card>
                <CardHead title=plans_title(lang) />
                {plans}
            </Card>
        }
    })
}
