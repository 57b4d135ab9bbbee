//! The enterprises of the instance.

use leptos::prelude::*;
use services::person::enterprise::{self, Enterprise, EnterpriseForm};

use super::refusal;
use crate::{
    answer::Answer,
    door::Visitor,
    form::Form,
    page::Page,
    text,
    ui::{
        Actions, Button, ButtonKind, Card, CardHead, Column, Field, LinkButton, Notice, PageHead, Table, Tone,
    },
};

pub async fn show(visitor: Visitor) -> Answer {
    render(&visitor, &Form::default()).await
}

/// The one-time password is shown on the page that answers, and nowhere else.
pub async fn submit(visitor: Visitor, form: Form) -> Answer {
    let typed = EnterpriseForm {
        code: form.text("code"),
        name: form.text("name"),
        admin_number: form.text("admin_number"),
        admin_name: form.text("admin_name"),
    };
    let password = match enterprise::create(visitor.ctx()?, &typed, form.once()).await {
        Ok(password) => password.to_string(),
        Err(failure) => return render(&visitor, &form.refused(refusal(failure)?)).await,
    };
    use text::enterprise::*;
    let lang = visitor.lang;
    let login = format!("{}/{}", typed.code.to_uppercase(), typed.admin_number);
    let title = created(lang, &typed.name);
    Page::new(&visitor, title.clone()).show(|| {
        view! {
            <PageHead title=title />
            <Notice tone=Tone::Warn title=format!("{} {password}", created_then(lang, login)) next=shown_once(lang) />
            <LinkButton label=to_list(lang) href="/enterprises" />
        }
    })
}

async fn render(visitor: &Visitor, form: &Form) -> Answer {
    use text::enterprise::*;
    let lang = visitor.lang;
    let zone = visitor.zone();
    let enterprises = enterprise::list(visitor.ctx()?).await?;
    let title = title(lang, enterprises.len());
    let head = vec![
        Column::text(code(lang)),
        Column::text(name(lang)),
        Column::number(people(lang)),
        Column::text(since(lang)),
    ];
    let row = move |enterprise: Enterprise| {
        view! {
            <tr>
                <td data-label=code(lang)>{enterprise.code}</td>
                <th scope="row" data-label=name(lang)>
                    {enterprise.name}
                </th>
                <td data-label=people(lang) data-number=true>
                    {enterprise.people}
                </td>
                <td data-label=since(lang)>{zone.date(enterprise.since)}</td>
            </tr>
        }
    };
    let field = |label: &'static str, name: &'static str| {
        let (value, error) = (form.get(name).to_owned(), form.error(lang, name));
        let hint = (name == "code").then(|| code_hint(lang).to_owned());
        match hint {
            Some(hint) => {
                view! { <Field label=label name=name value=value error=error hint=hint required=true /> }
                    .into_any()
            }
            None => {
                view! { <Field label=label name=name value=value error=error required=true /> }.into_any()
            }
        }
    };
    let fields = [
        field(code(lang), "code"),
        field(name(lang), "name"),
        field(admin_number(lang), "admin_number"),
        field(admin_name(lang), "admin_name"),
    ];
    let (notice, once) = (form.notice(visitor), form.once_field());
    Page::new(visitor, title.clone()).of_form(form).show(|| {
        view! {
            <PageHead title=title under=add_why(lang) />
            {notice}
            <Card>
                <Table label=text::nav::enterprises(lang) head=head cards=true>
                    {enterprises.into_iter().map(row).collect_view()}
                </Table>
            </Card>
            <Card>
                <CardHead title=add(lang) />
                <form method="post" action="/enterprises">
                    {once} {fields.into_iter().collect_view()} <Actions>
                        <Button label=create(lang) kind=ButtonKind::Primary />
                    </Actions>
                </form>
            </Card>
        }
    })
}
