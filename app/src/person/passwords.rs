//! One-time passwords for those who have none, to be printed and handed out.

use leptos::prelude::*;
use services::person::{Issued, issue_passwords, without_password};

use crate::{
    answer::Answer,
    door::Visitor,
    form::Form,
    page::Page,
    text,
    ui::{
        Actions, Button, ButtonKind, Card, Checkbox, Column, EmptyState, LinkButton, Notice, PageHead, Table,
        Tone,
    },
};

pub async fn show(visitor: Visitor) -> Answer {
    use text::person::*;
    let lang = visitor.lang;
    let waiting = without_password(visitor.ctx()?).await?;
    let title = match waiting.none {
        0 => passwords_title_none(lang).to_owned(),
        n => passwords_title(lang, n),
    };
    let body = match (waiting.none, waiting.unused) {
        (0, 0) => view! { <LinkButton label=back_to_list(lang) href="/people" /> }.into_any(),
        (none, unused) => view! {
            <Card>
                <p>{passwords_how(lang)}</p>
                <form method="post" action="/people/passwords">
                    {(unused > 0)
                        .then(|| {
                            view! {
                                <Checkbox
                                    label=passwords_again(lang)
                                    name="again"
                                    checked=none == 0
                                    hint=passwords_waiting(lang, unused)
                                />
                            }
                        })}
                    <Actions>
                        <Button label=passwords_go(lang) kind=ButtonKind::Primary />
                    </Actions>
                </form>
            </Card>
        }
        .into_any(),
    };
    Page::new(&visitor, title.clone()).show(|| {
        view! {
            <PageHead title=title />
            {body}
        }
    })
}

/// The list is the answer itself: it is kept nowhere and can't be asked for again.
pub async fn submit(visitor: Visitor, form: Form) -> Answer {
    use text::person::*;
    let lang = visitor.lang;
    let issued = issue_passwords(visitor.ctx()?, form.has("again", "true")).await?;
    let title = passwords_done(lang, issued.len());
    let head = [unit(lang), number(lang), name(lang), password(lang)].map(Column::text);
    let row = move |issued: Issued| {
        view! {
            <tr>
                <td data-label=unit(lang)>{issued.unit_name}</td>
                <td data-label=number(lang)>{issued.number}</td>
                <th scope="row" data-label=name(lang)>
                    {issued.name}
                </th>
                <td data-label=password(lang)>
                    <code>{issued.password.to_string()}</code>
                </td>
            </tr>
        }
    };
    let label = title.clone();
    let body = match issued.is_empty() {
        true => {
            view! { <EmptyState title=passwords_nobody(lang) detail=passwords_title_none(lang) /> }.into_any()
        }
        false => view! {
            <Notice tone=Tone::Warn title=passwords_once(lang) />
            <Card>
                <Table label=label head=head.into() cards=true>
                    {issued.into_iter().map(row).collect_view()}
                </Table>
            </Card>
        }
        .into_any(),
    };
    Page::new(&visitor, title.clone()).show(|| {
        view! {
            <PageHead title=title />
            {body}
            <LinkButton label=back_to_list(lang) href="/people" />
        }
    })
}
