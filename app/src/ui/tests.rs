use leptos::prelude::*;

use super::*;

/// A view as a page holds it, without the marks that Leptos leaves between two texts.
fn html(view: impl IntoView + 'static) -> String {
    let html = Owner::new().with(|| view.into_view().to_html());
    html.replace("<!>", "").replace("<!---->", "")
}

#[test]
fn a_text_area_keeps_markup_as_text() {
    let page = html(view! {
        <TextArea label="Reason" name="reason" value="a</textarea><script>alert(1)</script>&amp;" />
    });
    assert!(!page.contains("<script>"), "{page}");
    assert!(page.contains("a&lt;/textarea>&lt;script>alert(1)&lt;/script>&amp;amp;</textarea>"), "{page}");
}

#[test]
fn a_text_area_keeps_a_line_break_at_the_start() {
    let page = html(view! { <TextArea label="Reason" name="reason" value="\nsecond line" /> });
    assert!(page.contains(">\n\nsecond line</textarea>"), "{page}");
}

#[test]
fn a_field_keeps_markup_as_text() {
    let page = html(view! {
        <Field label="<b>Name</b>" name="name" value="\"><script>alert(1)</script>" />
    });
    assert!(!page.contains("<script>") && !page.contains("<b>"), "{page}");
}

#[test]
fn a_refused_field_is_tied_to_its_hint_and_its_error() {
    let page = html(view! {
        <Field
            label="Number"
            name="no"
            value="x"
            hint="Six digits"
            error=Some("Only digits".to_owned())
        />
    });
    assert!(page.contains(r#"<label for="field-no">"#), "{page}");
    assert!(page.contains(r#"aria-describedby="field-no-hint field-no-error""#), "{page}");
    assert!(page.contains(r#"aria-invalid="true""#), "{page}");
    assert!(page.contains(r#"id="field-no-error""#) && page.contains("Only digits"), "{page}");
}

#[test]
fn a_field_without_an_error_is_not_invalid() {
    let page = html(view! { <Field label="Number" name="no" /> });
    assert!(!page.contains("aria-invalid") && !page.contains("aria-describedby"), "{page}");
}

#[test]
fn a_select_shows_what_was_chosen() {
    let options = vec![Choice::new("a", "First"), Choice::new("b", "Second")];
    let page = html(view! { <Select label="Which" name="which" options=options value="b" /> });
    assert!(page.contains(r#"<option value="b" selected>Second</option>"#), "{page}");
    assert!(page.contains(r#"<option value="a">First</option>"#), "{page}");
}

#[test]
fn an_empty_piece_of_work_is_done() {
    let page = html(view! { <Progress label="Read" value=0 max=0 words="0 of 0" /> });
    assert!(page.contains(r#"value="1" max="1""#), "{page}");
}

#[test]
fn proportions_stand_beside_each_other() {
    let parts = vec![(Tone::Ok, 689), (Tone::Info, 34), (Tone::Bad, 10)];
    let page = html(view! { <Proportions label="689 + 34 + 10" parts=parts /> });
    assert!(page.contains(r#"viewBox="0 0 733 1""#), "{page}");
    assert!(page.contains(r#"x="723" width="10""#), "{page}");
}

#[test]
fn a_shell_is_a_whole_document_with_one_main_and_a_way_to_it() {
    let words = ShellWords {
        brand: "Guben".into(),
        skip: "To the content".into(),
        menu: "Menu".into(),
        nav: "Pages".into(),
    };
    let page = html(view! {
        <Shell
            kind=ShellKind::Worker
            lang="en"
            title="Today <you> may work"
            css_href="/guben.css"
            words=words
            theme=Theme::Contrast
            type_size=TypeSize::Large
            nav=vec![NavItem::new("Today", "/", true)]
        >
            <h1>"Today"</h1>
        </Shell>
    });
    assert!(page.starts_with("<!DOCTYPE html><html"), "{page}");
    assert!(page.contains(r#"lang="en" dir="ltr" data-theme="contrast" data-type="large""#), "{page}");
    assert!(page.contains("<title>Today &lt;you> may work</title>"), "{page}");
    assert_eq!(page.matches("<main").count(), 1);
    assert!(page.contains(r##"<a href="#main" class="skip">"##) && page.contains(r#"id="main""#));
    assert!(page.contains(r#"aria-current="page""#), "{page}");
    assert!(!page.contains(" style="), "the security policy forbids style attributes: {page}");
}
