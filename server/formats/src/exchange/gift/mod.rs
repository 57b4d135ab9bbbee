//! GIFT, the plain text format of Moodle: `::title::stem{=right ~wrong #remark}`.
//!
//! Questions are parted by blank lines. This file finds them; [`question`] reads one.

mod glyphs;
mod question;

use domain::bank::import::record::Record;

use super::draft;
use crate::media::Shelf;

/// A question as lines of the file.
struct Block<'a> {
    number: u32,
    lines: Vec<&'a str>,
}

enum Part<'a> {
    Category(&'a str),
    Question(Block<'a>),
}

pub fn read(text: &str, shelf: &mut Shelf) -> Vec<Record> {
    let mut topic = String::new();
    let mut records = Vec::new();
    for part in parts(text) {
        match part {
            Part::Category(path) => topic = draft::topic(path),
            Part::Question(block) => {
                let source = block.lines.join("\n");
                records.push(draft::record(block.number, &source, question::read(&source, &topic, shelf)));
            }
        }
    }
    records
}

/// Whether a text is GIFT: most of its blocks have answers as only GIFT writes them, and no line
/// begins as answers do in Chinese prose.
pub fn is_gift(text: &str) -> bool {
    if has_answers_in_prose(text) {
        return false;
    }
    let (mut blocks, mut sure) = (0, 0);
    for part in parts(text) {
        if let Part::Question(block) = part {
            blocks += 1;
            sure += usize::from(question::is_surely_gift(&block.lines.join("\n")));
        }
    }
    sure > 0 && sure * 2 >= blocks
}

/// Whether a line outside of braces begins with `答案：` or the like.
fn has_answers_in_prose(text: &str) -> bool {
    const WORDS: [&str; 5] = ["答案", "正确答案", "参考答案", "标准答案", "解析"];
    let mut braces = glyphs::Braces::default();
    text.lines().any(|line| {
        let bare = line.trim_start_matches(|c: char| c.is_whitespace() || "【[（(".contains(c));
        let marked = |word: &&str| {
            bare.strip_prefix(*word).is_some_and(|rest| rest.starts_with([':', '：', '】', ']']))
        };
        let prose = !braces.inside() && WORDS.iter().any(marked);
        braces = if line.trim().is_empty() { glyphs::Braces::default() } else { braces.after(line) };
        prose
    })
}

/// Parts a file at blank lines, without its comments. A blank line inside of braces parts nothing,
/// unless what follows begins anew: then a brace has been forgotten, and only its question is lost.
fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut open: Option<(Block, glyphs::Braces)> = None;
    let mut blank = false;
    for (line, number) in text.trim_start_matches('\u{feff}').lines().zip(1..) {
        let trimmed = line.trim();
        if trimmed.starts_with("//") {
            continue;
        }
        if trimmed.is_empty() {
            blank = true;
            continue;
        }
        if let Some(path) = trimmed.strip_prefix("$CATEGORY:") {
            parts.extend(open.take().map(|(block, _)| Part::Question(block)));
            parts.push(Part::Category(path));
            blank = false;
            continue;
        }
        if std::mem::take(&mut blank)
            && let Some((block, braces)) = open.take()
        {
            let anew = trimmed.starts_with("::") || glyphs::Braces::default().after(trimmed).opens_anew();
            match braces.inside() && !anew {
                true => open = Some((block, braces)),
                false => parts.push(Part::Question(block)),
            }
        }
        let (block, braces) =
            open.get_or_insert_with(|| (Block { number, lines: Vec::new() }, glyphs::Braces::default()));
        block.lines.push(line);
        *braces = braces.after(line);
    }
    parts.extend(open.map(|(block, _)| Part::Question(block)));
    parts
}

#[cfg(test)]
mod tests;
