//! One person: what the roster says, how they sign in, what they may do.

use axum::extract::{Path, Query};
use domain::{
    id::{PersonId, UnitId},
    person::{
        access::{Action, Object, Role},
        roster::Employment,
    },
};
use leptos::prelude::*;
use services::{
    Failure,
    person::{
        Card as Person, grant, post, reset_password,
        roster::{self, Entry, PersonForm},
        unit,
    },
};

use super::{refusal, words};
use crate::{
    answer::{Answer, Trouble, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text,
    ui::{
        Actions, Badge, Button, ButtonKind, Card, CardHead, Choice, Columns, Fact, Facts, Field, LinkButton,
        Notice, PageHead, Row, Rows, Select, Stack, Tone,
    },
    wording,
};

#[derive(Default, serde::Deserialize)]
pub struct Done {
    #[serde(default)]
    done: String,
}

pub async fn blank(visitor: Visitor) -> Answer {
    let form = Form::of([("employment", Employment::Employee.code().to_owned())]);
    render_new(&visitor, &form).await
}

pub async fn add(visitor: Visitor, form: Form) -> Answer {
    match roster::add_person(visitor.ctx()?, &typed(&form), form.once()).await {
        Ok(person) => see_other(format!("/people/{person}?done=added")),
        Err(failure) => render_new(&visitor, &form.refused(refusal(failure)?)).await,
    }
}

pub async fn show(visitor: Visitor, Path(id): Path<String>, Query(Done { done }): Query<Done>) -> Answer {
    let card = roster::show(visitor.ctx()?, person_id(&id)?).await?;
    use text::person::*;
    let lang = visitor.lang;
    let said = match done.as_str() {
        "added" => Some(added(lang)),
        "saved" => Some(saved(lang)),
        "left" => Some(left_done(lang)),
        "back" => Some(back_done(lang)),
        "given" => Some(role_given(lang)),
        "taken" => Some(role_taken(lang)),
        _ => None,
    };
    let notice = said.map(|said| view! { <Notice tone=Tone::Ok title=said /> }.into_any());
    let form = filled(&card);
    render(&visitor, card, &form, notice).await
}

/// The forms of the page, told apart by the button that was pressed.
pub async fn submit(visitor: Visitor, Path(id): Path<String>, form: Form) -> Answer {
    use text::person::*;
    let (ctx, lang) = (visitor.ctx()?, visitor.lang);
    let id = person_id(&id)?;
    let done = match form.get("do") {
        "save" => roster::change_person(ctx, id, &typed(&form)).await.map(|()| "saved"),
        "leave" => roster::leave(ctx, id).await.map(|()| "left"),
        "come_back" => roster::come_back(ctx, id).await.map(|()| "back"),
        "give" => give_role(ctx, id, &form).await.map(|()| "given"),
        "take" => {
            let grant = form.get("grant").parse().map_err(|_| Trouble(Failure::NotFound))?;
            grant::take(ctx, id, grant).await.map(|()| "taken")
        }
        // What these two answer is shown once, so it is the answer and no address leads to it.
        "reset" => {
            let password = reset_password(ctx, id).await?;
            let card = roster::show(ctx, id).await?;
            let (title, next) = (reset_done(lang, password), reset_then(lang, &card.name));
            let notice = view! { <Notice tone=Tone::Warn title=title next=next /> }.into_any();
            let form = filled(&card);
            return render(&visitor, card, &form, Some(notice)).await;
        }
        "reveal" => {
            let whole = roster::reveal_national_id(ctx, id).await?;
            let card = roster::show(ctx, id).await?;
            let title = revealed(lang, whole);
            let notice = view! { <Notice tone=Tone::Warn title=title next=revealed_then(lang) /> }.into_any();
            let form = filled(&card);
            return render(&visitor, card, &form, Some(notice)).await;
        }
        _ => Err(Failure::NotFound),
    };
    match done {
        Ok(done) => see_other(format!("/people/{id}?done={done}")),
        Err(failure) => {
            let refusal = refusal(failure)?;
            let card = roster::show(ctx, id).await?;
            // The small forms leave the large one as it is stored.
            let mut shown = if form.get("do") == "save" { form } else { filled(&card) };
            shown = shown.refused(refusal);
            let notice = shown.notice(&visitor);
            render(&visitor, card, &shown, notice).await
        }
    }
}

async fn give_role(ctx: &services::Ctx, id: PersonId, form: &Form) -> Result<(), Failure> {
    let missing = |field| Failure::field(field, services::failure::Fault::Missing);
    let role = Role::from_code(form.get("role")).ok_or_else(|| missing("role"))?;
    let over: UnitId = form.get("over").parse().map_err(|_| missing("over"))?;
    grant::give(ctx, id, role, over, form.once()).await
}

fn person_id(text: &str) -> Result<PersonId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

fn typed(form: &Form) -> PersonForm {
    PersonForm {
        number: form.text("number"),
        name: form.text("name"),
        phone: form.text("phone"),
        email: form.text("email"),
        unit: form.text("unit"),
        post: form.text("post"),
        employment: form.text("employment"),
        joined_on: form.text("joined_on"),
        national_id: form.text("national_id"),
    }
}

fn filled(card: &Person) -> Form {
    Form::of([
        ("number", card.number.clone()),
        ("name", card.name.clone()),
        ("phone", card.phone.clone().unwrap_or_default()),
        ("email", card.email.clone().unwrap_or_default()),
        ("unit", card.unit.to_string()),
        ("post", card.post.map(|post| post.to_string()).unwrap_or_default()),
        ("employment", card.employment.clone()),
        ("joined_on", card.joined_on.clone().unwrap_or_default()),
    ])
}

async fn render_new(visitor: &Visitor, form: &Form) -> Answer {
    use text::person::*;
    let lang = visitor.lang;
    let fields = fields(visitor, form).await?;
    let (notice, once) = (form.notice(visitor), form.once_field());
    Page::new(visitor, add_title(lang)).of_form(form).show(|| {
        view! {
            <PageHead title=add_title(lang) />
            {notice}
            <Card>
                <form method="post" action="/people/new">
                    {once} {fields} <Actions note=add_note(lang)>
                        <Button label=add_go(lang) kind=ButtonKind::Primary />
                    </Actions>
                </form>
            </Card>
        }
    })
}

async fn render(visitor: &Visitor, card: Person, form: &Form, notice: Option<AnyView>) -> Answer {
    let lang = visitor.lang;
    let ctx = visitor.ctx()?;
    let may = |action| ctx.must(action, Object::Unit(ctx.org(), &card.unit_path)).is_ok();
    let edit = match may(Action::EditRoster) {
        true => Some(edit(visitor, &card, form).await?),
        false => None,
    };
    let entry = match may(Action::ResetPassword) && card.left.is_none() {
        true => Some(entry(visitor, &card).await?),
        false => None,
    };
    let roles = roles(visitor, &card, may(Action::GrantRole)).await?;
    let facts = facts(visitor, &card, may(Action::EditRoster));
    let file = may(Action::SeeFile).then(|| format!("/files/{}", card.id));
    let title = card.name.clone();
    Page::new(visitor, title.clone()).of_form(form).show(|| {
        view! {
            <PageHead title=title under=words::place(&card)>
                <div class="actions">
                    {file.map(|href| view! { <LinkButton label=text::person::to_file(lang) href=href /> })}
                    <LinkButton label=text::person::back_to_list(lang) href="/people" />
                </div>
            </PageHead>
            {notice}
            <Columns>
                <Stack>{facts} {entry} {roles}</Stack>
                {edit}
            </Columns>
        }
    })
}

fn facts(visitor: &Visitor, card: &Person, may_reveal: bool) -> impl IntoView + use<> {
    use text::person::*;
    let lang = visitor.lang;
    let unknown = || text::common::unknown(lang).to_owned();
    let (tone, state) = match card.left {
        None => (Tone::Ok, present(lang).to_owned()),
        Some(at) => (Tone::Plain, left_on(lang, visitor.zone().date(at))),
    };
    let reveal = (may_reveal && card.masked_id.is_some()).then(|| {
        view! {
            <form method="post">
                <Actions note=reveal_why(lang)>
                    <Button label=reveal(lang) name="do" value="reveal" small=true />
                </Actions>
            </form>
        }
    });
    let lines = [
        (number(lang), card.number.clone()),
        (unit(lang), card.unit_trail.clone()),
        (post(lang), card.post_name.clone().unwrap_or_else(|| post_none(lang).into())),
        (employment(lang), words::employment(lang, &card.employment)),
        (phone(lang), card.phone.clone().unwrap_or_else(unknown)),
        (email(lang), card.email.clone().unwrap_or_else(unknown)),
        (joined_on(lang), card.joined_on.clone().unwrap_or_else(unknown)),
        (national_id(lang), card.masked_id.clone().unwrap_or_else(|| no_id(lang).into())),
    ];
    let lines = lines.map(|(term, value)| view! { <Fact term=term>{value}</Fact> });
    view! {
        <Card>
            <CardHead title=text::person::facts(lang)>
                <Badge label=state tone=tone />
            </CardHead>
            <Facts>{lines.into_iter().collect_view()}</Facts>
            {reveal}
        </Card>
    }
}

async fn entry(visitor: &Visitor, card: &Person) -> Result<AnyView, Failure> {
    use text::person::*;
    let lang = visitor.lang;
    let at = |since| visitor.zone().minute(since);
    let said = match roster::entry(visitor.ctx()?, card.id).await? {
        Entry::None => entry_none(lang).to_owned(),
        Entry::OneTime { since } => entry_one_time(lang, at(since)),
        Entry::Own { since } => entry_own(lang, at(since)),
    };
    Ok(view! {
        <Card>
            <CardHead title=text::person::entry(lang) />
            <p>{said}</p>
            <form method="post">
                <Actions note=reset_why(lang)>
                    <Button label=reset(lang) name="do" value="reset" />
                </Actions>
            </form>
        </Card>
    }
    .into_any())
}

async fn roles(visitor: &Visitor, card: &Person, may_give: bool) -> Result<AnyView, Failure> {
    use text::person::*;
    let (ctx, lang, zone) = (visitor.ctx()?, visitor.lang, visitor.zone());
    let held = grant::list(ctx, card.id).await?;
    let nothing = held.is_empty();
    let row = move |held: grant::Held| {
        let take = held.may_take.then(|| {
            view! {
                <form method="post">
                    <input type="hidden" name="do" value="take" />
                    <Button label=take(lang) small=true name="grant" value=held.id.to_string() />
                </form>
            }
        });
        view! {
            <Row label=wording::role(lang, held.role) detail=role_row(lang, held.unit_name, zone.date(held.since))>
                {take}
            </Row>
        }
    };
    let give = match may_give && card.left.is_none() {
        false => None,
        true => {
            let units = unit::tree(ctx, Action::GrantRole).await?;
            let once = Form::default().once_field();
            Some(view! {
                <form method="post">
                    {once}
                    <Select
                        label=role(lang)
                        name="role"
                        prompt=text::person::choose(lang)
                        options=words::roles(lang, grant::offered(ctx))
                        required=true
                    />
                    <Select
                        label=role_over(lang)
                        name="over"
                        options=words::unit_choices(&units)
                        value=units.first().map(|unit| unit.id.to_string()).unwrap_or_default()
                        required=true
                    />
                    <Actions>
                        <Button label=give(lang) name="do" value="give" />
                    </Actions>
                </form>
            })
        }
    };
    Ok(view! {
        <Card>
            <CardHead title=text::person::roles(lang) />
            {nothing.then(|| view! { <p>{roles_none(lang)}</p> })}
            <Rows lined=true>{held.into_iter().map(row).collect_view()}</Rows>
            {give}
        </Card>
    }
    .into_any())
}

async fn edit(visitor: &Visitor, card: &Person, form: &Form) -> Result<AnyView, Failure> {
    use text::person::*;
    let lang = visitor.lang;
    let fields = fields(visitor, form).await?;
    let (act, label, why) = match card.left {
        None => ("leave", leave(lang), leave_why(lang)),
        Some(_) => ("come_back", come_back(lang), come_back_why(lang)),
    };
    let kind = if card.left.is_none() { ButtonKind::Danger } else { ButtonKind::Plain };
    Ok(view! {
        <Stack>
            <Card>
                <CardHead title=text::person::edit(lang) />
                <form method="post">
                    {fields} <Actions note=edit_note(lang)>
                        <Button label=save(lang) kind=ButtonKind::Primary name="do" value="save" />
                    </Actions>
                </form>
            </Card>
            <Card>
                <form method="post">
                    <Actions note=why>
                        <Button label=label kind=kind name="do" value=act />
                    </Actions>
                </form>
            </Card>
        </Stack>
    }
    .into_any())
}

/// The fields of a person, for a new one and for one who is changed.
async fn fields(visitor: &Visitor, form: &Form) -> Result<AnyView, Failure> {
    use text::person::*;
    let (ctx, lang) = (visitor.ctx()?, visitor.lang);
    let units = unit::tree(ctx, Action::EditRoster).await?;
    let posts = post::list(ctx).await?;
    let posts = posts.into_iter().map(|post| Choice::new(post.id.to_string(), post.name)).collect();
    let optional = text::common::optional(lang);
    let value = |name: &str| form.get(name).to_owned();
    let error = |name| form.error(lang, name);
    Ok(view! {
        <Field label=number(lang) name="number" value=value("number") error=error("number") required=true />
        <Field label=name(lang) name="name" value=value("name") error=error("name") required=true />
        <Select
            label=unit(lang)
            name="unit"
            prompt=text::person::choose(lang)
            options=words::unit_choices(&units)
            value=value("unit")
            error=error("unit")
            required=true
        />
        <Select
            label=post(lang)
            name="post"
            prompt=post_none(lang)
            options=posts
            value=value("post")
            error=error("post")
            note=optional
        />
        <Select
            label=employment(lang)
            name="employment"
            options=words::employments(lang)
            value=value("employment")
            error=error("employment")
        />
        <Field
            label=phone(lang)
            name="phone"
            kind="tel"
            value=value("phone")
            error=error("phone")
            hint=phone_hint(lang)
            note=optional
        />
        <Field
            label=email(lang)
            name="email"
            kind="email"
            value=value("email")
            error=error("email")
            hint=email_hint(lang)
            note=optional
        />
        <Field
            label=joined_on(lang)
            name="joined_on"
            kind="date"
            value=value("joined_on")
            error=error("joined_on")
            note=optional
        />
        <Field
            label=national_id(lang)
            name="national_id"
            value=value("national_id")
            error=error("national_id")
            hint=national_id_hint(lang)
            note=optional
            autocomplete="off"
        />
    }
    .into_any())
}
