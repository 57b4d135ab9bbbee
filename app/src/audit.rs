//! The audit log: what was written down, and whether everything is still as it was written.

use axum::{
    extract::Query,
    routing::{get, post},
};
use domain::{
    audit::Fault,
    id::PersonId,
    person::access::Action,
    time::{Timestamp, Zone},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use services::report::{self, LogFilter, LogLine, LogPage, Traced};

use crate::{
    access::{Access::Needs, Route, act, page},
    answer::Answer,
    door::Visitor,
    page::Page,
    text::{self, Lang},
    ui::{
        Button, ButtonKind, Card, Choice, Column, EmptyState, Field, Filters, LinkButton, NavItem, PageHead,
        Pager, Select, Table, Tone, Verdict,
    },
};

pub fn routes() -> Vec<Route> {
    let see = Needs(Action::SeeAudit);
    vec![page("/audit", see, get(show)), act("/audit/verify", see, post(verify))]
}

/// Which entries, as it stands in the address.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Asked {
    #[serde(skip_serializing_if = "String::is_empty")]
    subject: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    person: String,
    /// `2026-11-22`
    #[serde(skip_serializing_if = "String::is_empty")]
    day: String,
    #[serde(skip_serializing_if = "is_first")]
    page: u64,
}

fn is_first(page: &u64) -> bool {
    *page <= 1
}

impl Asked {
    fn filter(&self, zone: Zone) -> LogFilter {
        LogFilter {
            subject: self.subject.clone(),
            person: self.person.parse::<PersonId>().ok(),
            day: day(zone, &self.day),
            page: self.page,
        }
    }

    fn at(&self, page: u64) -> String {
        match serde_urlencoded::to_string(Asked { page, ..self.clone() }) {
            Ok(query) if !query.is_empty() => format!("/audit?{query}"),
            _ => "/audit".to_owned(),
        }
    }

    fn narrows(&self) -> bool {
        !(self.subject.is_empty() && self.person.is_empty() && self.day.is_empty())
    }
}

/// From the first to the last instant of a day.
fn day(zone: Zone, date: &str) -> Option<(Timestamp, Timestamp)> {
    const DAY_MS: i64 = 24 * 60 * 60 * 1000;
    let from = zone.parse_input(&format!("{}T00:00", date.trim()))?;
    Some((from, from.plus_millis(DAY_MS)))
}

async fn show(visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    use text::audit::*;
    let log = report::log(visitor.ctx()?, &asked.filter(visitor.zone())).await?;
    let lang = visitor.lang;
    let title = match asked.narrows() {
        true => found(lang, log.total),
        false => title(lang, log.total),
    };
    Page::new(&visitor, title.clone()).show(|| {
        let head = format!("{} · {}", text::nav::audit(lang), head(lang, log.head.seq));
        let body = match log.lines.is_empty() {
            true => view! {
                <EmptyState title=nothing(lang) detail=nothing_then(lang)>
                    <LinkButton href="/audit" label=text::common::all(lang) />
                </EmptyState>
            }
            .into_any(),
            false => table(&visitor, &asked, &log),
        };
        view! {
            <PageHead title=title over=head>
                <form method="post" action="/audit/verify">
                    <Button kind=ButtonKind::Primary label=verify_go(lang) />
                </form>
            </PageHead>
            <p>
                <small class="hash">{head_hash(lang, &log.head.hash)}</small>
            </p>
            {filters(lang, &asked)}
            {body}
            {pager(lang, &asked, &log)}
        }
    })
}

fn filters(lang: Lang, asked: &Asked) -> impl IntoView + use<> {
    use text::audit::*;
    let subjects = SUBJECTS.map(|name| Choice::new(name, subject(lang, name))).to_vec();
    let person = (!asked.person.is_empty()).then(|| asked.person.clone());
    let person = person.map(|person| view! { <input type="hidden" name="person" value=person /> });
    let (subject, day) = (asked.subject.clone(), asked.day.clone());
    let clear = asked.narrows().then(|| view! { <LinkButton href="/audit" label=text::common::all(lang) /> });
    view! {
        <Filters label=text::common::filter(lang) action="/audit">
            <Select
                label=subject_term(lang)
                name="subject"
                options=subjects
                value=subject
                prompt=text::common::all(lang)
            />
            <Field label=day_term(lang) name="day" kind="date" value=day />
            {person}
            <Button label=text::common::filter(lang) />
            {clear}
        </Filters>
    }
}

fn table(visitor: &Visitor, asked: &Asked, log: &LogPage) -> AnyView {
    use text::audit::*;
    let (lang, zone) = (visitor.lang, visitor.zone());
    let rows = log.lines.iter().map(|line| {
        let narrowed = |person: &PersonId| Asked { person: person.to_string(), page: 1, ..asked.clone() }.at(1);
        let whose = line.whose.as_ref().map(|(person, name)| view! { <a href=narrowed(person)>{name.clone()}</a> });
        view! {
            <tr>
                <td data-label=seq_term(lang) data-number=true>{line.seq}</td>
                <td data-label=time_term(lang)>{zone.second(line.at)}</td>
                <td data-label=who_term(lang)>{who(lang, line)}</td>
                <td data-label=action_term(lang)>{action(lang, &line.action)} <small class="hash">{line.action.clone()}</small></td>
                <td data-label=subject_term(lang)>
                    {subject(lang, &line.subject)} " " {whose} <small class="hash">{line.key.clone()}</small>
                </td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let head = vec![
        Column::number(seq_term(lang)),
        Column::text(time_term(lang)),
        Column::text(who_term(lang)),
        Column::text(action_term(lang)),
        Column::text(subject_term(lang)),
    ];
    view! {
        <Table label=text::nav::audit(lang) head=head cards=true>
            {rows}
        </Table>
    }
    .into_any()
}

fn who(lang: Lang, line: &LogLine) -> String {
    line.who.clone().unwrap_or_else(|| text::archive::the_server(lang).to_owned())
}

fn pager(lang: Lang, asked: &Asked, log: &LogPage) -> Option<AnyView> {
    use text::audit::*;
    let newer = (log.page > 1).then(|| NavItem::new(newer(lang), asked.at(log.page - 1), false));
    let older = (log.page < log.pages).then(|| NavItem::new(older(lang), asked.at(log.page + 1), false));
    let items: Vec<NavItem> = newer.into_iter().chain(older).collect();
    let words = page_of(lang, log.page, log.pages);
    (log.pages > 1).then(|| view! { <Pager label=pages(lang) words=words items=items /> }.into_any())
}

/// Walks the whole chain and shows what is amiss.
async fn verify(visitor: Visitor) -> Answer {
    use text::audit::*;
    let ctx = visitor.ctx()?;
    let found = report::verify(ctx).await?;
    let log = report::log(ctx, &LogFilter::default()).await?;
    let may_open = ctx.actor.may_somewhere(Action::SeeFile);
    let (lang, zone) = (visitor.lang, visitor.zone());
    let (tone, title) = match found.len() {
        0 => (Tone::Ok, all_right(lang, log.head.seq)),
        n => (Tone::Bad, not_right(lang, n)),
    };
    let lines = vec![checked(lang).to_owned(), checked_at(lang, zone.second(visitor.now), log.head.seq)];
    Page::new(&visitor, title.clone()).show(|| {
        let faults =
            found.iter().map(|traced| view! { <li>{sentence(lang, traced, may_open)}</li> }).collect_view();
        let list = (!found.is_empty()).then(|| {
            view! {
                <Card tone=Tone::Bad>
                    <h2>{what_to_do(lang)}</h2>
                    <p>{what_to_do_then(lang)}</p>
                    <ol>{faults}</ol>
                </Card>
            }
        });
        view! {
            <Verdict tone=tone title=title lines=lines />
            {list}
            <p>
                <small class="hash">{head_hash(lang, &log.head.hash)}</small>
            </p>
            <LinkButton href="/audit" label=back(lang) />
        }
    })
}

fn sentence(lang: Lang, traced: &Traced, may_open: bool) -> impl IntoView + use<> {
    let whose = traced.whose.as_ref().map(|(person, name)| match may_open {
        true => view! { <a href=format!("/files/{person}")>{name.clone()}</a> }.into_any(),
        false => name.clone().into_any(),
    });
    view! { {fault(lang, &traced.fault)} " " {whose} }
}

/// What is amiss, in a sentence that names the row or the entry.
pub fn fault(lang: Lang, fault: &Fault) -> String {
    use text::audit::*;
    let row = |name: &str, key: &str| row_named(lang, subject(lang, name), key);
    match fault {
        Fault::Gap { expected, found } => fault_gap(lang, expected, found),
        Fault::EntryChanged { seq } => fault_entry_changed(lang, seq),
        Fault::EndMissing { expected, found } => fault_end_missing(lang, expected, found),
        Fault::RowChanged { subject, key, seq } => fault_row_changed(lang, row(subject, key), seq),
        Fault::RowMissing { subject, key, seq } => fault_row_missing(lang, row(subject, key), seq),
        Fault::RowUnknown { subject, key } => fault_row_unknown(lang, row(subject, key)),
        Fault::NotReplayable { subject, key } => fault_not_replayable(lang, row(subject, key)),
    }
}

/// Every kind of evidence, in the order of the work.
const SUBJECTS: [&str; 31] = [
    "org",
    "unit",
    "post",
    "person",
    "role_grant",
    "course",
    "lesson",
    "media",
    "study",
    "bank",
    "item",
    "item_version",
    "item_standing",
    "item_event",
    "bank_rule",
    "bulk_edit",
    "item_merge",
    "item_difference",
    "question_media",
    "import",
    "import_correction",
    "blueprint",
    "sitting",
    "candidate",
    "attempt",
    "paper",
    "attempt_event",
    "answer",
    "mark",
    "certificate",
    "certificate_event",
];

/// What a table holds; its own name where there is no word for it.
fn subject(lang: Lang, table: &str) -> String {
    use text::audit::*;
    let word = match table {
        "org" => of_org(lang),
        "unit" => of_unit(lang),
        "post" => of_post(lang),
        "person" => of_person(lang),
        "role_grant" => of_role_grant(lang),
        "course" => of_course(lang),
        "lesson" => of_lesson(lang),
        "media" => of_media(lang),
        "study" => of_study(lang),
        "bank" => of_bank(lang),
        "item" => of_item(lang),
        "item_version" => of_item_version(lang),
        "item_standing" => text::life::of_item_standing(lang),
        "item_event" => text::life::of_item_event(lang),
        "bank_rule" => text::life::of_bank_rule(lang),
        "bulk_edit" => text::life::of_bulk_edit(lang),
        "item_merge" => of_item_merge(lang),
        "item_difference" => of_item_difference(lang),
        "question_media" => of_question_media(lang),
        "import" => of_import(lang),
        "import_correction" => of_import_correction(lang),
        "blueprint" => of_blueprint(lang),
        "sitting" => of_sitting(lang),
        "candidate" => of_candidate(lang),
        "attempt" => of_attempt(lang),
        "paper" => of_paper(lang),
        "attempt_event" => of_attempt_event(lang),
        "answer" => of_answer(lang),
        "mark" => of_mark(lang),
        "certificate" => of_certificate(lang),
        "certificate_event" => of_certificate_event(lang),
        other => other,
    };
    word.to_owned()
}

/// What was done. Actions are `noun.verb`: what they were done to stands in the next column, so that the
/// verb is enough.
fn action(lang: Lang, code: &str) -> String {
    use text::audit::*;
    let verb = code.split_once('.').map_or(code, |(_, verb)| verb);
    let word = match verb {
        "add" | "create" => did_add(lang),
        "change" => did_change(lang),
        "rename" => did_rename(lang),
        "move" => did_move(lang),
        "import" | "commit" => did_import(lang),
        "preview" => did_preview(lang),
        "correct" => did_correct(lang),
        "read" => did_read(lang),
        "columns" => did_columns(lang),
        "merge" => did_merge(lang),
        "remember" => did_remember(lang),
        "forget" => did_forget(lang),
        "transfer" => did_transfer(lang),
        "leave" => did_leave(lang),
        "come_back" => did_come_back(lang),
        "give" => did_give(lang),
        "take" => did_take(lang),
        "reset" => did_reset(lang),
        "reveal" => did_reveal(lang),
        "open" if code.starts_with("study") => did_begin(lang),
        "open" => did_open(lang),
        "print" => did_print(lang),
        "export" => did_export(lang),
        "beat" => did_beat(lang),
        "close" => did_close(lang),
        "draft" => text::life::act_draft(lang),
        "submit" => text::life::act_submit(lang),
        "send_back" => text::life::act_send_back(lang),
        "release" => text::life::act_release(lang),
        "discard" => text::life::act_discard(lang),
        "limit" => text::life::act_limit(lang),
        "quarantine" => text::life::did_quarantine(lang),
        "lift" => text::life::did_lift(lang),
        "doubt" => text::life::act_doubt(lang),
        "confirm" => text::life::act_confirm(lang),
        "tag" => text::life::act_tag(lang),
        "rule" => text::life::act_rule(lang),
        "bulk_edit" => text::life::act_bulk_edit(lang),
        "bulk_undo" => text::life::act_bulk_undo(lang),
        "arrange" => did_arrange(lang),
        "invite" => did_invite(lang),
        "prepare" => did_prepare(lang),
        "freeze" => did_freeze(lang),
        "start" => did_start(lang),
        "answer" => did_answer(lang),
        "extend" => did_extend(lang),
        "pause" => did_pause(lang),
        "resume" => did_resume(lang),
        "collect" => did_collect(lang),
        "void" => did_void(lang),
        "reopen" => did_reopen(lang),
        "hand_in" => did_hand_in(lang),
        "grade" => did_grade(lang),
        "mark" => did_mark(lang),
        "retire" => did_retire(lang),
        "restore" => did_restore(lang),
        "differ" => did_differ(lang),
        "issue" => did_issue(lang),
        "revoke" => did_revoke(lang),
        _ => return code.to_owned(),
    };
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_day_of_the_enterprise() {
        let (from, to) = day(Zone::CHINA, "2026-11-22").expect("a day");
        assert_eq!((Zone::CHINA.second(from).as_str(), to.since(from)), ("2026-11-22 00:00:00", 86_400_000));
        assert_eq!(day(Zone::CHINA, "yesterday"), None);
    }

    #[test]
    fn every_fault_names_what_it_is_about() {
        let (subject, key) = ("answer".to_owned(), "018f/3/2".to_owned());
        for fault in [
            Fault::RowChanged { subject: subject.clone(), key: key.clone(), seq: 7 },
            Fault::RowMissing { subject: subject.clone(), key: key.clone(), seq: 7 },
            Fault::RowUnknown { subject: subject.clone(), key: key.clone() },
            Fault::NotReplayable { subject, key },
        ] {
            for lang in [Lang::Zh, Lang::En] {
                assert!(super::fault(lang, &fault).contains("018f/3/2"), "{fault:?}");
            }
        }
        for fault in [
            Fault::Gap { expected: 41, found: 43 },
            Fault::EndMissing { expected: 43, found: 41 },
            Fault::EntryChanged { seq: 43 },
        ] {
            assert!(super::fault(Lang::Zh, &fault).contains("43"), "{fault:?}");
        }
    }
}
