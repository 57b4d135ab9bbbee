//! The enterprise's courses, as a trainer keeps them.

use leptos::prelude::*;
use services::course::{ManagedCourse, managed};

use crate::{
    answer::Answer,
    door::Visitor,
    page::Page,
    text::{self, Lang},
    ui::{ButtonKind, Card, Column, EmptyState, LinkButton, PageHead, Table},
};

pub async fn show(visitor: Visitor) -> Answer {
    use text::course::*;
    let lang = visitor.lang;
    let courses = managed(visitor.ctx()?).await?;
    if courses.is_empty() {
        return Page::new(&visitor, no_courses(lang)).show(|| {
            view! {
                <PageHead title=no_courses(lang) />
                <EmptyState title=no_courses_what(lang) detail=no_courses_then(lang)>
                    <LinkButton label=make(lang) href="/courses/new" kind=ButtonKind::Primary />
                </EmptyState>
            }
        });
    }
    let title = how_many(lang, courses.len());
    Page::new(&visitor, title.clone()).show(|| {
        let head = vec![
            Column::text(title_label(lang)),
            Column::text(post_label(lang)),
            Column::number(lesson_count(lang)),
            Column::number(minutes_label(lang)),
        ];
        let rows = courses.into_iter().map(|course| row(lang, course)).collect_view();
        view! {
            <PageHead title=title>
                <LinkButton label=make(lang) href="/courses/new" kind=ButtonKind::Primary />
            </PageHead>
            <Card>
                <Table label=list_label(lang) head=head cards=true>
                    {rows}
                </Table>
            </Card>
        }
    })
}

fn row(lang: Lang, course: ManagedCourse) -> AnyView {
    use text::course::*;
    view! {
        <tr>
            <th scope="row" data-label=title_label(lang)>
                <a href=format!("/courses/{}/edit", course.id)>{course.title}</a>
            </th>
            <td data-label=post_label(lang)>{course.post.unwrap_or_else(|| everybody(lang).to_owned())}</td>
            <td data-label=lesson_count(lang) data-number>
                {course.lessons}
            </td>
            <td data-label=minutes_label(lang) data-number>
                {text::common::minutes(lang, course.minutes.0)}
            </td>
        </tr>
    }
    .into_any()
}
