//! The exam room while the clock stands, for whoever opens it then or comes without a script. A page that is
//! open with a script stays and says so by itself.

use domain::attempt::{proctor::Reason, room::Room};
use leptos::prelude::*;

use crate::{
    answer::Answer,
    door::Visitor,
    form::Form,
    island::room::countdown,
    page::Page,
    text,
    ui::{ActionBar, Button, ButtonKind, Card, LinkButton, Notice, PageHead, ShellKind, Signal, Tone},
};

/// How often the page looks whether the exam goes on, in seconds.
const REFRESH_S: u32 = 10;

/// `unsaved` is a form that came after the grace of the pause: what it holds waits on the page, so that the
/// same press of a button brings it again.
pub fn show(visitor: &Visitor, room: &Room, reason: &Reason, unsaved: Option<&Form>) -> Answer {
    use text::exam::*;
    let lang = visitor.lang;
    let href = format!("/attempts/{}", room.attempt);
    let reason = reason.to_string();
    let left = paused_left(lang, countdown(room.deadline.since(room.now)));
    let page = Page::new(visitor, paused_title(lang)).kind(ShellKind::Worker);
    // What was typed would be lost by a refresh.
    let page = if unsaved.is_none() { page.refresh(REFRESH_S, href.clone()) } else { page };
    page.show(|| {
        let way_on = match unsaved {
            None => view! {
                <p>{paused_reload(lang)}</p>
                <ActionBar>
                    <LinkButton kind=ButtonKind::Primary href=href label=go_on(lang) />
                </ActionBar>
            }
            .into_any(),
            Some(form) => {
                let values = form.values().iter().map(|(name, value)| {
                    view! { <input type="hidden" name=name.clone() value=value.clone() /> }
                });
                let values = values.collect_view();
                view! {
                    <Notice tone=Tone::Warn title=text::refusal::paused(lang) kept=paused_kept(lang) />
                    <form method="post" action=href>
                        {values}
                        <ActionBar>
                            <Button kind=ButtonKind::Primary label=go_on(lang) />
                        </ActionBar>
                    </form>
                }
                .into_any()
            }
        };
        view! {
            <PageHead title=paused_title(lang) over=room.title.clone() />
            <Card tone=Tone::Warn>
                <Signal tone=Tone::Warn title=reason detail=left />
            </Card>
            {way_on}
        }
    })
}
