//! Lines that begin with a letter: options, most of the time.

use super::{
    super::{
        options::{self, Style},
        reason::Reason,
        text,
    },
    block::{At, join_line, own},
    line::{self, Class},
    reader::Reader,
};

impl Reader<'_> {
    pub(super) fn option(&mut self, at: usize, index: usize, style: Style) {
        // `（A）是一种元素` and then the option A: the first is a stem with its answer in front.
        let stem_follows = matches!(self.classes.get(at + 1), Some(Class::Option { index: 0, .. }));
        let line = self.text(at);
        let Some(block) = &mut self.block else {
            return if stem_follows {
                self.plain_begins(at, 1)
            } else {
                self.other(at, Reason::LineUnclear { text: line.into() })
            };
        };
        match block.at {
            At::Explaining => self.goes_on(at),
            At::Options if index == 0 && block.style == Some(Style::Circled) && style != Style::Circled => {
                // ① ② ③ were statements, of which the options speak.
                let statements = std::mem::take(&mut block.options);
                statements.iter().for_each(|line| join_line(&mut block.stem, line));
                self.add_option(at, style);
            }
            At::Options | At::Answered
                if stem_follows && style == Style::Bracketed && block.has_option(index) =>
            {
                self.plain_begins(at, 1);
            }

            At::Options if index == 0 => {
                // Options for which no question is there: which of the two sets is the question's own?
                self.unclear(line);
                self.begin(at, None, "");
                self.block_option(line, style);
            }
            At::Answered if !block.options.is_empty() => match index {
                0 => {
                    self.begin(at, None, "");
                    self.block_option(line, style);
                }
                _ => self.other(at, Reason::LineUnclear { text: line.into() }),
            },
            At::Stem | At::Options | At::Answered => self.add_option(at, style),
        }
    }

    /// `A红色`, where the letter stands right before the text: an option only in a row of them.
    pub(super) fn bare_option(&self, at: usize) -> Option<usize> {
        let bare = |at: usize| {
            let line = self.prose.lines.get(at).map(|line| text::trim(&line.text))?;
            let label =
                options::leading(line).filter(|label| label.style == Style::Bare && !label.rest.is_empty());
            label.filter(|_| line.len() <= line::LINE_LIMIT).map(|label| label.index)
        };
        let block = self.block.as_ref()?;
        let index = bare(at)?;
        let begins = block.at == At::Stem
            && index == 0
            && (bare(at + 1) == Some(1)
                || options::from_lines(&[self.text(at).to_owned()]).is_ok_and(|options| options.len() > 1));
        // The letter before it may have been several on one line.
        let goes_on = block.at == At::Options && block.style == Some(Style::Bare) && index > 0;
        (begins || goes_on).then_some(index)
    }

    fn add_option(&mut self, at: usize, style: Style) {
        if let Some(block) = &mut self.block {
            own(block, self.prose, at);
        }
        self.block_option(self.text(at), style);
    }

    fn block_option(&mut self, line: &str, style: Style) {
        if let Some(block) = &mut self.block {
            block.at = At::Options;
            block.style.get_or_insert(style);
        }
        self.add_text(line, |block, text| block.options.push(text.to_owned()));
    }
}
