//! A bank on its way out: what each format would lose, and the files.

use axum::extract::Path;
use domain::id::BankId;
use leptos::prelude::*;
use services::{
    Failure,
    bank::export::{self, Held, Keys, Target},
};

use super::{
    XLSX, crumbs,
    print::{self, Taken},
    wording,
};
use crate::{
    answer::{Answer, download},
    door::Visitor,
    page::Page,
    text::{self, Lang},
    ui::{ButtonKind, Card, Column, EmptyState, LinkButton, PageHead, Table},
};

pub async fn show(visitor: Visitor, Path(bank): Path<BankId>) -> Answer {
    use text::export::*;
    let lang = visitor.lang;
    let view = export::export_view(visitor.ctx()?, bank).await?;
    let heading = title(lang, &view.name);
    Page::new(&visitor, heading.clone()).show(|| {
        let steps = vec![(view.name.clone(), format!("/banks/{bank}"))];
        let main = if view.items == 0 {
            let import = format!("/banks/{bank}/import");
            let import_go = text::bank::import_go(lang);
            view! {
                <EmptyState title=empty(lang) detail=empty_then(lang)>
                    <LinkButton label=import_go href=import kind=ButtonKind::Primary />
                </EmptyState>
            }
            .into_any()
        } else {
            view! { <p>{note(lang)}</p> {files(lang, bank, &view.targets)} }.into_any()
        };
        view! {
            <PageHead title=heading under=under(lang, view.items) trail=crumbs(lang, steps, Some(trail(lang))) />
            {main}
        }
    })
}

/// A line for each file, grouped by what it is for.
fn files(lang: Lang, bank: BankId, targets: &[Held]) -> AnyView {
    use text::export::*;
    let head = vec![Column::text(format(lang)), Column::sentences(content(lang)), Column::text(file(lang))];
    let groups = targets.chunk_by(|one, next| purpose(lang, one.target) == purpose(lang, next.target));
    let rows = groups.map(|group| {
        let heading = group.first().map(|held| purpose(lang, held.target));
        let lines = group.iter().map(|held| line(lang, bank, held)).collect_view();
        view! {
            <tr>
                <th colspan="3" scope="rowgroup">
                    {heading}
                </th>
            </tr>
            {lines}
        }
    });
    let rows = rows.collect_view();
    view! {
        <Card>
            <Table label=trail(lang) head=head cards=true>
                {rows}
            </Table>
        </Card>
    }
    .into_any()
}

fn purpose(lang: Lang, target: Target) -> &'static str {
    use text::export::*;
    match target {
        Target::Xlsx => edit(lang),
        Target::Docx(_) | Target::Pdf(_) => print(lang),
        Target::Exchange(_) => exchange(lang),
    }
}

fn line(lang: Lang, bank: BankId, held: &Held) -> AnyView {
    use text::export::*;
    let (label, used_for) = wording::target(lang, held.target);
    let kept = wording::held(lang, held).into_iter().map(|line| view! { <div>{line}</div> });
    let kept = kept.collect_view();
    let href = format!("/banks/{bank}/export/{}", held.target.code());
    view! {
        <tr>
            <td>
                <strong>{label}</strong>
                <small>{used_for}</small>
            </td>
            <td data-label=content(lang)>{kept}</td>
            <td>
                <LinkButton label=download(lang) href=href small=true download=true />
            </td>
        </tr>
    }
    .into_any()
}

pub async fn file(visitor: Visitor, Path((bank, target)): Path<(BankId, String)>) -> Answer {
    use text::export::{file_with_key, printed};
    let lang = visitor.lang;
    let target = Target::from_code(&target).ok_or(Failure::NotFound)?;
    let (name, enterprise) = match &visitor.who {
        Some(who) => (who.name.clone(), who.enterprise.clone()),
        None => return Err(Failure::SignedOut.into()),
    };
    let by = printed(lang, name, visitor.zone().minute(visitor.now));
    let words = print::words(lang, Taken { enterprise, at: visitor.now, by });
    let file = export::export(visitor.ctx()?, bank, target, words).await?;
    let name = match target {
        Target::Docx(Keys::Shown) | Target::Pdf(Keys::Shown) => file_with_key(lang, &file.bank),
        Target::Xlsx | Target::Exchange(_) | Target::Docx(Keys::Hidden) | Target::Pdf(Keys::Hidden) => {
            file.bank
        }
    };
    download(&format!("{name}.{}", target.extension()), media_type(target), file.bytes)
}

fn media_type(target: Target) -> &'static str {
    match target.extension() {
        "xlsx" => XLSX,
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "pdf" => "application/pdf",
        "xml" => "application/xml",
        "zip" => "application/zip",
        "json" => "application/json",
        _ => "text/plain; charset=utf-8",
    }
}
