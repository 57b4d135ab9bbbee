//! The organisation tree and the posts.

use domain::person::access::Action;
use leptos::prelude::*;
use services::{
    Failure,
    person::{
        post::{self, Post},
        unit::{self, Unit},
    },
};

use super::{refusal, words};
use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text,
    ui::{Actions, Button, ButtonKind, Card, CardHead, Field, PageHead, Row, Rows, Select, Stack},
};

pub async fn show(visitor: Visitor) -> Answer {
    render(&visitor, &Form::default()).await
}

pub async fn submit(visitor: Visitor, form: Form) -> Answer {
    let ctx = visitor.ctx()?;
    let id = || form.get("id").parse().map_err(|_| Failure::NotFound);
    let done = match form.get("do") {
        "add_unit" => match form.get("parent").parse() {
            Ok(parent) => unit::add(ctx, parent, form.get("name"), form.once()).await.map(drop),
            Err(_) => Err(Failure::field("parent", services::failure::Fault::Missing)),
        },
        "rename_unit" => unit::rename(ctx, domain::id::UnitId(id()?), form.get("name")).await,
        "add_post" => post::add(ctx, form.get("post"), form.once()).await.map(drop),
        "rename_post" => post::rename(ctx, domain::id::PostId(id()?), form.get("post")).await,
        _ => Err(Failure::NotFound),
    };
    match done {
        Ok(()) => see_other("/people/units"),
        Err(failure) => render(&visitor, &form.refused(refusal(failure)?)).await,
    }
}

async fn render(visitor: &Visitor, form: &Form) -> Answer {
    use text::person::*;
    let (ctx, lang) = (visitor.ctx()?, visitor.lang);
    let units = unit::tree(ctx, Action::SeeRoster).await?;
    let posts = post::list(ctx).await?;
    let edits = ctx.actor.may_somewhere(Action::EditRoster);
    let mine = match edits {
        true => unit::tree(ctx, Action::EditRoster).await?,
        false => Vec::new(),
    };
    let title = units_title(lang, units.len(), posts.len());
    // Refused renames show their reason above; the field is the small one in the row that was open.
    let error = |act: &str, field| (form.get("do") == act).then(|| form.error(lang, field)).flatten();
    let typed = |act: &str, field: &str| {
        if form.get("do") == act { form.get(field).to_owned() } else { String::new() }
    };
    let unit_form = edits.then(|| {
        view! {
            <form method="post" action="/people/units">
                {form.once_field()}
                <Select
                    label=unit_parent(lang)
                    name="parent"
                    options=words::unit_choices(&mine)
                    value=typed("add_unit", "parent")
                    error=error("add_unit", "parent")
                    id="new-unit-parent"
                />
                <Field
                    label=unit_name(lang)
                    name="name"
                    value=typed("add_unit", "name")
                    error=error("add_unit", "name")
                    required=true
                    id="new-unit-name"
                />
                <Actions>
                    <Button label=unit_add(lang) kind=ButtonKind::Primary name="do" value="add_unit" />
                </Actions>
            </form>
        }
    });
    let post_form = edits.then(|| {
        view! {
            <form method="post" action="/people/units">
                {form.once_field()}
                <Field
                    label=post_name(lang)
                    name="post"
                    value=typed("add_post", "post")
                    error=error("add_post", "post")
                    required=true
                    id="new-post-name"
                />
                <Actions>
                    <Button label=post_add(lang) name="do" value="add_post" />
                </Actions>
            </form>
        }
    });
    let unit_row = |unit: Unit| {
        let rename = mine
            .iter()
            .any(|mine| mine.id == unit.id)
            .then(|| rename(visitor, "rename_unit", "name", unit.id.to_string(), &unit.name));
        view! {
            <Row label=words::below(&unit.trail) href=format!("/people?unit={}", unit.id) detail=text::common::people(lang, unit.people)>
                {rename}
            </Row>
        }
    };
    let post_row = |post: Post| {
        let rename = edits.then(|| rename(visitor, "rename_post", "post", post.id.to_string(), &post.name));
        view! {
            <Row label=post.name.clone() detail=text::common::people(lang, post.people)>
                {rename}
            </Row>
        }
    };
    let notice = form.notice(visitor);
    let no_posts = posts.is_empty();
    let unit_rows = units.into_iter().map(unit_row).collect_view();
    let post_rows = posts.into_iter().map(post_row).collect_view();
    Page::new(visitor, title.clone()).of_form(form).show(|| {
        view! {
            <PageHead title=title />
            {notice}
            <Stack>
                <Card>
                    <CardHead title=units_tree(lang) />
                    <Rows lined=true>{unit_rows}</Rows>
                    {unit_form}
                </Card>
                    <Card>
                        <CardHead title=posts_title(lang) />
                        {no_posts.then(|| view! { <p>{posts_none(lang)}</p> })}
                        <Rows lined=true>{post_rows}</Rows>
                        {post_form}
                    </Card>
            </Stack>
        }
    })
}

/// A small form that opens in its row.
fn rename(
    visitor: &Visitor,
    act: &'static str,
    field: &'static str,
    id: String,
    name: &str,
) -> impl IntoView + use<> {
    let lang = visitor.lang;
    let label = text::person::unit_rename_of(lang, name);
    view! {
        <details class="menu">
            <summary class="quiet">{text::person::unit_rename(lang)}</summary>
            <form class="menu-panel" method="post" action="/people/units">
                <input type="hidden" name="do" value=act />
                <Field label=label name=field value=name.to_owned() required=true id=format!("rename-{id}") />
                <Actions>
                    <Button label=text::common::save(lang) name="id" value=id small=true />
                </Actions>
            </form>
        </details>
    }
}
