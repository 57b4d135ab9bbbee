//! A question as candidates see it, what answers it, and how it came to be what it is.

use axum::extract::{Path, Query};
use domain::{
    bank::{
        Content, Item, ItemOption, Response,
        import::Place,
        item::{self, GuidePoint, Shuffle},
        life::Stage,
    },
    id::ItemId,
    paper::{Sheet, sheet::letter},
};
use leptos::prelude::*;
use services::bank::{self, ItemView, Source, VersionView, merge};

use super::{alike, crumbs, standing, wording};
use crate::{
    answer::Answer,
    door::Visitor,
    island::room::{answers::Answers, item::ItemView as Asking},
    page::Page,
    text::{self, Lang},
    ui::{Badge, ButtonKind, Card, CardHead, Column, Fact, Facts, LinkButton, Notice, PageHead, Table, Tone},
    wording::kind,
};

#[derive(serde::Deserialize)]
pub struct Asked {
    /// Set by a change that was just stored.
    saved: Option<u8>,
}

pub async fn show(visitor: Visitor, Path(id): Path<ItemId>, Query(asked): Query<Asked>) -> Answer {
    let lang = visitor.lang;
    let view = bank::item(visitor.ctx()?, id).await?;
    let retired = merge::retirement(visitor.ctx()?, id).await?;
    let retired = retired.map(|retired| alike::retired_notice(&visitor, id, &retired));
    let resembling = alike::card(&visitor, id).await?;
    let newest = view.newest();
    let number = view.number.clone().map(|number| {
        view! { <Fact term=text::bank::number(lang)>{number}</Fact> }
    });
    let title = title(lang, &view);
    let saved = asked.saved.map(|_| {
        let next = match view.life.standing.released == Some(newest.id) {
            true => text::bank::edit_note(lang),
            false => text::life::saved_waits(lang),
        };
        view! { <Notice tone=Tone::Ok title=text::bank::saved(lang, newest.version) next=next /> }
    });
    Page::new(&visitor, title.clone()).show(|| {
        let (seen, secrets) = (as_seen(lang, &newest.item), secret(lang, &newest.item));
        let steps = vec![(view.bank_name.clone(), format!("/banks/{}", view.bank))];
        view! {
            <PageHead title=title trail=crumbs(lang, steps, None)>
                <LinkButton label=text::bank::edit(lang) href=format!("/items/{id}/edit") kind=ButtonKind::Primary />
            </PageHead>
            {saved}
            {retired}
            <Card>
                <CardHead title=text::bank::as_seen(lang) />
                {seen}
                <Facts>{number}</Facts>
            </Card>
            <Card>
                <CardHead title=text::bank::secret(lang)>
                    <span>{text::bank::secret_note(lang)}</span>
                </CardHead>
                {secrets}
            </Card>
            {standing::card(&visitor, &view)}
            {standing::history(&visitor, &view)}
            {resembling}
            {versions(&visitor, &view)}
        }
    })
}

/// What a question is called on its pages.
pub fn title(lang: Lang, view: &ItemView) -> String {
    let newest = view.newest();
    text::bank::item_title(lang, kind(lang, newest.item.content.kind()), newest.version)
}

/// The question in the very view that candidates have.
pub fn as_seen(lang: Lang, item: &Item) -> impl IntoView + use<> {
    let sheet = Sheet::of_item(item, None);
    let answers = Answers::unanswered(sheet.items.len());
    let locked = Signal::derive(|| true);
    let items = sheet.items.into_iter().map(|item| {
        view! { <Asking item=item answers=answers lang=lang locked=locked /> }
    });
    view! { <div class="preview">{items.collect_view()}</div> }
}

/// The key and all else that candidates do not see before the end.
pub fn secret(lang: Lang, item: &Item) -> impl IntoView + use<> {
    let shown = parts(lang, item).into_iter().filter(|part| part.secret && !part.lines.is_empty());
    let facts = shown.map(|part| view! { <Fact term=part.name>{lines(part.lines)}</Fact> }).collect_view();
    view! { <Facts>{facts}</Facts> }
}

/// A part of a question in words, for looking at it and for comparing two versions.
#[derive(PartialEq, Eq)]
pub struct Part {
    pub name: &'static str,
    pub lines: Vec<String>,
    /// Candidates do not see it before the release.
    secret: bool,
}

/// All parts of a question, each in the same place for every question.
pub fn parts(lang: Lang, item: &Item) -> Vec<Part> {
    use text::bank::*;
    let open = |name, lines| Part { name, lines, secret: false };
    let secret = |name, lines| Part { name, lines, secret: true };
    let text = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let lettered = |index: usize| lettered(&item.content, index);
    let ways = match &item.content {
        Content::SingleChoice { shuffle, .. } | Content::MultipleChoice { shuffle, .. } => {
            vec![shuffle_words(lang, *shuffle).to_owned()]
        }
        _ => Vec::new(),
    };
    vec![
        open(stem(lang), text(&item.stem)),
        open(options(lang), (0..item.content.options().len()).map(lettered).collect()),
        secret(key(lang), key_lines(lang, &item.content)),
        secret(explanation(lang), text(&item.explanation)),
        secret(basis(lang), text(&item.legal_basis)),
        secret(point(lang), text(&item.knowledge_point)),
        secret(
            difficulty(lang),
            item.difficulty.map(|level| difficulty_of(lang, level)).into_iter().collect(),
        ),
        secret(order(lang), ways),
    ]
}

/// What is right, in lines.
pub fn key_lines(lang: Lang, content: &Content) -> Vec<String> {
    use text::bank::*;
    let lettered = |index: usize| lettered(content, index);
    match content {
        Content::SingleChoice { key, .. } => vec![lettered(*key)],
        Content::MultipleChoice { key, .. } => key.iter().map(|index| lettered(*index)).collect(),
        Content::TrueFalse { key: true } => vec![key_true(lang).to_owned()],
        Content::TrueFalse { key: false } => vec![key_false(lang).to_owned()],
        Content::FillIn { blanks, .. } => {
            let texts = |texts: &Vec<String>| {
                let said = texts.iter().cloned().reduce(|one, other| or(lang, one, other));
                said.unwrap_or_default()
            };
            blanks.iter().map(texts).collect()
        }
        Content::Matching { lines, key, .. } => {
            let pair = |(line, key): (&ItemOption, &usize)| format!("{} → {}", line.text, lettered(*key));
            lines.iter().zip(key).map(pair).collect()
        }
        Content::Ordering { options, .. } => (1..)
            .zip(options)
            .map(|(place, option): (usize, _)| format!("{place}. {}", option.text))
            .collect(),
        Content::Hotspot { areas, key, .. } => {
            let area = |index: &usize| {
                let name = areas.get(*index).map_or("", |area| area.name.as_str());
                format!("{} {name}", letter(*index)).trim().to_owned()
            };
            key.iter().map(area).collect()
        }
        Content::Numeric { .. } => match Response::right(content) {
            Some(Response::Texts(texts)) => texts,
            _ => Vec::new(),
        },
        Content::ShortAnswer { guide } => {
            let point = |point: &GuidePoint| format!("· {} ({})", point.text, point.weight);
            let reference = guide.reference.lines().map(str::to_owned);
            reference.chain(guide.points.iter().map(point)).collect()
        }
        Content::Case { .. } => {
            let part = |(no, part): (usize, &item::Part)| {
                let keys = key_lines(lang, &part.content).join(" / ");
                format!("{no}. {keys}")
            };
            (1..).zip(content.parts()).map(part).collect()
        }
    }
}

/// `B. 绿区`
fn lettered(content: &Content, index: usize) -> String {
    let option = content.options().get(index).map_or("", |option| option.text.as_str());
    format!("{}. {option}", letter(index)).trim_end_matches(". ").to_owned()
}

pub fn shuffle_words(lang: Lang, shuffle: Shuffle) -> &'static str {
    use text::bank::*;
    match shuffle {
        Shuffle::All => shuffle_all(lang),
        Shuffle::AllButLast => shuffle_last(lang),
        Shuffle::Never => shuffle_never(lang),
    }
}

fn lines(lines: Vec<String>) -> impl IntoView {
    let mut lines = lines.into_iter();
    let first = lines.next();
    let rest = lines.map(|line| view! { <br /> {line} }).collect_view();
    view! { {first} {rest} }
}

/// The versions, the newest first, each with what it changed.
fn versions(visitor: &Visitor, view: &ItemView) -> impl IntoView + use<> {
    let lang = visitor.lang;
    let cards = view.versions.iter().enumerate().map(|(at, version)| {
        let before = view.versions.get(at + 1);
        let by = text::bank::by(lang, &version.author, visitor.zone().minute(version.at));
        let standing = &view.life.standing;
        let mark = match &standing.open {
            Some(open) if open.version == version.id => match open.stage {
                Stage::Draft => Some((Tone::Info, text::life::draft(lang))),
                Stage::InReview => Some((Tone::Info, text::life::in_review(lang))),
            },
            _ if standing.released == Some(version.id) => Some((Tone::Ok, text::bank::newest(lang))),
            _ => None,
        };
        let mark = mark.map(|(tone, label)| view! { <Badge tone=tone label=label /> });
        let look = standing::look_in_words(visitor, view.life.look(version.id));
        let title = text::bank::version_title(lang, version.version);
        let (origin, changes) = (origin(lang, version), before.map(|before| changes(lang, before, version)));
        view! {
            <Card>
                <CardHead title=title><span>{mark} " " {by}</span></CardHead>
                {origin}
                <p><small>{look}</small></p>
                {changes}
            </Card>
        }
    });
    cards.collect_view()
}

fn origin(lang: Lang, version: &VersionView) -> AnyView {
    use text::bank::*;
    match &version.source {
        Source::Written => view! { <p>{text::editor::written(lang)}</p> }.into_any(),
        Source::Change { reason } => view! { <p>{because(lang, reason)}</p> }.into_any(),
        Source::File { sheet, row, cells } => {
            let place = Place { sheet: 0, row: *row };
            let place = wording::place(lang, place, std::slice::from_ref(sheet));
            let told = match &version.import {
                Some((_, file)) => from_file(lang, file, place),
                None => from_row(lang, place),
            };
            let cells: Vec<_> = cells.iter().filter(|cell| !cell.trim().is_empty()).cloned().collect();
            view! {
                <p>{told}</p>
                <p><small>{original(lang, cells.join(" ¦ "))}</small></p>
            }
            .into_any()
        }
    }
}

fn changes(lang: Lang, before: &VersionView, after: &VersionView) -> impl IntoView + use<> {
    use text::bank::*;
    let pairs = parts(lang, &before.item).into_iter().zip(parts(lang, &after.item));
    let (old, new) = (version_title(lang, before.version), version_title(lang, after.version));
    let rows = pairs.filter(|(old, new)| old != new).map(|(was, is)| {
        view! {
            <tr>
                <th scope="row" data-label=part_of(lang)>
                    {is.name}
                </th>
                <td data-label=old.clone()>{lines(was.lines)}</td>
                <td data-label=new.clone()>{lines(is.lines)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let head = vec![Column::text(part_of(lang)), Column::text(old.clone()), Column::text(new.clone())];
    view! {
        <Table label=text::bank::changes(lang, before.version, after.version) head=head cards=true>
            {rows}
        </Table>
    }
}
