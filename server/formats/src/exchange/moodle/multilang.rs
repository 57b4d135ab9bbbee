//! Texts in several languages: `<span lang="en" class="multilang">…</span>` and `{mlang en}…{mlang}`.
//!
//! A question is read once for each language, with the texts of that language alone.

use std::ops::Range;

use domain::bank::item::{Content, Item, Language, Wording};

use super::super::xml::{Element, Node};

/// Languages of one question. More are no translation.
const LANGUAGES: usize = 12;

/// The languages of a question's texts, that of most readers first: Chinese, or else the first.
pub fn languages(question: &Element) -> Vec<Language> {
    let mut found: Vec<Language> = Vec::new();
    question.visit(&mut |element| {
        for node in &element.nodes {
            let Node::Text(text) = node else { continue };
            for language in blocks(text).into_iter().filter_map(|block| block.language) {
                if !found.contains(&language) && found.len() < LANGUAGES {
                    found.push(language);
                }
            }
        }
    });
    found.sort_by_key(|language| !language.tag().starts_with("zh"));
    found
}

/// The question in one language.
pub fn only(question: &Element, language: &Language) -> Element {
    let nodes = question.nodes.iter().map(|node| match node {
        Node::Text(text) => Node::Text(picked(text, language)),
        Node::Element(element) => Node::Element(only(element, language)),
    });
    Element { nodes: nodes.collect(), ..question.clone() }
}

/// What `other` says of `item` in its language, if it is the same question.
pub fn wording(item: &Item, other: Item) -> Option<Wording> {
    let texts = |options: &[domain::bank::item::ItemOption]| -> Vec<String> {
        options.iter().map(|option| option.text.clone()).collect()
    };
    let same = item.content.kind() == other.content.kind()
        && item.content.options().len() == other.content.options().len()
        && item.content.lines().len() == other.content.lines().len();
    let same_key = match (&item.content, &other.content) {
        (Content::SingleChoice { key, .. }, Content::SingleChoice { key: other, .. }) => key == other,
        (Content::MultipleChoice { key, .. }, Content::MultipleChoice { key: other, .. }) => key == other,
        (Content::Matching { key, .. }, Content::Matching { key: other, .. }) => key == other,
        _ => true,
    };
    (same && same_key).then(|| Wording {
        stem: other.stem.clone(),
        options: texts(other.content.options()),
        lines: texts(other.content.lines()),
        explanation: other.explanation.clone(),
        parts: Vec::new(),
    })
}

/// A stretch of text in one language.
struct Block {
    /// With its marks.
    whole: Range<usize>,
    inside: Range<usize>,
    /// `None` for what is shown where no other block fits.
    language: Option<Language>,
}

/// All blocks of a text, in their order.
fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(block) = next(text, from) {
        from = block.whole.end;
        found.push(block);
    }
    found
}

fn next(text: &str, from: usize) -> Option<Block> {
    let rest = text.get(from..)?;
    let span = rest.match_indices("<span").find_map(|(at, _)| span(text, from + at));
    let mark = rest.find("{mlang ").and_then(|at| mark(text, from + at));
    match (span, mark) {
        (Some(span), Some(mark)) => Some(if span.whole.start < mark.whole.start { span } else { mark }),
        (one, other) => one.or(other),
    }
}

/// `<span lang="en" class="multilang">…</span>`
fn span(text: &str, at: usize) -> Option<Block> {
    let tag_end = at + text[at..].find('>')? + 1;
    let tag = &text[at..tag_end];
    let value = |name: &str| {
        let rest = tag.split_once(&format!(" {name}="))?.1;
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest[1..].split(quote).next()
    };
    if value("class")? != "multilang" {
        return None;
    }
    let language = Some(language(value("lang")?)?);
    let end = tag_end + text[tag_end..].find("</span>")?;
    Some(Block { whole: at..end + "</span>".len(), inside: tag_end..end, language })
}

/// `{mlang en}…{mlang}`
fn mark(text: &str, at: usize) -> Option<Block> {
    let name_end = at + text[at..].find('}')?;
    let name = text[at..name_end].strip_prefix("{mlang ")?.trim();
    let language = if name == "other" { None } else { Some(language(name)?) };
    let end = name_end + 1 + text[name_end + 1..].find("{mlang}")?;
    Some(Block { whole: at..end + "{mlang}".len(), inside: name_end + 1..end, language })
}

fn language(tag: &str) -> Option<Language> {
    Language::new(&tag.trim().replace('_', "-")).ok()
}

/// A text in one language. Of blocks that follow each other, the one in it is shown, or else the first.
fn picked(text: &str, language: &Language) -> String {
    let blocks = blocks(text);
    let mut out = String::new();
    let mut from = 0;
    let mut rest = blocks.as_slice();
    while let Some(first) = rest.first() {
        let joined = |pair: &[Block]| text[pair[0].whole.end..pair[1].whole.start].trim().is_empty();
        let run = 1 + rest.windows(2).take_while(|pair| joined(pair)).count();
        let (run, behind) = rest.split_at(run);
        let fits = run.iter().find(|block| block.language.as_ref() == Some(language));
        let shown = fits.or(run.iter().find(|block| block.language.is_none())).unwrap_or(first);
        out.push_str(&text[from..first.whole.start]);
        out.push_str(&text[shown.inside.clone()]);
        from = run.last().unwrap_or(first).whole.end;
        rest = behind;
    }
    out.push_str(&text[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_blocks_in_a_row_one_is_shown() {
        let in_language = |text: &str, tag: &str| picked(text, &Language::new(tag).unwrap());
        let spans = "<p><span lang=\"zh_cn\" class=\"multilang\">指针</span> <span class=\"multilang\" lang=\"en\">Pointer</span>: 5</p>";
        assert_eq!(in_language(spans, "zh-cn"), "<p>指针: 5</p>");
        assert_eq!(in_language(spans, "en"), "<p>Pointer: 5</p>");
        assert_eq!(in_language(spans, "fr"), "<p>指针: 5</p>");
        let marks = "{mlang en}Stop{mlang}{mlang other}停{mlang}！";
        assert_eq!((in_language(marks, "en"), in_language(marks, "ug")), ("Stop！".into(), "停！".into()));
        for plain in
            ["<span lang=\"en\">a</span>", "{mlang en}a", "<span class=\"multilang\" lang=\"en\">a", "{mlang"]
        {
            assert_eq!(in_language(plain, "en"), plain);
        }
    }
}
