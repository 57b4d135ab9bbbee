//! Files, rows and faults of questions in words.

use domain::bank::{
    import::{Column, Foreign, Place, Reason, RowOutcome, Warning, header::Field, text::label},
    lint::Fault,
};
use services::bank::{
    LooksLike, Measure, SheetError,
    export::{Exchange, Held, Keys, Loss, Target},
};

use crate::{
    text::{self, Lang},
    wording::{kind, separator},
};

/// What a file is that can't be imported, and what to do about it.
pub fn sheet_error(lang: Lang, error: &SheetError) -> String {
    use text::sheet::*;
    match error {
        SheetError::Empty => empty(lang).into(),
        SheetError::TooLarge { bytes, limit } => too_large(lang, bytes.div_ceil(1 << 20), limit >> 20),
        SheetError::Bomb { what, limit } => {
            let what = match what {
                Measure::Entries => bomb_entries(lang),
                Measure::Sheets => bomb_sheets(lang),
                Measure::InflatedBytes => bomb_bytes(lang),
                Measure::Cells => bomb_cells(lang),
                Measure::TextBytes => bomb_text(lang),
                Measure::Elements => bomb_elements(lang),
                Measure::Depth => bomb_depth(lang),
                Measure::Lines => bomb_lines(lang),
            };
            bomb(lang, what, limit)
        }
        SheetError::NotASheet { looks_like: found } => {
            let (what, then) = kind_of_file(lang, *found);
            looks_like(lang, what, then)
        }
        SheetError::Encrypted => encrypted(lang).into(),
        SheetError::DocumentType => document_type(lang).into(),
        SheetError::UnknownEncoding => encoding(lang).into(),
        SheetError::Broken { .. } => broken(lang).into(),
    }
}

/// What is odd about a file as a whole.
pub fn warning(lang: Lang, warning: &Warning) -> String {
    match warning {
        Warning::OneLetter { letter, rows, of } => text::import::one_letter(lang, of, rows, letter),
        Warning::Unbalanced { letter, rows, of, expected } => {
            text::import::unbalanced(lang, of, letter, rows, expected)
        }
        Warning::AnswersShifted { sheet, first, last } => match sheet.as_str() {
            "" => text::import::answers_shifted(lang, first, last),
            sheet => text::import::answers_shifted_in(lang, sheet, first, last),
        },
        Warning::HiddenRows { rows } => text::import::hidden_rows(lang, rows),
        Warning::HiddenColumns { sheet, columns } => {
            let named =
                |(column, of): &(Column, Field)| text::import::hidden_column(lang, column, field(lang, *of));
            let columns = columns.iter().map(named).collect::<Vec<_>>().join(separator(lang));
            text::import::hidden_columns(lang, sheet, columns)
        }
    }
}

/// What a file looks like, and what makes a table of it.
fn kind_of_file(lang: Lang, found: LooksLike) -> (&'static str, &'static str) {
    use text::sheet::*;
    match found {
        LooksLike::Html => (html(lang), save_as(lang)),
        LooksLike::Xml => (xml(lang), save_as(lang)),
        LooksLike::OpenDocument => (open_document(lang), save_as(lang)),
        LooksLike::ExcelBinary => (excel_binary(lang), save_as(lang)),
        LooksLike::Word => (word(lang), into_table(lang)),
        LooksLike::OldWord => (old_word(lang), save_as_docx(lang)),
        LooksLike::WordWithWebPage => (word_with_web_page(lang), save_as_docx(lang)),
        LooksLike::Presentation => (presentation(lang), into_table(lang)),
        LooksLike::Pdf => (pdf(lang), into_table(lang)),
        LooksLike::RichText => (rich_text(lang), into_table(lang)),
        LooksLike::Image => (image(lang), into_table(lang)),
        LooksLike::Json => (json(lang), into_table(lang)),
        LooksLike::DatabaseDump => (database_dump(lang), into_table(lang)),
        LooksLike::Archive => (archive(lang), unpack(lang)),
        LooksLike::Unknown => (unknown(lang), into_table(lang)),
    }
}

pub fn outcome(lang: Lang, outcome: RowOutcome) -> &'static str {
    use text::import::*;
    match outcome {
        RowOutcome::Imported => outcome_imported(lang),
        RowOutcome::Noted => outcome_noted(lang),
        RowOutcome::Rejected => outcome_rejected(lang),
        RowOutcome::Skipped => outcome_skipped(lang),
    }
}

/// What a column holds.
pub fn field(lang: Lang, field: Field) -> String {
    use text::sheet::*;
    match field {
        Field::Kind => field_kind(lang).into(),
        Field::Stem => field_stem(lang).into(),
        Field::Options => field_options(lang).into(),
        Field::Option(index) => field_option(lang, label(index)),
        Field::Answer => field_answer(lang).into(),
        Field::Explanation => field_explanation(lang).into(),
        Field::LegalBasis => field_basis(lang).into(),
        Field::Difficulty => field_difficulty(lang).into(),
        Field::KnowledgePoint => field_point(lang).into(),
        Field::Other => field_other(lang).into(),
    }
}

/// A row of a file, with its worksheet where that has a name in `sheets`.
pub fn place(lang: Lang, place: Place, sheets: &[String]) -> String {
    match sheets.get(place.sheet).filter(|name| !name.is_empty()) {
        Some(sheet) => text::sheet::place_in(lang, sheet, place.row),
        None => text::sheet::place(lang, place.row),
    }
}

/// Longest quotation in a sentence, in characters; the cell itself stands beside it.
const QUOTE: usize = 40;

fn short(text: &str) -> String {
    match text.char_indices().nth(QUOTE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A sort of question that only other systems have.
fn foreign(lang: Lang, kind: Foreign) -> &'static str {
    use text::reason::*;
    match kind {
        Foreign::Matching => foreign_matching(lang),
        Foreign::Ordering => foreign_ordering(lang),
        Foreign::Numerical => foreign_numerical(lang),
        Foreign::Calculated => foreign_calculated(lang),
        Foreign::Essay => foreign_essay(lang),
        Foreign::Cloze => foreign_cloze(lang),
        Foreign::WordsInText => foreign_words(lang),
        Foreign::OnPicture => foreign_picture(lang),
        Foreign::Upload => foreign_upload(lang),
        Foreign::Several => foreign_several(lang),
        Foreign::Adaptive => foreign_adaptive(lang),
    }
}

/// Why a row is not simply imported. `sheets` are names of worksheets, as in `ImportView::sheets`.
pub fn reason(lang: Lang, reason: &Reason, sheets: &[String]) -> String {
    use text::reason::*;
    let at = |other: &Place| place(lang, *other, sheets);
    let between = match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    };
    match reason {
        Reason::HeaderMissing => header_missing(lang).into(),
        Reason::ColumnTwice { field: of, first, second } => {
            column_twice(lang, first, second, field(lang, *of))
        }
        Reason::QuotesBroken => quotes_broken(lang).into(),
        Reason::ErrorCell { column, value } => error_cell(lang, column, value),
        Reason::DateCell { column, value } => date_cell(lang, column, value),
        Reason::StemMissing => stem_missing(lang).into(),
        Reason::StemTooLong { limit } => stem_too_long(lang, limit),
        Reason::AnswerMissing => answer_missing(lang).into(),
        Reason::AnswerOnlyEmphasised { label } => answer_only_emphasised(lang, label),
        Reason::OptionsMissing { answer } => options_missing(lang, answer),
        Reason::TooFewOptions { found } => too_few_options(lang, found),
        Reason::OptionsUnclear { text } => options_unclear(lang, short(text)),
        Reason::LabelTwice { label, text } => label_twice(lang, label, short(text)),
        Reason::OptionEmpty { label } => option_empty(lang, label),
        Reason::KindUnsupported { value } => kind_unsupported(lang, value),
        Reason::KindContradicted { kind: of, value } => {
            kind_contradicted(lang, kind(lang, *of), short(value))
        }
        Reason::AnswerUnclear { value } => answer_unclear(lang, short(value)),
        Reason::AnswerWithoutOption { answer, options } => answer_without_option(lang, answer, options),
        Reason::SeveralAnswersForSingle { answer } => several_answers_for_single(lang, answer),
        Reason::DigitUnclear { value } => digit_unclear(lang, value),
        Reason::AnswerAmbiguous { value } => answer_ambiguous(lang, value),
        Reason::StemGivesOtherAnswer { stem, cell } => stem_gives_other_answer(lang, stem, cell),
        Reason::SeveralAnswersInStem { found } => several_answers_in_stem(lang, found.join(between)),
        Reason::BlanksDiffer { blanks, answers } => blanks_differ(lang, blanks, answers),
        Reason::RightOptionTwice { first, second } => right_option_twice(lang, first, second),
        Reason::TooManyOptions { found, limit } => too_many_options(lang, found, limit),
        Reason::OptionTooLong { label, limit } => option_too_long(lang, label, limit),
        Reason::KindForeign { kind } => kind_foreign(lang, foreign(lang, *kind)),
        Reason::PictureNeeded { name } => picture_needed(lang, short(name)),
        Reason::LayoutNeeded { element } => layout_needed(lang, format!("<{element}>")),
        Reason::WeightsNotKept { weights } => weights_not_kept(lang, weights),
        Reason::WildcardNotKept { value } => wildcard_not_kept(lang, short(value)),
        Reason::ScoringUnclear => scoring_unclear(lang).into(),
        Reason::PartMissing { name } => part_missing(lang, short(name)),
        Reason::SyntaxBroken { text } => syntax_broken(lang, short(text)),
        Reason::OtherAnswerInFile { others } => {
            other_answer_in_file(lang, others.iter().map(at).collect::<Vec<_>>().join(between))
        }
        Reason::OtherAnswerInBank => other_answer_in_bank(lang).into(),
        Reason::BracketsUnpaired { text } => brackets_unpaired(lang, short(text)),
        Reason::LineUnclear { text } => line_unclear(lang, short(text)),
        Reason::AnswersDiffer { first, second } => answers_differ(lang, short(first), short(second)),
        Reason::AnswersMiscounted { questions, answers } => answers_miscounted(lang, questions, answers),
        Reason::NumberTwice { number } => number_twice(lang, number),
        Reason::AnswerWithoutQuestion { answer } => answer_without_question(lang, short(answer)),
        Reason::AnswersUnclear { text } => answers_unclear(lang, short(text)),
        Reason::SharedStem { other } => shared_stem(lang, at(other)),
        Reason::Picture => picture(lang).into(),
        Reason::Unreadable => unreadable(lang).into(),
        Reason::MarkupUnclear => markup_unclear(lang).into(),
        Reason::KindInferred { kind: of } => kind_inferred(lang, kind(lang, *of)),
        Reason::KindReadAs { value, kind: of } => kind_read_as(lang, value, kind(lang, *of)),
        Reason::KindFilledDown { kind: of } => kind_filled_down(lang, kind(lang, *of)),
        Reason::AnswerReadAs { value, read } => answer_read_as(lang, value, read),
        Reason::AnswerIsText { value, read } => answer_is_text(lang, value, read),
        Reason::AnswerFromStem { read } => answer_from_stem(lang, read),
        Reason::ExplanationMoved { text } => explanation_moved(lang, short(text)),
        Reason::OneAnswerForMultiple { answer } => one_answer_for_multiple(lang, answer),
        Reason::OptionGap { missing } => option_gap(lang, missing),
        Reason::OptionTwice { first, second } => option_twice(lang, first, second),
        Reason::OptionsSplit { text } => options_split(lang, short(text)),
        Reason::NumberMayBeDate { value, date } => number_may_be_date(lang, value, date),
        Reason::DateReadAs { value } => date_read_as(lang, value),
        Reason::BlankAdded => blank_added(lang).into(),
        Reason::NumberingRemoved { number } => numbering_removed(lang, number),
        Reason::DifficultyNotRead { value } => difficulty_not_read(lang, value),
        Reason::NearlyTheSame { other } => nearly_the_same(lang, at(other)),
        Reason::PartialCreditDropped { weights } => partial_credit_dropped(lang, weights),
        Reason::CaseNotKept { value } => case_not_kept(lang, short(value)),
        Reason::FeedbackDropped { text } => feedback_dropped(lang, short(text)),
        Reason::FormattingDropped => formatting_dropped(lang).into(),
        Reason::MarkdownKept => markdown_kept(lang).into(),
        Reason::LinesJoined { text } => lines_joined(lang, short(text)),
        Reason::AnswerFromList { read } => answer_from_list(lang, short(read)),
        Reason::FormulaFlattened => formula_flattened(lang).into(),
        Reason::ScriptLost => script_lost(lang).into(),
        Reason::PictureLeftOut => picture_left_out(lang).into(),
        Reason::LabelKept { label } => label_kept(lang, label),
        Reason::OutdatedBasis { title, now } => outdated_basis(lang, title, now),
        Reason::SameAsRow { other } => same_as_row(lang, at(other)),
        Reason::AlreadyInBank => already_in_bank(lang).into(),
        Reason::Section { kind: None } => section(lang).into(),
        Reason::Section { kind: Some(of) } => section_of(lang, kind(lang, *of)),
        Reason::HeaderAgain => header_again(lang).into(),
        Reason::NoQuestion => no_question(lang).into(),
        Reason::Description => description(lang).into(),
        Reason::HiddenSheet => hidden_sheet(lang).into(),
        Reason::HiddenRow => hidden_row(lang).into(),
        Reason::SheetWithoutQuestions => sheet_without_questions(lang).into(),
        Reason::AnswerList { answers } => answer_list(lang, answers),
    }
}

/// What to mend in a bank before it is given to others. `sheets` as for [`reason`].
pub fn fault(lang: Lang, fault: &Fault, sheets: &[String]) -> String {
    use text::lint::*;
    match fault {
        Fault::RowNotPlain { reasons } => {
            let why: Vec<String> = reasons.iter().map(|why| reason(lang, why, sheets)).collect();
            row_not_plain(lang, why.join(" "))
        }
        Fault::ExplanationMissing => explanation_missing(lang).into(),
        Fault::KnowledgePointMissing => knowledge_point_missing(lang).into(),
        Fault::DifficultyMissing => difficulty_missing(lang).into(),
        Fault::LegalBasisMissing => legal_basis_missing(lang).into(),
        Fault::Alike { other, percent } => alike(lang, place(lang, *other, sheets), percent),
        Fault::OptionOfOthers { label, text } => option_of_others(lang, label, short(text)),
        Fault::BlanksDiffer { blanks, answers } => blanks_differ(lang, blanks, answers),
        Fault::LetterTooOften { letter, rows, of } => letter_too_often(lang, of, rows, letter),
        Fault::KeySizeTooOften { size, rows, of } => key_size_too_often(lang, of, rows, size),
        Fault::TruthsUneven { right, of } => truths_uneven(lang, of, right),
        Fault::LongestIsKey { rows, of } => longest_is_key(lang, of, rows),
    }
}

/// What a file of a bank is, and what it is for.
pub fn target(lang: Lang, target: Target) -> (&'static str, &'static str) {
    use text::export::*;
    match target {
        Target::Xlsx => (xlsx(lang), xlsx_for(lang)),
        Target::Docx(Keys::Shown) => (docx(lang), docx_for(lang)),
        Target::Docx(Keys::Hidden) => (docx_without_key(lang), docx_without_key_for(lang)),
        Target::Pdf(Keys::Shown) => (pdf(lang), pdf_for(lang)),
        Target::Pdf(Keys::Hidden) => (pdf_without_key(lang), pdf_without_key_for(lang)),
        Target::Exchange(Exchange::MoodleXml) => (moodle_xml(lang), moodle_xml_for(lang)),
        Target::Exchange(Exchange::Gift) => (gift(lang), gift_for(lang)),
        Target::Exchange(Exchange::Aiken) => (aiken(lang), aiken_for(lang)),
        Target::Exchange(Exchange::Qti3) => (qti3(lang), qti3_for(lang)),
    }
}

/// How much of a bank a file holds, in lines: what is whole, what is left out, what is lost.
pub fn held(lang: Lang, held: &Held) -> Vec<String> {
    use text::export::*;
    if held.losses.is_empty() {
        return vec![whole(lang, held.whole)];
    }
    // Several things that equally many questions lose share a line.
    let mut lost: Vec<(usize, Vec<&str>)> = Vec::new();
    let mut lines = Vec::new();
    for (what, n) in &held.losses {
        match lost.last_mut() {
            _ if what.leaves_out() => lines.push(left_out(lang, n, loss(lang, *what))),
            Some((count, several)) if count == n => several.push(loss(lang, *what)),
            _ => lost.push((*n, vec![loss(lang, *what)])),
        }
    }
    let between = match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    };
    lines.extend(lost.into_iter().map(|(n, what)| match what.as_slice() {
        several if n == held.items - held.left_out => less_all(lang, n, several.join(between)),
        [one] => less(lang, n, one),
        several => less_each(lang, n, several.join(between)),
    }));
    lines
}

fn loss(lang: Lang, loss: Loss) -> &'static str {
    use text::export::*;
    match loss {
        Loss::Kind => loss_kind(lang),
        Loss::SeveralBlanks => loss_several_blanks(lang),
        Loss::TooManyOptions => loss_too_many_options(lang),
        Loss::Unwritable => loss_unwritable(lang),
        Loss::Key => loss_key(lang),
        Loss::AllOrNothing => loss_all_or_nothing(lang),
        Loss::OptionOrder => loss_option_order(lang),
        Loss::LineBreaks => loss_line_breaks(lang),
        Loss::Spacing => loss_spacing(lang),
        Loss::Characters => loss_characters(lang),
        Loss::Figures => loss_figures(lang),
        Loss::Languages => loss_languages(lang),
        Loss::Scoring => loss_scoring(lang),
        Loss::MustPass => loss_must_pass(lang),
        Loss::Explanation => loss_explanation(lang),
        Loss::KnowledgePoint => loss_knowledge_point(lang),
        Loss::Difficulty => loss_difficulty(lang),
        Loss::LegalBasis => loss_legal_basis(lang),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_stand_in_their_places_in_the_sentence() {
        let zh = |of: Warning| warning(Lang::Zh, &of);
        let unbalanced = Warning::Unbalanced { letter: 'A', rows: 90, of: 100, expected: 25 };
        assert!(zh(unbalanced).starts_with("100 道单选题里，A 是答案的有 90 道；随机排列时大约是 25 道"));
        let shifted = Warning::AnswersShifted { sheet: "电工".into(), first: 3, last: 9 };
        assert!(zh(shifted).starts_with("工作表“电工”第 3 行到第 9 行"));
        let outdated = Reason::OutdatedBasis { title: "旧法".into(), now: "新法".into() };
        assert!(reason(Lang::Zh, &outdated, &[]).contains("已被代替的“旧法”，现行的是“新法”"));
    }
}
