//! The numbers and letters that Word puts before paragraphs by itself.

use std::collections::HashMap;

use super::xml::{Element, Node, Nodes, Of};
use crate::sheet::SheetError;

const LEVELS: usize = 9;

/// A longer label is no number.
const LABEL_LIMIT: usize = 40;

/// Where a paragraph stands in a list. A paragraph may name the list and leave the level to its style.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    pub list: Option<u32>,
    pub level: Option<usize>,
}

/// The lists of a document, and how far each has been counted.
#[derive(Debug, Default)]
pub struct Numbering {
    outlines: HashMap<u32, Outline>,
    lists: HashMap<u32, List>,
    styles: HashMap<String, Style>,
    /// Outlines by the name under which others refer to them.
    named: HashMap<String, u32>,
    counts: HashMap<u32, [Option<u32>; LEVELS]>,
}

/// An `abstractNum`: what the levels look like.
#[derive(Clone, Debug, Default)]
struct Outline {
    levels: [Level; LEVELS],
    /// The outline is the one that is named so.
    linked: Option<String>,
    name: Option<String>,
}

#[derive(Clone, Debug, Default)]
struct Level {
    start: u32,
    format: String,
    /// `%1.` or `（%1）`
    text: String,
    /// Paragraphs of this style are of this level.
    style: Option<String>,
}

/// A `num`: an outline, with levels that begin anew.
#[derive(Clone, Debug, Default)]
struct List {
    outline: u32,
    starts: [Option<u32>; LEVELS],
    levels: [Option<Level>; LEVELS],
    used: bool,
}

#[derive(Clone, Debug, Default)]
struct Style {
    base: Option<String>,
    listed: Listed,
}

impl Numbering {
    pub fn read(numbering: Option<&str>, styles: Option<&str>) -> Result<Self, SheetError> {
        let mut found = Self::default();
        if let Some(xml) = numbering {
            found.read_lists(xml)?;
        }
        if let Some(xml) = styles {
            found.read_styles(xml)?;
        }
        Ok(found)
    }

    fn read_lists(&mut self, xml: &str) -> Result<(), SheetError> {
        let mut nodes = Nodes::of(xml);
        let (mut outline, mut list, mut level) = (None, None, None);
        while let Some(node) = nodes.next()? {
            match node {
                Node::Open(Of::Word, element) => match element.name() {
                    "abstractNum" => {
                        outline = Some((number(&element, "abstractNumId").unwrap_or(0), Outline::default()));
                    }
                    "num" => list = Some((number(&element, "numId").unwrap_or(0), List::default())),
                    "lvl" | "lvlOverride" => level = Some((at_level(&element), Level::default())),
                    "startOverride" => {
                        if let (Some((_, list)), Some((at, _)), Some(start)) =
                            (&mut list, &level, number(&element, "val"))
                        {
                            list.starts[*at] = Some(start);
                        }
                    }
                    "abstractNumId" => {
                        if let (Some((_, list)), Some(outline)) = (&mut list, number(&element, "val")) {
                            list.outline = outline;
                        }
                    }
                    "numStyleLink" => {
                        if let Some((_, outline)) = &mut outline {
                            outline.linked = element.value();
                        }
                    }
                    "styleLink" => {
                        if let Some((_, outline)) = &mut outline {
                            outline.name = element.value();
                        }
                    }
                    name => {
                        if let Some((_, level)) = &mut level {
                            match name {
                                "start" => level.start = number(&element, "val").unwrap_or(0),
                                "numFmt" => level.format = element.value().unwrap_or_default(),
                                "lvlText" => level.text = element.value().unwrap_or_default(),
                                "pStyle" => level.style = element.value(),
                                _ => {}
                            }
                        }
                    }
                },
                Node::Close(Of::Word, name) => match name.as_str() {
                    "abstractNum" => {
                        if let Some((id, outline)) = outline.take() {
                            self.named.extend(outline.name.clone().map(|name| (name, id)));
                            self.outlines.insert(id, outline);
                        }
                    }
                    "num" => self.lists.extend(list.take()),
                    "lvl" => {
                        if let Some((at, level)) = level.take() {
                            match (&mut list, &mut outline) {
                                (Some((_, list)), _) => list.levels[at] = Some(level),
                                (None, Some((_, outline))) => outline.levels[at] = level,
                                (None, None) => {}
                            }
                        }
                    }
                    _ => {}
                },
                Node::Open(..) | Node::Close(..) | Node::Text(_) => {}
            }
        }
        Ok(())
    }

    fn read_styles(&mut self, xml: &str) -> Result<(), SheetError> {
        let mut nodes = Nodes::of(xml);
        let mut style: Option<(String, Style)> = None;
        while let Some(node) = nodes.next()? {
            match node {
                Node::Open(Of::Word, element) => match (element.name(), &mut style) {
                    ("style", _) => {
                        style = element.attribute("styleId").map(|id| (id, Style::default()));
                    }
                    ("basedOn", Some((_, style))) => style.base = element.value(),
                    ("numId", Some((_, style))) => style.listed.list = number(&element, "val"),
                    ("ilvl", Some((_, style))) => style.listed.level = Some(level_of(&element)),
                    _ => {}
                },
                Node::Close(Of::Word, name) if name == "style" => self.styles.extend(style.take()),
                Node::Open(..) | Node::Close(..) | Node::Text(_) => {}
            }
        }
        Ok(())
    }

    /// The label of the next paragraph, which counts it. `None` where there is no label to see.
    pub fn label(&mut self, own: Listed, style: Option<&str>) -> Option<String> {
        let styled = style.map(|style| self.styled(style)).unwrap_or_default();
        let number = own.list.or(styled.list).filter(|list| *list != 0)?;
        let list = self.lists.get(&number)?.clone();
        let outline_id = self.linked(list.outline);
        let outline = self.outlines.get(&outline_id)?;
        let by_style = style
            .and_then(|style| outline.levels.iter().position(|level| level.style.as_deref() == Some(style)));
        let at = own.level.or(by_style.filter(|_| own.list.is_none())).or(styled.level).unwrap_or(0);
        let levels: [Level; LEVELS] =
            std::array::from_fn(|at| list.levels[at].as_ref().unwrap_or(&outline.levels[at]).clone());
        let counts = self.counts.entry(outline_id).or_default();
        if !list.used {
            for (count, start) in counts.iter_mut().zip(list.starts) {
                *count = start.map_or(*count, |start| start.checked_sub(1));
            }
        }
        counts[at] = Some(counts[at].map_or(levels[at].start, |count| count.saturating_add(1)));
        counts[at + 1..].fill(None);
        let shown = std::array::from_fn(|level| counts[level].unwrap_or(levels[level].start));
        if let Some(list) = self.lists.get_mut(&number) {
            list.used = true;
        }
        written(&levels, at, shown)
    }

    /// What a style says about lists, or the styles that it is based on.
    fn styled(&self, style: &str) -> Listed {
        let mut listed = Listed::default();
        let mut next = Some(style);
        for _ in 0..20 {
            let Some(style) = next.and_then(|style| self.styles.get(style)) else { break };
            listed.list = listed.list.or(style.listed.list);
            listed.level = listed.level.or(style.listed.level);
            next = style.base.as_deref();
        }
        listed
    }

    fn linked(&self, outline: u32) -> u32 {
        let link = self.outlines.get(&outline).and_then(|outline| outline.linked.as_ref());
        link.and_then(|name| self.named.get(name)).copied().unwrap_or(outline)
    }
}

fn number(element: &Element, attribute: &str) -> Option<u32> {
    element.attribute(attribute)?.parse().ok()
}

fn at_level(element: &Element) -> usize {
    number(element, "ilvl").map_or(0, |level| (level as usize).min(LEVELS - 1))
}

/// The level in `<w:ilvl w:val="…"/>`.
pub fn level_of(element: &Element) -> usize {
    number(element, "val").map_or(0, |level| (level as usize).min(LEVELS - 1))
}

/// The list in `<w:numId w:val="…"/>`.
pub fn list_of(element: &Element) -> Option<u32> {
    number(element, "val")
}

fn written(levels: &[Level; LEVELS], at: usize, counts: [u32; LEVELS]) -> Option<String> {
    let level = &levels[at];
    if matches!(level.format.as_str(), "none" | "bullet") || level.text.chars().count() > LABEL_LIMIT {
        return None;
    }
    let mut label = level.text.clone();
    for (index, count) in counts.iter().enumerate().take(at + 1) {
        let place = format!("%{}", index + 1);
        if label.contains(&place) {
            label = label.replace(&place, &formatted(*count, &levels[index].format)?);
        }
    }
    (!label.is_empty() && label.chars().count() <= LABEL_LIMIT).then_some(label)
}

/// A number as Word writes it, `None` in a format that we do not know.
fn formatted(number: u32, format: &str) -> Option<String> {
    let of = |signs: &str| {
        let at = (number as usize).checked_sub(1)?;
        signs.chars().nth(at).map(String::from)
    };
    Some(match format {
        "" | "decimal" | "decimalHalfWidth" | "decimalFullWidth" | "decimalFullWidth2" => number.to_string(),
        "decimalZero" => format!("{number:02}"),
        "decimalEnclosedFullstop" => format!("{number}."),
        "decimalEnclosedParen" => format!("({number})"),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => {
            of("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳").unwrap_or_else(|| number.to_string())
        }
        "upperLetter" => letters(number, 'A')?,
        "lowerLetter" => letters(number, 'a')?,
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "ideographDigital"
        | "chineseLegalSimplified" => chinese(number),
        "ideographTraditional" => of("甲乙丙丁戊己庚辛壬癸")?,
        "ideographZodiac" => of("子丑寅卯辰巳午未申酉戌亥")?,
        _ => return None,
    })
}

/// `A` … `Z`, `AA`, `BB`.
fn letters(number: u32, first: char) -> Option<String> {
    let at = number.checked_sub(1)?;
    let letter = char::from_u32(u32::from(first) + at % 26)?;
    Some(std::iter::repeat_n(letter, (at as usize / 26 + 1).min(LABEL_LIMIT)).collect())
}

fn roman(number: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut left = number.min(3_999);
    let mut written = String::new();
    for (value, sign) in SIGNS {
        while left >= value {
            written.push_str(sign);
            left -= value;
        }
    }
    written
}

/// `一` … `十`, `十一`, `一百零五`.
fn chinese(number: u32) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    if number == 0 || number > 9_999 {
        return number.to_string();
    }
    let mut written = String::new();
    let mut skipped = false;
    for (value, unit) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = (number / value % 10) as usize;
        if digit == 0 {
            skipped |= !written.is_empty();
            continue;
        }
        if std::mem::take(&mut skipped) {
            written.push_str(DIGITS[0]);
        }
        if !(value == 10 && digit == 1 && written.is_empty()) {
            written.push_str(DIGITS[digit]);
        }
        written.push_str(unit);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_word_writes_them() {
        for (number, format, expected) in [
            (3, "decimal", "3"),
            (2, "upperLetter", "B"),
            (28, "lowerLetter", "bb"),
            (14, "lowerRoman", "xiv"),
            (1, "chineseCounting", "一"),
            (12, "chineseCountingThousand", "十二"),
            (105, "chineseCounting", "一百零五"),
            (110, "chineseCounting", "一百一十"),
            (3, "decimalEnclosedCircle", "③"),
            (2, "ideographTraditional", "乙"),
        ] {
            assert_eq!(formatted(number, format).as_deref(), Some(expected), "{format}");
        }
        assert_eq!(formatted(1, "hebrew1"), None);
    }
}
