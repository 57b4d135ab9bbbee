//! Lines as they are found, counted and held to the limits.

use domain::bank::import::{
    prose::{Line, Oddity, Prose},
    table::Sheet,
};

use crate::sheet::{Limits, Measure, SheetError};

/// A line before it has its number.
#[derive(Clone, Debug, Default)]
pub struct Raw {
    pub text: String,
    /// It stands behind a soft break.
    pub soft: bool,
    pub oddities: Vec<Oddity>,
    /// Pieces that are bold or red.
    pub emphasised: Vec<String>,
}

impl Raw {
    fn is_blank(&self) -> bool {
        self.oddities.is_empty() && domain::bank::import::text::trim(&self.text).is_empty()
    }
}

pub struct Lines {
    prose: Prose,
    limits: Limits,
    /// How many lines there were so far, blank ones too.
    count: usize,
    text_left: usize,
    open_left: usize,
    gap: bool,
}

impl Lines {
    pub fn new(limits: Limits) -> Self {
        // Each line is a paragraph or a break, and may stand in a cell of a row of a table.
        let open_left = limits.lines.saturating_mul(3);
        Self { prose: Prose::default(), limits, count: 0, text_left: limits.text, open_left, gap: false }
    }

    /// Counts something that costs memory while it is open, before it has become a line.
    pub fn spend(&mut self) -> Result<(), SheetError> {
        let over = SheetError::Bomb { what: Measure::Lines, limit: self.limits.lines };
        self.open_left = self.open_left.checked_sub(1).ok_or(over)?;
        Ok(())
    }

    /// Counts a line, and keeps it when it is not blank.
    pub fn add(&mut self, raw: Raw, table_row: Option<u32>) -> Result<(), SheetError> {
        let number = self.number(raw.text.len())?;
        if raw.is_blank() {
            self.gap = true;
            return Ok(());
        }
        let Raw { text, soft, oddities, emphasised } = raw;
        let blank = domain::bank::import::text::trim(&text).is_empty();
        let text = if blank { String::new() } else { text };
        let gap = std::mem::take(&mut self.gap) && !self.prose.lines.is_empty();
        self.prose.lines.push(Line { number, text, gap, soft, table_row, oddities, emphasised });
        Ok(())
    }

    /// The number of the next line, which need not be kept as one.
    pub fn number(&mut self, bytes: usize) -> Result<u32, SheetError> {
        let over = |what, limit| SheetError::Bomb { what, limit };
        self.count += 1;
        if self.count > self.limits.lines {
            return Err(over(Measure::Lines, self.limits.lines));
        }
        self.text_left =
            self.text_left.checked_sub(bytes).ok_or(over(Measure::TextBytes, self.limits.text))?;
        u32::try_from(self.count).map_err(|_| over(Measure::Lines, self.limits.lines))
    }

    pub fn table(&mut self, sheet: Sheet) {
        self.prose.tables.push(sheet);
        self.gap = true;
    }

    pub fn done(mut self, paragraphs: bool) -> Prose {
        self.prose.paragraphs = paragraphs;
        self.prose
    }
}
