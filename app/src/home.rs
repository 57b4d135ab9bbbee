//! The first page: what this person has to do today, and the one button that does it.

use domain::exam::StartRefused;
use leptos::prelude::*;
use services::{
    attempt::{self, Exam, Standing},
    certificate::{self, CertificateView},
    course::{self, MyCourse},
    notice,
};

use crate::{
    access::{Access, Route, page as route},
    answer::Answer,
    door::Visitor,
    notice as notices,
    page::Page,
    text::{self, Lang},
    ui::{
        Badge, ButtonKind, Card, CardHead, LinkButton, Numbered, NumberedRow, PageHead, Progress, Row, Rows,
        Signal, Tone,
    },
    wording,
};

pub fn routes() -> Vec<Route> {
    vec![route("/", Access::Needs(domain::person::access::Action::Own), axum::routing::get(show))]
}

async fn show(visitor: Visitor) -> Answer {
    use text::home::*;
    let ctx = visitor.ctx()?;
    let exams = attempt::mine(ctx).await?;
    let courses = course::mine(ctx).await?;
    let certificates = certificate::mine(ctx).await?;
    let told = notice::mine(ctx).await?;
    let lang = visitor.lang;
    let name = visitor.who.as_ref().map(|who| who.name.clone()).unwrap_or_default();
    let mut todo: Vec<&Exam> = exams.iter().filter(|exam| is_to_do(&exam.standing)).collect();
    todo.sort_by_key(|exam| urgency(&exam.standing));
    let title = match todo.len() {
        0 => nothing_to_do(lang, &name),
        n => things_to_do(lang, &name, n),
    };
    Page::new(&visitor, title.clone()).show(|| {
        view! {
            <PageHead title=title over=greeting(&visitor) />
            {exam_card(&visitor, &todo)}
            {course_cards(lang, &courses)}
            {certificate_card(&visitor, &certificates)}
            {notices::list_view(&visitor, &told)}
        }
    })
}

fn greeting(visitor: &Visitor) -> &'static str {
    match visitor.zone().hour(visitor.now) {
        5..=11 => text::home::morning(visitor.lang),
        12..=17 => text::home::afternoon(visitor.lang),
        _ => text::home::evening(visitor.lang),
    }
}

/// Whether something is left to do, now or when its time comes.
fn is_to_do(standing: &Standing) -> bool {
    match standing {
        Standing::Open { .. } | Standing::Running { .. } => true,
        Standing::Waiting { why, .. } => matches!(
            why,
            StartRefused::NotOpenYet { .. }
                | StartRefused::CourseUnfinished
                | StartRefused::WaitForMakeUp { .. }
        ),
        Standing::Passed { .. } => false,
    }
}

fn exam_card(visitor: &Visitor, exams: &[&Exam]) -> AnyView {
    use text::home::*;
    let (lang, zone) = (visitor.lang, visitor.zone());
    let Some(first) = exams.first() else {
        return view! {
            <Card tone=Tone::Ok>
                <Signal tone=Tone::Ok title=all_done(lang) detail=all_done_then(lang) />
            </Card>
        }
        .into_any();
    };
    let rows = exams.iter().map(|exam| {
        let sitting = &exam.sitting;
        let window = format!("{} – {}", zone.minute(sitting.opens_at), zone.minute(sitting.closes_at));
        let state = match &exam.standing {
            Standing::Running { .. } => text::exam::running(lang).to_owned(),
            Standing::Open { make_up: true } => text::exam::ready_make_up(lang).to_owned(),
            Standing::Open { make_up: false } => text::exam::ready(lang).to_owned(),
            Standing::Waiting { why, .. } => wording::start(lang, zone, why).what,
            Standing::Passed { .. } => text::exam::passed(lang).to_owned(),
        };
        let detail = format!("{window} · {}", text::common::minutes(lang, sitting.limit.0));
        view! { <NumberedRow title=exam.name.clone() detail=format!("{state} · {detail}") /> }
    });
    let rows = rows.collect_view();
    let (href, label) = action(lang, first);
    let title = missing(lang, exams.len());
    view! {
        <Card tone=Tone::Bad>
            <Signal tone=Tone::Bad title=title detail=missing_then(lang) />
            <Numbered>{rows}</Numbered>
            <LinkButton kind=ButtonKind::Primary href=href label=label wide=true />
        </Card>
    }
    .into_any()
}

/// What is running comes before what can begin, and that before what waits.
fn urgency(standing: &Standing) -> u8 {
    match standing {
        Standing::Running { .. } => 0,
        Standing::Open { .. } => 1,
        Standing::Waiting { why: StartRefused::CourseUnfinished, .. } => 2,
        Standing::Waiting { .. } => 3,
        Standing::Passed { .. } => 4,
    }
}

fn action(lang: Lang, exam: &Exam) -> (String, String) {
    use text::home::*;
    let desk = format!("/exams/{}", exam.sitting.id);
    match (&exam.standing, &exam.course) {
        (Standing::Running { attempt }, _) => {
            (format!("/attempts/{attempt}"), text::exam::go_on(lang).into())
        }
        (Standing::Waiting { why: StartRefused::CourseUnfinished, .. }, Some((course, title, _))) => {
            (format!("/courses/{course}"), text::exam::to_course(lang, title))
        }
        (Standing::Open { .. }, _) => (desk, to_exam(lang).into()),
        _ => (desk, look_at_exam(lang).into()),
    }
}

fn course_cards(lang: Lang, courses: &[MyCourse]) -> AnyView {
    use text::home::*;
    let open = courses.iter().filter(|course| !course.progress.complete);
    let cards = open.map(|course| {
        let progress = &course.progress;
        let minutes = minutes_of(lang, progress.credited.0, progress.required.0);
        let href = format!("/courses/{}", course.id);
        let (value, max) = (u64::from(progress.credited.0), u64::from(progress.required.0));
        let title = course.title.clone();
        view! {
            <Card>
                <CardHead title=go_on_learning(lang) />
                <Progress label=title value=value max=max words=minutes>
                    <a href=href>{go_on(lang)}</a>
                </Progress>
            </Card>
        }
    });
    cards.collect_view().into_any()
}

fn certificate_card(visitor: &Visitor, certificates: &[CertificateView]) -> AnyView {
    use text::home::*;
    let lang = visitor.lang;
    if certificates.is_empty() {
        return ().into_any();
    }
    let rows = certificates.iter().map(|certificate| {
        let (tone, word) = crate::certificate::state(lang, &certificate.status);
        let content = &certificate.content;
        view! {
            <Row
                label=content.title.clone()
                detail=content.number.to_string()
                href=format!("/certificates/{}/pdf", content.certificate)
            >
                <Badge tone=tone label=word />
            </Row>
        }
    });
    let rows = rows.collect_view();
    view! {
        <Card>
            <CardHead title=my_certificates(lang)>
                <a href="/me">{text::nav::my_file(lang)}</a>
            </CardHead>
            <Rows lined=true>{rows}</Rows>
        </Card>
    }
    .into_any()
}
