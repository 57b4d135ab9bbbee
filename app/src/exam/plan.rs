//! A new sitting: paper, course, window, rules, people.

use domain::{
    grading::marking::Markers,
    id::PersonId,
    person::access::Action,
    time::{Minutes, Timestamp},
};
use leptos::prelude::*;
use services::{
    Failure, Refusal,
    exam::{blueprint, sitting},
    failure::{Fault, FieldFault},
    person,
};

use crate::{
    answer::{Answer, see_other},
    door::Visitor,
    form::Form,
    page::Page,
    text,
    ui::{
        Actions, Button, ButtonKind, Card, CardHead, CheckboxGroup, Choice, EmptyState, Field, LinkButton,
        PageHead, Select,
    },
};

/// What a new sitting offers first: open for a week from the next full hour, 80 %, one make-up after a day.
/// These are the customs of the trade (pass 80, one make-up, a day between), not rules of a law.
const WINDOW_HOURS: i64 = 7 * 24;

pub async fn show(visitor: Visitor) -> Answer {
    let zone = visitor.zone();
    let hour = 3_600_000;
    let next_hour = Timestamp((visitor.now.0 / hour + 1) * hour);
    let form = Form::of([
        ("opens_at", zone.input(next_hour)),
        ("closes_at", zone.input(next_hour.plus_millis(WINDOW_HOURS * hour))),
        ("minutes", "90".into()),
        ("pass", "80".into()),
        ("make_ups", "1".into()),
        ("make_up_delay", "1440".into()),
        ("certificate_title", text::plan::usual_certificate(visitor.lang).into()),
        ("certificate_months", "12".into()),
    ]);
    page(&visitor, form).await
}

pub async fn submit(visitor: Visitor, form: Form) -> Answer {
    let ctx = visitor.ctx()?;
    let arranged = match plan(&visitor, &form) {
        Ok(plan) => sitting::arrange(ctx, plan).await,
        Err(faults) => Err(Refusal::Fields(faults).into()),
    };
    match arranged {
        Ok(id) => see_other(format!("/sittings/{id}")),
        Err(Failure::Refused(refusal)) => page(&visitor, form.refused(refusal)).await,
        Err(failure) => Err(failure.into()),
    }
}

fn plan(visitor: &Visitor, form: &Form) -> Result<sitting::Plan, Vec<FieldFault>> {
    let zone = visitor.zone();
    let mut faults = Vec::new();
    let mut number = |field: &'static str, max: i64| {
        let value = form.number(field).and_then(|value| {
            let in_range = (0..=max).contains(&value);
            in_range.then_some(value).ok_or(FieldFault { field, fault: Fault::OutOfRange { min: 0, max } })
        });
        value.unwrap_or_else(|fault| {
            faults.push(fault);
            0
        })
    };
    let minutes = number("minutes", 24 * 60);
    let pass = number("pass", 100);
    let make_ups = number("make_ups", 5);
    let make_up_delay = number("make_up_delay", 365 * 24 * 60);
    let months = number("certificate_months", 120);
    let mut time = |field: &'static str| {
        zone.parse_input(form.get(field)).unwrap_or_else(|| {
            faults.push(FieldFault { field, fault: Fault::NotATime });
            Timestamp(0)
        })
    };
    let (opens_at, closes_at) = (time("opens_at"), time("closes_at"));
    let blueprint =
        form.get("blueprint").parse().map_err(|_| FieldFault { field: "blueprint", fault: Fault::Missing });
    let course = match form.get("course") {
        "" => Ok(None),
        id => id.parse().map(Some).map_err(|_| FieldFault { field: "course", fault: Fault::NoSuchChoice }),
    };
    let (blueprint, course) = match (blueprint, course) {
        (Ok(blueprint), Ok(course)) if faults.is_empty() => (blueprint, course),
        (blueprint, course) => {
            faults.extend(blueprint.err());
            faults.extend(course.err());
            return Err(faults);
        }
    };
    Ok(sitting::Plan {
        id: form.once().into(),
        name: form.text("name"),
        blueprint,
        course,
        opens_at,
        closes_at,
        limit: Minutes(minutes as u32),
        pass_percent: pass as u8,
        make_ups: make_ups as u8,
        make_up_delay: Minutes(make_up_delay as u32),
        markers: if form.get("markers") == "2" { Markers::Two } else { Markers::One },
        certificate_title: form.text("certificate_title"),
        certificate_months: months as u32,
        people: form.all("person").filter_map(|id| id.parse::<PersonId>().ok()).collect(),
    })
}

async fn page(visitor: &Visitor, form: Form) -> Answer {
    use text::plan::*;
    let lang = visitor.lang;
    let ctx = visitor.ctx()?;
    let blueprints = blueprint::list(ctx).await?;
    let courses = services::course::titles(ctx).await?;
    let people = person::choose(ctx, Action::ArrangeSitting, None).await?;
    let title = text::sittings::new_sitting(lang);
    if blueprints.is_empty() {
        return Page::new(visitor, title).show(|| {
            view! {
                <PageHead title=title />
                <EmptyState title=no_blueprint(lang) detail=no_blueprint_then(lang)>
                    <LinkButton
                        kind=ButtonKind::Primary
                        href="/blueprints/new"
                        label=text::sittings::new_blueprint(lang)
                    />
                </EmptyState>
            }
        });
    }
    let blueprints: Vec<_> =
        blueprints.into_iter().map(|row| Choice::new(row.id.to_string(), row.name)).collect();
    let mut course_choices = vec![Choice::new(String::new(), no_course(lang))];
    course_choices.extend(courses.into_iter().map(|(id, title)| Choice::new(id.to_string(), title)));
    Page::new(visitor, title).of_form(&form).show(|| {
        let field = |name: &'static str| (form.get(name).to_owned(), form.error(lang, name));
        let (name, name_error) = field("name");
        let (opens, opens_error) = field("opens_at");
        let (closes, closes_error) = field("closes_at");
        let (minutes, minutes_error) = field("minutes");
        let (pass, pass_error) = field("pass");
        let (make_ups, make_ups_error) = field("make_ups");
        let (delay, delay_error) = field("make_up_delay");
        let (certificate, certificate_error) = field("certificate_title");
        let (months, months_error) = field("certificate_months");
        let roster = people.iter().map(super::sitting::choice).collect();
        let marked_by = form.get("markers").to_owned();
        let markers = vec![Choice::new("1", markers_one(lang)), Choice::new("2", markers_two(lang))];
        let chosen = form.all("person").map(str::to_owned).collect();
        view! {
            <PageHead title=title />
            {form.notice(visitor)}
            <form method="post" class="stack">
                {form.once_field()}
                <Card>
                    <Field label=name_term(lang) name="name" value=name error=name_error required=true />
                    <Select
                        label=blueprint_term(lang)
                        name="blueprint"
                        options=blueprints
                        value=form.get("blueprint").to_owned()
                        error=form.error(lang, "blueprint")
                    />
                    <Select
                        label=course_term(lang)
                        name="course"
                        options=course_choices
                        value=form.get("course").to_owned()
                        hint=course_hint(lang)
                        error=form.error(lang, "course")
                    />
                </Card>
                <Card>
                    <CardHead title=rules_title(lang) />
                    <div class="fields">
                        <Field kind="datetime-local" label=opens_term(lang) name="opens_at" value=opens error=opens_error required=true />
                        <Field kind="datetime-local" label=closes_term(lang) name="closes_at" value=closes error=closes_error required=true />
                        <Field label=minutes_term(lang) name="minutes" inputmode="numeric" value=minutes error=minutes_error required=true />
                        <Field label=pass_term(lang) name="pass" inputmode="numeric" value=pass error=pass_error required=true />
                        <Field label=make_ups_term(lang) name="make_ups" inputmode="numeric" value=make_ups error=make_ups_error required=true />
                        <Field label=delay_term(lang) name="make_up_delay" inputmode="numeric" value=delay hint=delay_hint(lang) error=delay_error required=true />
                    </div>
                    <Select
                        label=markers_term(lang)
                        name="markers"
                        options=markers
                        value=marked_by
                    />
                </Card>
                <Card>
                    <CardHead title=certificate_title(lang) />
                    <div class="fields">
                        <Field label=certificate_term(lang) name="certificate_title" value=certificate error=certificate_error required=true />
                        <Field label=months_term(lang) name="certificate_months" inputmode="numeric" value=months error=months_error required=true />
                    </div>
                </Card>
                <Card>
                    <CheckboxGroup
                        legend=people_title(lang, people.len())
                        name="person"
                        options=roster
                        values=chosen
                    />
                </Card>
                <Actions>
                    <LinkButton href="/sittings" label=text::common::cancel(lang) />
                    <Button kind=ButtonKind::Primary label=arrange(lang) />
                </Actions>
            </form>
        }
    })
}
