//! A file for a bank, and the template for those who have none.

use axum::extract::Path;
use domain::id::BankId;
use leptos::prelude::*;
use services::{
    Failure,
    bank::{self, TemplateWords},
};

use super::{XLSX, crumbs};
use crate::{
    answer::{Answer, download, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text::{self, Lang},
    ui::{Actions, Button, ButtonKind, Card, FileField, LinkButton, PageHead, Steps},
};

pub async fn show(visitor: Visitor, Path(bank): Path<BankId>) -> Answer {
    page(&visitor, bank, Form::default()).await
}

pub async fn submit(visitor: Visitor, Path(bank): Path<BankId>, form: Form) -> Answer {
    let ctx = visitor.ctx()?;
    let previewed = match form.file("file") {
        Ok(file) => bank::preview(ctx, bank, form.once().into(), &file.name, file.bytes.to_vec()).await,
        Err(failure) => Err(failure),
    };
    match previewed {
        Ok(import) => see_other(format!("/imports/{import}")),
        Err(Failure::Refused(refusal)) => page(&visitor, bank, form.refused(refusal)).await,
        Err(failure) => Err(failure.into()),
    }
}

async fn page(visitor: &Visitor, bank: BankId, form: Form) -> Answer {
    use text::import::*;
    let lang = visitor.lang;
    let name = bank::name(visitor.ctx()?, bank).await?;
    let title = upload_title(lang, &name);
    Page::new(visitor, title.clone()).of_form(&form).show(|| {
        let steps = vec![(name, format!("/banks/{bank}"))];
        view! {
            <PageHead title=title trail=crumbs(lang, steps, Some(trail(lang))) />
            {step(lang, 1)}
            {form.notice(visitor)}
            <Card>
                <p>{accepted(lang, bank::largest_file() >> 20)}</p>
                <p>{columns(lang)}</p>
                <form method="post" enctype="multipart/form-data">
                    {form.once_field()}
                    <FileField label=file(lang) name="file" accept=".xlsx,.xls,.et,.csv,.tsv,.txt,.docx,.json,.gift,.xml,.zip" required=true />
                    <Actions note=check_note(lang)>
                        <LinkButton label=text::bank::template(lang) href="/banks/template.xlsx" download=true />
                        <Button label=check(lang) kind=ButtonKind::Primary />
                    </Actions>
                </form>
            </Card>
        }
    })
}

/// How far an import is, from 1 to 3.
pub fn step(lang: Lang, current: usize) -> impl IntoView {
    use text::import::*;
    let names = [step_read(lang), step_rows(lang), step_add(lang)].map(str::to_owned);
    view! { <Steps label=steps(lang) names=names.to_vec() current=current /> }
}

pub async fn template(visitor: Visitor) -> Answer {
    let lang = visitor.lang;
    download(text::bank::template_name(lang), XLSX, bank::template(&template_words(lang))?)
}

/// The template in the reader's language. In the catalogue, `¦` stands between two cells.
pub fn template_words(lang: Lang) -> TemplateWords {
    use text::import::*;
    let cells = |row: &'static str| row.split('¦').collect();
    TemplateWords {
        sheet: template_sheet(lang),
        headings: cells(template_head(lang)),
        examples: [template_single(lang), template_multiple(lang), template_truth(lang), template_fill(lang)]
            .map(cells)
            .into(),
    }
}

#[cfg(test)]
mod tests {
    use domain::bank::{
        Kind,
        import::{Counts, Known},
    };

    use super::*;

    #[test]
    fn the_template_comes_in_as_one_faultless_question_of_each_kind() {
        for lang in [Lang::Zh, Lang::En] {
            let file = bank::template(&template_words(lang)).unwrap();
            let report = bank::dry_run(&file, &Known::default()).unwrap();
            assert_eq!(
                report.counts(),
                Counts { imported: 4, ..Counts::default() },
                "{lang:?} {:?}",
                report.rows
            );
            let kinds: Vec<_> = report.accepted().map(|(_, item)| item.content.kind()).collect();
            assert_eq!(kinds, Kind::ALL[..4]);
            assert!(
                report.accepted().all(|(_, item)| item.difficulty.is_some() && !item.legal_basis.is_empty())
            );
        }
    }
}
