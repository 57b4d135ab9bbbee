//! One lesson: to read, to look at, and to finish.

use axum::extract::Path;
use domain::id::LessonId;
use leptos::prelude::*;
use services::course::{self, LessonView};

use super::{id, overview::open_button};
use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    island::presence::Presence,
    page::Page,
    text::{self, Lang},
    ui::{ActionBar, Breadcrumbs, Button, ButtonKind, Crumb, LinkButton, PageHead},
};

pub async fn show(visitor: Visitor, Path(lesson): Path<String>) -> Answer {
    let lang = visitor.lang;
    let lesson = course::lesson(visitor.ctx()?, id(&lesson)?).await?;
    let page = Page::new(&visitor, lesson.title.clone());
    let page = if lesson.counting { page.islands() } else { page };
    page.show(|| {
        let trail = vec![
            Crumb::link(lesson.course_title.clone(), format!("/courses/{}", lesson.course)),
            Crumb::here(text::lesson::place(lang, lesson.no, lesson.total)),
        ];
        let trail = view! { <Breadcrumbs label=text::lesson::trail(lang) items=trail /> }.into_any();
        let (time, action) = (time(lang, &lesson), action(lang, &lesson));
        view! {
            <PageHead title=lesson.title trail=trail />
            {time}
            <article class="lesson" inner_html=lesson.html.into_string()></article>
            {action}
        }
    })
}

/// Opens a lesson and goes to it.
pub async fn open(visitor: Visitor, Path(lesson): Path<String>) -> Answer {
    let lesson: LessonId = id(&lesson)?;
    course::open(visitor.ctx()?, lesson).await?;
    see_other(format!("/lessons/{lesson}"))
}

/// Finishes a lesson and goes back to its course, which says what it earned.
pub async fn done(visitor: Visitor, Path(lesson): Path<String>) -> Answer {
    let lesson: LessonId = id(&lesson)?;
    let course = course::finish(visitor.ctx()?, lesson).await?;
    see_other(format!("/courses/{course}?done={lesson}"))
}

/// Whether time counts, and how much has been earned.
fn time(lang: Lang, lesson: &LessonView) -> AnyView {
    use text::lesson::*;
    if lesson.counting {
        return view! {
            <Presence lesson=lesson.id credited=lesson.credited minutes=lesson.minutes lang=lang />
            <noscript>
                <p class="presence">{without_script(lang)}</p>
            </noscript>
        }
        .into_any();
    }
    let state = if lesson.credited >= lesson.minutes { full(lang) } else { not_counting(lang) };
    view! {
        <p class="presence" data-state="stopped">
            {state}
            " · "
            {learned(lang, lesson.credited.0, lesson.minutes.0)}
        </p>
    }
    .into_any()
}

fn action(lang: Lang, lesson: &LessonView) -> AnyView {
    use text::lesson::*;
    let button = if lesson.counting {
        view! {
            <form method="post" action=format!("/lessons/{}/done", lesson.id)>
                <Button label=done(lang) kind=ButtonKind::Primary wide=true />
            </form>
        }
        .into_any()
    } else if lesson.credited < lesson.minutes {
        open_button(lesson.id, start(lang).to_owned())
    } else {
        let href = format!("/courses/{}", lesson.course);
        view! { <LinkButton label=to_course(lang) href=href kind=ButtonKind::Primary wide=true /> }.into_any()
    };
    view! { <ActionBar>{button}</ActionBar> }.into_any()
}
