//! The courses that a person is meant to take.

use leptos::prelude::*;
use services::course::{MyCourse, mine};

use crate::{
    answer::Answer,
    door::Visitor,
    page::Page,
    text::{self, Lang},
    ui::{Badge, Card, CardHead, EmptyState, LinkButton, PageHead, Progress, Stack, Tone},
};

pub async fn show(visitor: Visitor) -> Answer {
    use text::course::*;
    let lang = visitor.lang;
    let courses = mine(visitor.ctx()?).await?;
    let unfinished = courses.iter().filter(|course| !course.progress.complete).count();
    let title = match (courses.len(), unfinished) {
        (0, _) => none_yet(lang).to_owned(),
        (_, 0) => all_done(lang).to_owned(),
        (_, n) => to_do(lang, n),
    };
    Page::new(&visitor, title.clone()).show(|| {
        let cards = match courses.is_empty() {
            true => view! {
                <EmptyState title=none_yet_what(lang) detail=none_yet_then(lang)>
                    <LinkButton label=text::trouble::to_home(lang) href="/" />
                </EmptyState>
            }
            .into_any(),
            false => courses.into_iter().map(|course| card(lang, course)).collect_view().into_any(),
        };
        view! {
            <PageHead title=title />
            <Stack>{cards}</Stack>
        }
    })
}

fn card(lang: Lang, course: MyCourse) -> AnyView {
    use text::course::*;
    let progress = course.progress;
    let (tone, state) = match progress.complete {
        true => (Tone::Ok, done(lang)),
        false if progress.credited.0 > 0 => (Tone::Info, begun(lang)),
        false => (Tone::Plain, new(lang)),
    };
    let href = format!("/courses/{}", course.id);
    view! {
        <Card>
            <CardHead title=course.title>
                <Badge label=state tone=tone />
            </CardHead>
            <p>{course.summary}</p>
            <Progress
                label=learned_label(lang)
                value=progress.credited.0.into()
                max=progress.required.0.into()
                words=lessons_and_minutes(
                    lang,
                    progress.done,
                    progress.total,
                    progress.credited.0,
                    progress.required.0,
                )
            >
                <a href=href>{if progress.complete { look_again(lang) } else { go_on(lang) }}</a>
            </Progress>
        </Card>
    }
    .into_any()
}
