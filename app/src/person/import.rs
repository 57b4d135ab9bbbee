//! A roster from a file: upload, every row's fate, then the good rows.

use leptos::prelude::*;
use services::person::import::{self, Counts, Fate, Preview, PreviewRow};

use super::{refusal, words};
use crate::{
    answer::{Answer, download},
    door::Visitor,
    form::Form,
    page::Page,
    text::{self, Lang},
    ui::{
        Actions, Badge, Button, ButtonKind, Card, Column, FileField, LinkButton, Notice, PageHead,
        Proportions, Table, Tone,
    },
    wording,
};

/// Rows on the page at most: nobody reads more, and each costs the browser some.
const SHOWN: usize = 500;

pub async fn show(visitor: Visitor) -> Answer {
    render(&visitor, &Form::default())
}

/// First the file, then the word to go ahead with it.
pub async fn submit(visitor: Visitor, form: Form) -> Answer {
    let ctx = visitor.ctx()?;
    let digest = form.text("digest");
    if !digest.is_empty() {
        return match import::commit(ctx, &digest).await {
            Ok(counts) => done(&visitor, counts),
            Err(failure) => render(&visitor, &form.refused(refusal(failure)?)),
        };
    }
    let checked = match form.file("file") {
        Ok(file) => import::preview(ctx, &file.name, file.bytes.to_vec()).await,
        Err(failure) => Err(failure),
    };
    match checked {
        Ok(preview) => render_preview(&visitor, preview),
        Err(failure) => render(&visitor, &form.refused(refusal(failure)?)),
    }
}

pub async fn template(visitor: Visitor) -> Answer {
    let (name, lines) = match visitor.lang {
        Lang::Zh => (
            "花名册模板.csv",
            "工号,姓名,手机,部门,岗位,用工形式,身份证号,入职日期\r\nG1001,张建国,13800138000,一车间/三班组,焊工,正式职工,,2026-03-01\r\n",
        ),
        Lang::En => (
            "roster-template.csv",
            "Number,Name,Mobile,Department,Post,Employment,ID number,Start date\r\nG1001,Zhang Jianguo,13800138000,Workshop 1/Crew 3,Welder,Employee,,2026-03-01\r\n",
        ),
    };
    // The mark tells spreadsheet programs that the text is UTF-8.
    download(name, "text/csv; charset=utf-8", format!("\u{FEFF}{lines}").into_bytes())
}

fn render(visitor: &Visitor, form: &Form) -> Answer {
    use text::person::*;
    let lang = visitor.lang;
    Page::new(visitor, import_title(lang)).of_form(form).show(|| {
        view! {
            <PageHead title=import_title(lang) under=import_how(lang) />
            {form.notice(visitor)}
            <Card>
                <form method="post" action="/people/import" enctype="multipart/form-data">
                    <FileField
                        label=import_file(lang)
                        name="file"
                        accept=".xlsx,.xls,.csv,.txt"
                        hint=import_units(lang)
                        required=true
                    />
                    <Actions note=import_check_note(lang)>
                        <LinkButton label=import_template(lang) href="/people/import/template.csv" download=true />
                        <Button label=import_check(lang) kind=ButtonKind::Primary />
                    </Actions>
                </form>
            </Card>
        }
    })
}

fn render_preview(visitor: &Visitor, preview: Preview) -> Answer {
    use text::person::*;
    let lang = visitor.lang;
    let Counts { new, changed, unchanged, faulty } = preview.counts();
    let sum = import_preview(lang, preview.rows.len(), new, changed, unchanged, faulty);
    let title = if new + changed > 0 { sum.clone() } else { import_nothing(lang).to_owned() };
    let parts = [(Tone::Ok, new), (Tone::Info, changed), (Tone::Plain, unchanged), (Tone::Bad, faulty)];
    let parts = parts.map(|(tone, count)| (tone, count as u64)).into();
    let names = |names: &[String]| names.join(wording::separator(lang));
    let (units, posts) = (&preview.new_units, &preview.new_posts);
    let made = [
        (!units.is_empty()).then(|| import_new_units(lang, names(units))),
        (!posts.is_empty()).then(|| import_new_posts(lang, names(posts))),
    ];
    let note =
        if faulty > 0 { import_commit_note(lang, faulty) } else { import_commit_note_none(lang).to_owned() };
    let commit = (new + changed > 0).then(|| {
        view! { <Button label=import_commit(lang, new + changed) kind=ButtonKind::Primary /> }
    });
    let mut rows: Vec<PreviewRow> =
        preview.rows.into_iter().filter(|row| row.fate != Fate::Unchanged).collect();
    rows.sort_by_key(|row| !matches!(row.fate, Fate::Faulty(_)));
    let more = rows.len() > SHOWN;
    rows.truncate(SHOWN);
    let table = (!rows.is_empty()).then(|| table(lang, rows));
    Page::new(visitor, title.clone()).show(|| {
        view! {
            <PageHead title=title over=import_of(lang, &preview.file_name) />
            <Card>
                <Proportions label=sum.clone() parts=parts />
                {(new + changed == 0).then(|| view! { <p>{sum}</p> })}
                {made.into_iter().flatten().map(|line| view! { <p>{line}</p> }).collect_view()}
                <form method="post" action="/people/import">
                    <input type="hidden" name="digest" value=preview.digest />
                    <Actions note=note>
                        <LinkButton label=import_again(lang) href="/people/import" />
                        {commit}
                    </Actions>
                </form>
            </Card>
            {table.map(|table| view! { <Card>{more.then(|| view! { <p>{import_shown(lang, SHOWN)}</p> })} {table}</Card> })}
        }
    })
}

fn table(lang: Lang, rows: Vec<PreviewRow>) -> impl IntoView {
    use text::person::*;
    let head = vec![
        Column::number(import_row(lang)),
        Column::text(number(lang)),
        Column::text(name(lang)),
        Column::text(unit(lang)),
        Column::text(import_fate(lang)),
        Column::text(import_reason(lang)),
    ];
    let row = move |row: PreviewRow| {
        let (tone, label, reasons) = match &row.fate {
            Fate::New => (Tone::Ok, fate_new(lang), Vec::new()),
            Fate::Changed(changed) => {
                let reasons =
                    changed.iter().map(|changed| words::changed(lang, *changed).to_owned()).collect();
                (Tone::Info, fate_changed(lang), reasons)
            }
            Fate::Unchanged => (Tone::Plain, fate_unchanged(lang), Vec::new()),
            Fate::Faulty(faults) => {
                let reasons = faults.iter().map(|fault| words::row_fault(lang, fault)).collect();
                (Tone::Bad, fate_faulty(lang), reasons)
            }
        };
        let place =
            if row.sheet.is_empty() { row.row.to_string() } else { format!("{} {}", row.sheet, row.row) };
        view! {
            <tr>
                <td data-label=import_row(lang) data-number=true>
                    {place}
                </td>
                <td data-label=number(lang)>{row.number}</td>
                <td data-label=name(lang)>{row.name}</td>
                <td data-label=unit(lang)>{row.unit}</td>
                <td data-label=import_fate(lang)>
                    <Badge label=label tone=tone />
                </td>
                <td data-label=import_reason(lang) data-sentences=true>{reasons.join(wording::separator(lang))}</td>
            </tr>
        }
    };
    view! {
        <Table label=import_rows(lang) head=head cards=true>
            {rows.into_iter().map(row).collect_view()}
        </Table>
    }
}

fn done(visitor: &Visitor, counts: Counts) -> Answer {
    use text::person::*;
    let lang = visitor.lang;
    let title = import_done(lang, counts.new, counts.changed);
    let hands_out = visitor.ctx()?.actor.may_somewhere(domain::person::access::Action::ResetPassword);
    Page::new(visitor, title.clone()).show(|| {
        view! {
            <PageHead title=title />
            {(counts.faulty > 0)
                .then(|| view! { <Notice tone=Tone::Warn title=import_done_faulty(lang, counts.faulty) /> })}
            <Card>
                {(counts.new > 0).then(|| view! { <p>{import_done_then(lang)}</p> })} <Actions>
                    <LinkButton label=back_to_list(lang) href="/people" />
                    {(hands_out && counts.new > 0)
                        .then(|| {
                            view! {
                                <LinkButton
                                    label=passwords(lang)
                                    href="/people/passwords"
                                    kind=ButtonKind::Primary
                                />
                            }
                        })}
                </Actions>
            </Card>
        }
    })
}
