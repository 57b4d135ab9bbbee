//! The fields of one question, or of one part of a case, as its kind has them.

use domain::bank::{Kind, draft::Ask};
use leptos::prelude::*;

use super::{Errors, figures, typed::order_code};
use crate::{
    shown,
    text::{self, Lang},
    ui::{Checkbox, Choice, Field, FileField, RadioGroup, Select, TextArea},
};

/// Everything that one question has; `prefix` stands before the name of each field.
pub fn ask(lang: Lang, prefix: &str, ask: &Ask, errors: &Errors) -> AnyView {
    let f = Fields { lang, prefix, ask, errors };
    let content = match ask.kind {
        Kind::SingleChoice => f.choice(text::bank::key_one_hint(lang), false),
        Kind::MultipleChoice => f.choice(text::bank::key_some_hint(lang), true),
        Kind::TrueFalse => f.truth(),
        Kind::FillIn => f.fill_in(),
        Kind::Numeric => f.numeric(),
        Kind::Matching => f.matching(),
        Kind::Ordering => f.ordering(),
        Kind::Hotspot => f.hotspot(),
        Kind::ShortAnswer => f.short_answer(),
        Kind::Case => ().into_any(),
    };
    let (stem, figures) = (f.stem(), figures::section(lang, prefix, ask, errors));
    view! {
        {stem}
        {content}
        {figures}
    }
    .into_any()
}

struct Fields<'a> {
    lang: Lang,
    prefix: &'a str,
    ask: &'a Ask,
    errors: &'a Errors,
}

impl Fields<'_> {
    fn name(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    fn error(&self, name: &str) -> Option<String> {
        self.errors.of(&self.name(name))
    }

    fn area(
        &self,
        name: &str,
        label: &str,
        hint: Option<&str>,
        value: &str,
        rows: u32,
        required: bool,
    ) -> AnyView {
        let note = (!required).then(|| text::common::optional(self.lang).to_owned());
        view! {
            <TextArea
                label=label
                name=self.name(name)
                value=value
                hint=hint.map(str::to_owned)
                error=self.error(name)
                note=note
                rows=rows
                required=required
            />
        }
        .into_any()
    }

    fn line(&self, name: &str, label: &str, hint: Option<&str>, value: &str, required: bool) -> AnyView {
        let note = (!required).then(|| text::common::optional(self.lang).to_owned());
        view! {
            <Field
                label=label
                name=self.name(name)
                value=value
                hint=hint.map(str::to_owned)
                error=self.error(name)
                note=note
                autocomplete="off"
                required=required
            />
        }
        .into_any()
    }

    fn tick(&self, name: &str, label: &'static str, hint: &'static str, checked: bool) -> AnyView {
        view! { <Checkbox label=label name=self.name(name) hint=hint checked=checked /> }.into_any()
    }

    fn stem(&self) -> AnyView {
        use text::editor::*;
        let lang = self.lang;
        let (label, hint) = match self.ask.kind {
            Kind::Case => (material(lang), material_hint(lang)),
            Kind::FillIn => (text::bank::stem(lang), stem_blanks_hint(lang)),
            _ => (text::bank::stem(lang), stem_hint(lang)),
        };
        self.area("stem", label, Some(hint), &self.ask.stem, 3, true)
    }

    fn choice(&self, key_hint: &str, several: bool) -> AnyView {
        let lang = self.lang;
        let options = self.area(
            "options",
            text::bank::options(lang),
            Some(text::editor::options_hint(lang)),
            &self.ask.options,
            5,
            true,
        );
        let key = self.line("key", text::bank::key(lang), Some(key_hint), &self.ask.key, true);
        let scoring = several.then(|| self.scoring());
        view! { {options} {key} {scoring} {self.order()} }.into_any()
    }

    fn order(&self) -> AnyView {
        use text::bank::*;
        let lang = self.lang;
        let ways = vec![
            Choice::new("found", text::editor::order_found(lang)),
            Choice::new("all", shuffle_all(lang)),
            Choice::new("all_but_last", shuffle_last(lang)),
            Choice::new("never", shuffle_never(lang)),
        ];
        view! {
            <Select
                label=order(lang)
                name=self.name("shuffle")
                options=ways
                value=order_code(self.ask.order)
                hint=text::editor::order_hint(lang)
            />
        }
        .into_any()
    }

    /// How a choice of several is scored, each way with what it would give in one example.
    fn scoring(&self) -> AnyView {
        use text::editor::*;
        let lang = self.lang;
        let ways = vec![
            Choice::new("all", score_all(lang)).hint(score_all_example(lang)),
            Choice::new("half", score_half(lang)).hint(score_half_example(lang)),
            Choice::new("net", score_net(lang)).hint(score_net_example(lang)),
            Choice::new("coverage", score_coverage(lang)).hint(score_coverage_example(lang)),
            Choice::new("each", score_each(lang)).hint(score_each_example(lang)),
            Choice::new("weights", score_weights(lang)).hint(score_weights_example(lang)),
        ];
        let weights = self.line(
            "weights",
            text::editor::weights(lang),
            Some(weights_hint(lang)),
            &self.ask.weights,
            false,
        );
        let open = self.ask.scoring != "all" || self.error("weights").is_some();
        view! {
            <details class="more" open=open>
                <summary>{scoring(lang)}</summary>
                <RadioGroup
                    legend=scoring_example(lang)
                    name=self.name("scoring")
                    options=ways
                    value=self.ask.scoring.clone()
                />
                {weights}
            </details>
        }
        .into_any()
    }

    fn part_scoring(&self) -> AnyView {
        use text::editor::*;
        let lang = self.lang;
        let ways = vec![Choice::new("all", score_all(lang)), Choice::new("each", score_parts(lang))];
        let value = if self.ask.scoring == "each" { "each" } else { "all" };
        view! { <RadioGroup legend=scoring(lang) name=self.name("scoring") options=ways value=value /> }
            .into_any()
    }

    fn truth(&self) -> AnyView {
        use text::bank::*;
        let lang = self.lang;
        let answers = vec![Choice::new("true", key_true(lang)), Choice::new("false", key_false(lang))];
        view! {
            <RadioGroup
                legend=key(lang)
                name=self.name("key")
                options=answers
                value=self.ask.key.clone()
                error=self.error("key")
                required=true
            />
        }
        .into_any()
    }

    fn fill_in(&self) -> AnyView {
        use text::editor::*;
        let lang = self.lang;
        let key = self.area(
            "key",
            text::bank::key(lang),
            Some(text::bank::key_blanks_hint(lang)),
            &self.ask.key,
            3,
            true,
        );
        let any = self.tick("any_order", any_order(lang), any_order_hint(lang), self.ask.any_order);
        let exact = self.tick("exact", text::editor::exact(lang), exact_hint(lang), self.ask.exact);
        view! { {key} {any} {exact} {self.part_scoring()} }.into_any()
    }

    fn numeric(&self) -> AnyView {
        use text::editor::*;
        let lang = self.lang;
        let key =
            self.area("key", text::bank::key(lang), Some(key_number_hint(lang)), &self.ask.key, 2, true);
        let unit = self.line("unit", text::editor::unit(lang), Some(unit_hint(lang)), &self.ask.unit, false);
        let required =
            self.tick("unit_required", unit_required(lang), unit_required_hint(lang), self.ask.unit_required);
        view! { {key} {unit} {required} }.into_any()
    }

    fn matching(&self) -> AnyView {
        use text::editor::*;
        let lang = self.lang;
        let pairs = self.area(
            "options",
            text::editor::pairs(lang),
            Some(pairs_hint(lang)),
            &self.ask.options,
            5,
            true,
        );
        let extra =
            self.area("extra", text::editor::extra(lang), Some(extra_hint(lang)), &self.ask.extra, 2, false);
        view! { {pairs} {extra} {self.part_scoring()} }.into_any()
    }

    fn ordering(&self) -> AnyView {
        use text::editor::*;
        let lang = self.lang;
        let steps = self.area(
            "options",
            text::editor::steps(lang),
            Some(steps_hint(lang)),
            &self.ask.options,
            5,
            true,
        );
        view! { {steps} {self.part_scoring()} }.into_any()
    }

    fn hotspot(&self) -> AnyView {
        use text::editor::*;
        let lang = self.lang;
        let picture = self.ask.picture.as_ref().map(|picture| {
            let (src, size) = (shown::media(&picture.media), picture_size(lang, picture.width, picture.height));
            let viewbox = format!("0 0 {} {}", picture.width, picture.height);
            let hidden = [
                ("map-media", picture.media.0.clone()),
                ("map-width", picture.width.to_string()),
                ("map-height", picture.height.to_string()),
            ];
            let hidden = hidden.map(|(name, value)| view! { <input type="hidden" name=self.name(name) value=value /> });
            let alt = self.line("map-alt", text::editor::alt(lang), Some(alt_hint(lang)), &picture.alt, false);
            view! {
                {hidden.into_iter().collect_view()}
                <figure class="area-editor" data-areas=self.name("areas")>
                    <div class="area-canvas">
                    <img src=src alt=picture.alt.clone() width=picture.width height=picture.height draggable="false" />
                    <svg viewBox=viewbox aria-hidden="true" preserveAspectRatio="none"></svg>
                    </div>
                    <figcaption class="hint">
                        {size} " " <span class="scripted">{draw_hint(lang)}</span>
                    </figcaption>
                </figure>
                {alt}
            }
        });
        let label = if picture.is_some() { other_picture(lang) } else { map_picture(lang) };
        let file = view! {
            <FileField
                label=label
                name=self.name("map-file")
                accept="image/png,image/jpeg,image/webp,image/gif"
                hint=map_hint(lang)
                error=self.error("picture")
            />
            <button class="button" type="submit" data-small="true" name="act" value="upload" formnovalidate=true>
                {text::editor::upload(lang)}
            </button>
        };
        let areas =
            self.area("areas", text::editor::areas(lang), Some(areas_hint(lang)), &self.ask.areas, 4, true);
        view! { {picture} {file} {areas} {self.scoring()} }.into_any()
    }

    fn short_answer(&self) -> AnyView {
        use text::editor::*;
        let lang = self.lang;
        let reference = self.area(
            "key",
            text::editor::reference(lang),
            Some(reference_hint(lang)),
            &self.ask.key,
            4,
            true,
        );
        let points = self.area(
            "points",
            text::editor::points(lang),
            Some(points_hint(lang)),
            &self.ask.points,
            4,
            false,
        );
        view! { {reference} {points} }.into_any()
    }
}
