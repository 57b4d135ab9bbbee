//! Where one is signed in, and the way to end it.

use axum::extract::Query;
use leptos::prelude::*;
use services::{Failure, person::session};

use super::words;
use crate::{
    answer::{Answer, Trouble, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text,
    ui::{Actions, Badge, Button, ButtonKind, Card, Notice, PageHead, Row, Rows, Tone},
};

#[derive(Default, serde::Deserialize)]
pub struct Done {
    #[serde(default)]
    done: String,
}

pub async fn show(visitor: Visitor, Query(Done { done }): Query<Done>) -> Answer {
    use text::session::*;
    let lang = visitor.lang;
    let zone = visitor.zone();
    let devices = session::list(visitor.ctx()?).await?;
    let others = devices.len() > 1;
    let title = title(lang, devices.len());
    let row = move |device: session::Device| {
        let facts = [
            seen(lang, zone.minute(device.seen)),
            since(lang, zone.minute(device.since)),
            address(lang, &device.address),
        ];
        let end = match device.current {
            true => view! { <Badge label=this_one(lang) tone=Tone::Ok /> }.into_any(),
            false => view! {
                <form method="post" action="/sessions">
                    <Button label=end(lang) small=true name="id" value=device.id.to_string() />
                </form>
            }
            .into_any(),
        };
        view! {
            <Row label=words::client(lang, &device.client) detail=facts.join("\n")>
                {end}
            </Row>
        }
    };
    Page::new(&visitor, title.clone()).show(|| {
        view! {
            <PageHead title=title under=why(lang) />
            {(!done.is_empty()).then(|| view! { <Notice tone=Tone::Ok title=ended(lang) /> })}
            <Card>
                <Rows lined=true>{devices.into_iter().map(row).collect_view()}</Rows>
                {others
                    .then(|| {
                        view! {
                            <form method="post" action="/sessions">
                                <Actions>
                                    <Button
                                        label=end_others(lang)
                                        kind=ButtonKind::Primary
                                        name="others"
                                        value="true"
                                    />
                                </Actions>
                            </form>
                        }
                    })}
            </Card>
            <p>
                <a href="/password">{text::nav::password(lang)}</a>
            </p>
        }
    })
}

pub async fn submit(visitor: Visitor, form: Form) -> Answer {
    let ctx = visitor.ctx()?;
    if form.has("others", "true") {
        session::revoke_others(ctx).await?;
    } else {
        let id = form.get("id").parse().map_err(|_| Trouble(Failure::NotFound))?;
        session::revoke(ctx, id).await?;
    }
    see_other("/sessions?done=ended")
}
