//! Why a row is not simply imported: facts for a person who has the file open.

use serde::{Deserialize, Serialize};

use crate::bank::item::Kind;

use super::{Column, Place, header::Field, repeats::Difference};

/// One thing to tell about a row. Sentences are made elsewhere, from [`Reason::code`] and the facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    // Rejected: no question, or none whose key is certain.
    /// No row of the sheet names a question and its answer.
    HeaderMissing,
    /// Two columns have the same heading and this row says different things in them.
    ColumnTwice {
        field: Field,
        first: Column,
        second: Column,
    },
    /// A quote is opened and never closed, or closed in the middle of a cell.
    QuotesBroken,
    ErrorCell {
        column: Column,
        value: String,
    },
    /// The spreadsheet program has turned something, perhaps `2-1`, into a date.
    DateCell {
        column: Column,
        value: String,
    },
    StemMissing,
    StemTooLong {
        limit: usize,
    },
    AnswerMissing,
    /// There is no answer, and this option alone is bold or red.
    AnswerOnlyEmphasised {
        label: char,
    },
    /// The answer is a letter and there are no options.
    OptionsMissing {
        answer: String,
    },
    TooFewOptions {
        found: usize,
    },
    /// Labels are torn, missing or out of order, so it is unsure where an option begins.
    OptionsUnclear {
        text: String,
    },
    LabelTwice {
        label: char,
        text: String,
    },
    OptionEmpty {
        label: char,
    },
    KindUnsupported {
        value: String,
    },
    /// The answer or the options can't belong to a question of this kind.
    KindContradicted {
        kind: Kind,
        value: String,
    },
    AnswerUnclear {
        value: String,
    },
    AnswerWithoutOption {
        answer: String,
        options: usize,
    },
    SeveralAnswersForSingle {
        answer: String,
    },
    /// A digit may count from 0 or from 1, and the file gives no proof of either.
    DigitUnclear {
        value: String,
    },
    /// The answer is a letter and also the text of another option.
    AnswerAmbiguous {
        value: String,
    },
    StemGivesOtherAnswer {
        stem: String,
        cell: String,
    },
    SeveralAnswersInStem {
        found: Vec<String>,
    },
    BlanksDiffer {
        blanks: usize,
        answers: usize,
    },
    /// Two options say the same and only one of them is right.
    RightOptionTwice {
        first: char,
        second: char,
    },
    TooManyOptions {
        found: usize,
        limit: usize,
    },
    OptionTooLong {
        label: char,
        limit: usize,
    },
    /// A sort of question that our model of one has no place for.
    KindForeign {
        kind: Foreign,
    },
    /// A picture belongs to the question, and without it there is no telling what is asked.
    PictureNeeded {
        name: String,
    },
    /// A table, formula or the like that means something else as a line of text.
    LayoutNeeded {
        element: String,
    },
    /// Answers are worth something other than all or nothing.
    WeightsNotKept {
        weights: String,
    },
    /// An answer stands for all that begin, end or continue in some way.
    WildcardNotKept {
        value: String,
    },
    /// The rules by which answers are marked are written in a way that we do not understand.
    ScoringUnclear,
    /// The question refers to a file that is not there.
    PartMissing {
        name: String,
    },
    /// The text breaks the rules of its format.
    SyntaxBroken {
        text: String,
    },
    /// The same question has another answer elsewhere in the file.
    OtherAnswerInFile {
        others: Vec<Place>,
    },
    /// The same question is in the bank with another answer.
    OtherAnswerInBank,
    /// The answer stands in a stem whose brackets do not close: lines may have been torn or run together.
    BracketsUnpaired {
        text: String,
    },
    /// It can't be said which question this line of a document belongs to.
    LineUnclear {
        text: String,
    },
    /// The question states its answer in two places, differently.
    AnswersDiffer {
        first: String,
        second: String,
    },
    /// A list of answers has more or fewer of them than there are questions.
    AnswersMiscounted {
        questions: usize,
        answers: usize,
    },
    /// A list of answers goes by numbers, and several questions have this one.
    NumberTwice {
        number: u32,
    },
    AnswerWithoutQuestion {
        answer: String,
    },
    /// A line in a list of answers that can't be read, or that belongs to no section.
    AnswersUnclear {
        text: String,
    },
    /// The question belongs to a case, whose text stands elsewhere.
    SharedStem {
        other: Place,
    },
    /// The bank's question with this number says something else, and nobody has decided what shall become of it.
    VersionUndecided {
        number: String,
        changes: Vec<Difference>,
    },
    /// A picture is part of the question, and questions can't hold pictures.
    Picture,
    /// An embedded object, a drawn formula or a symbol font: there is no text to read.
    Unreadable,
    /// Fields parted by `#` or `$`, of which nobody says what they mean.
    MarkupUnclear,

    // Noted: imported, and something was read in a way the author should know of.
    KindInferred {
        kind: Kind,
    },
    KindReadAs {
        value: String,
        kind: Kind,
    },
    KindFilledDown {
        kind: Kind,
    },
    AnswerReadAs {
        value: String,
        read: String,
    },
    /// The answer was given as an option's text.
    AnswerIsText {
        value: String,
        read: String,
    },
    AnswerFromStem {
        read: String,
    },
    /// Text behind the answer became the explanation.
    ExplanationMoved {
        text: String,
    },
    OneAnswerForMultiple {
        answer: String,
    },
    OptionGap {
        missing: char,
    },
    OptionTwice {
        first: char,
        second: char,
    },
    /// Options stood where they are not looked for: in the stem, or two behind one delimiter.
    OptionsSplit {
        text: String,
    },
    NumberMayBeDate {
        value: String,
        date: String,
    },
    DateReadAs {
        value: String,
    },
    BlankAdded,
    NumberingRemoved {
        number: u32,
    },
    DifficultyNotRead {
        value: String,
    },
    NearlyTheSame {
        other: Place,
    },
    /// The file gives part of the marks for part of the answer, or takes some for a wrong one.
    PartialCreditDropped {
        weights: String,
    },
    /// The file gives part of the marks for part of the answer, and so do we.
    WeightsKept {
        weights: String,
    },
    /// The file counts upper and lower case in the answer; marking does not.
    CaseNotKept {
        value: String,
    },
    /// A remark on an answer that has no place here.
    FeedbackDropped {
        text: String,
    },
    /// Bold, coloured and the like became plain.
    FormattingDropped,
    /// The text is Markdown and stays as it was typed.
    MarkdownKept,
    /// A line without a mark was read on from the one above.
    LinesJoined {
        text: String,
    },
    AnswerFromList {
        read: String,
    },
    /// A formula was written out on one line.
    FormulaFlattened,
    /// Raised or lowered characters that have no form of their own became ordinary ones.
    ScriptLost,
    /// A picture that the question does not speak of, which questions can't hold.
    PictureLeftOut,
    /// Some options begin with their letter and others do not, so that nobody can say whether it is a label.
    LabelKept {
        label: char,
    },
    /// A law or standard that has been replaced is named.
    OutdatedBasis {
        title: String,
        now: String,
    },

    /// The bank's question with this number, in `version`, is replaced by a new version.
    NewVersion {
        number: String,
        version: i32,
        changes: Vec<Difference>,
    },
    /// The number is that of another question in the bank, so the new one comes without.
    NumberInBank {
        number: String,
    },
    /// An earlier row has the number, so this question comes without.
    NumberOfRow {
        number: String,
        other: Place,
    },

    // Skipped: nothing to import here.
    /// Somebody decided so.
    LeftOut,
    /// The bank's question with this number says something else, and stays as it is.
    KeptInBank {
        number: String,
        changes: Vec<Difference>,
    },
    SameAsRow {
        other: Place,
    },
    AlreadyInBank,
    Section {
        kind: Option<Kind>,
    },
    HeaderAgain,
    NoQuestion,
    /// A text between the questions.
    Description,
    HiddenSheet,
    /// The spreadsheet program does not show the row.
    HiddenRow,
    SheetWithoutQuestions,
    /// Answers of questions that stand elsewhere in the file.
    AnswerList {
        answers: usize,
    },
}

/// Sorts of questions that other systems have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Foreign {
    Matching,
    Ordering,
    /// A number, right within a tolerance or however it is written.
    Numerical,
    /// The numbers of the question change from one candidate to the next.
    Calculated,
    Essay,
    /// A text with gaps of several sorts.
    Cloze,
    /// Words are dragged or picked inside a text.
    WordsInText,
    /// Something is marked or placed on a picture.
    OnPicture,
    Upload,
    /// Several questions that are marked as one.
    Several,
    /// The question changes with what the candidate does.
    Adaptive,
}

/// What a reason does to its row; of several, the greatest counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    Note,
    Skip,
    Reject,
}

macro_rules! reasons {
    ($($weight:ident: $($variant:ident $code:literal)*;)*) => {
        impl Reason {
            /// A stable name, for translations and for those who count reasons.
            pub fn code(&self) -> &'static str {
                match self { $($(Reason::$variant { .. } => $code,)*)* }
            }

            pub fn weight(&self) -> Weight {
                match self { $($(Reason::$variant { .. })|* => Weight::$weight,)* }
            }
        }

        /// Every code, so that a translation can be shown to be complete.
        pub const CODES: &[&str] = &[$($($code),*),*];
    };
}

reasons! {
    Reject:
        HeaderMissing "header_missing"
        ColumnTwice "column_twice"
        QuotesBroken "quotes_broken"
        ErrorCell "error_cell"
        DateCell "date_cell"
        StemMissing "stem_missing"
        StemTooLong "stem_too_long"
        AnswerMissing "answer_missing"
        AnswerOnlyEmphasised "answer_only_emphasised"
        OptionsMissing "options_missing"
        TooFewOptions "too_few_options"
        OptionsUnclear "options_unclear"
        LabelTwice "label_twice"
        OptionEmpty "option_empty"
        KindUnsupported "kind_unsupported"
        KindContradicted "kind_contradicted"
        AnswerUnclear "answer_unclear"
        AnswerWithoutOption "answer_without_option"
        SeveralAnswersForSingle "several_answers_for_single"
        DigitUnclear "digit_unclear"
        AnswerAmbiguous "answer_ambiguous"
        StemGivesOtherAnswer "stem_gives_other_answer"
        SeveralAnswersInStem "several_answers_in_stem"
        BlanksDiffer "blanks_differ"
        RightOptionTwice "right_option_twice"
        TooManyOptions "too_many_options"
        OptionTooLong "option_too_long"
        KindForeign "kind_foreign"
        PictureNeeded "picture_needed"
        LayoutNeeded "layout_needed"
        WeightsNotKept "weights_not_kept"
        WildcardNotKept "wildcard_not_kept"
        ScoringUnclear "scoring_unclear"
        PartMissing "part_missing"
        SyntaxBroken "syntax_broken"
        OtherAnswerInFile "other_answer_in_file"
        OtherAnswerInBank "other_answer_in_bank"
        BracketsUnpaired "brackets_unpaired"
        LineUnclear "line_unclear"
        AnswersDiffer "answers_differ"
        AnswersMiscounted "answers_miscounted"
        NumberTwice "number_twice"
        AnswerWithoutQuestion "answer_without_question"
        AnswersUnclear "answers_unclear"
        SharedStem "shared_stem"
        VersionUndecided "version_undecided"
        Picture "picture"
        Unreadable "unreadable"
        MarkupUnclear "markup_unclear";
    Note:
        KindInferred "kind_inferred"
        KindReadAs "kind_read_as"
        KindFilledDown "kind_filled_down"
        AnswerReadAs "answer_read_as"
        AnswerIsText "answer_is_text"
        AnswerFromStem "answer_from_stem"
        ExplanationMoved "explanation_moved"
        OneAnswerForMultiple "one_answer_for_multiple"
        OptionGap "option_gap"
        OptionTwice "option_twice"
        OptionsSplit "options_split"
        NumberMayBeDate "number_may_be_date"
        DateReadAs "date_read_as"
        BlankAdded "blank_added"
        NumberingRemoved "numbering_removed"
        DifficultyNotRead "difficulty_not_read"
        NearlyTheSame "nearly_the_same"
        PartialCreditDropped "partial_credit_dropped"
        WeightsKept "weights_kept"
        CaseNotKept "case_not_kept"
        FeedbackDropped "feedback_dropped"
        FormattingDropped "formatting_dropped"
        MarkdownKept "markdown_kept"
        LinesJoined "lines_joined"
        AnswerFromList "answer_from_list"
        FormulaFlattened "formula_flattened"
        ScriptLost "script_lost"
        PictureLeftOut "picture_left_out"
        LabelKept "label_kept"
        OutdatedBasis "outdated_basis"
        NewVersion "new_version"
        NumberInBank "number_in_bank"
        NumberOfRow "number_of_row";
    Skip:
        LeftOut "left_out"
        KeptInBank "kept_in_bank"
        SameAsRow "same_as_row"
        AlreadyInBank "already_in_bank"
        Section "section"
        HeaderAgain "header_again"
        NoQuestion "no_question"
        Description "description"
        HiddenSheet "hidden_sheet"
        HiddenRow "hidden_row"
        SheetWithoutQuestions "sheet_without_questions"
        AnswerList "answer_list";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_stored_under_its_code() {
        for reason in [
            Reason::HeaderMissing,
            Reason::AnswerWithoutOption { answer: "D".into(), options: 3 },
            Reason::SameAsRow { other: Place { sheet: 0, row: 3 } },
        ] {
            let stored = serde_json::to_value(&reason).unwrap();
            assert_eq!(stored["code"], reason.code());
            assert_eq!(serde_json::from_value::<Reason>(stored).unwrap(), reason);
        }
        assert_eq!(CODES.len(), CODES.iter().collect::<std::collections::BTreeSet<_>>().len());
    }
}
