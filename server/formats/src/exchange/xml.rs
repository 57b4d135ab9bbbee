//! XML as a tree, within limits and without document types.
//!
//! A document type can declare entities that multiply without bound or fetch files of this machine, and
//! no question needs one: it is refused, and so is every entity but the five of XML itself and numbers.

use std::ops::Range;

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

use crate::sheet::{Measure, SheetError, broken};

/// Elements inside each other. Real files have about twenty; the tree is walked by recursion.
const DEPTH: usize = 100;

/// Elements, attributes and texts together. A bank of 10,000 questions has about 500,000.
const ELEMENTS: usize = 2_000_000;

/// Attributes of one element.
const ATTRIBUTES: usize = 200;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Element {
    /// Without its prefix.
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub nodes: Vec<Node>,
    /// Where it stands in the text.
    pub span: Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn children(&self) -> impl Iterator<Item = &Element> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children().find(|child| child.name == name)
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children().filter(move |child| child.name == name)
    }

    /// All texts inside, one behind the other.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.add_text(&mut text);
        text
    }

    fn add_text(&self, out: &mut String) {
        for node in &self.nodes {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) => element.add_text(out),
            }
        }
    }

    /// This element and all inside it, in the order of the document.
    pub fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Element)) {
        see(self);
        self.children().for_each(|child| child.visit(see));
    }
}

/// The name of the outermost element, also behind a document type, so that the reader can refuse it.
pub fn root(text: &str) -> Option<&str> {
    let mut rest = text;
    for _ in 0..100 {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        rest = if let Some(comment) = rest.strip_prefix("<!--") {
            &comment[comment.find("-->")? + 3..]
        } else if let Some(processing) = rest.strip_prefix("<?") {
            &processing[processing.find("?>")? + 2..]
        } else if rest.starts_with("<!DOCTYPE") {
            let (bracket, end) = (rest.find('['), rest.find('>')?);
            match bracket.filter(|bracket| *bracket < end) {
                Some(_) => {
                    let close = rest.find("]>").or_else(|| rest.find("] >"))?;
                    rest[close..].split_once('>')?.1
                }
                None => &rest[end + 1..],
            }
        } else {
            let name = rest.strip_prefix('<')?;
            let end = name.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))?;
            return name[..end].rsplit(':').next();
        };
    }
    None
}

/// Reads a document.
pub fn parse(text: &str) -> Result<Element, SheetError> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    let mut budget = Budget { elements: ELEMENTS };
    loop {
        let before = position(&reader);
        let event = reader.read_event().map_err(broken)?;
        match event {
            Event::Start(start) => {
                if open.len() >= DEPTH {
                    return Err(SheetError::Bomb { what: Measure::Depth, limit: DEPTH });
                }
                open.push(element(&start, before, &mut budget)?);
            }
            Event::Empty(start) => {
                let mut element = element(&start, before, &mut budget)?;
                element.span.end = position(&reader);
                close(element, &mut open, &mut root)?;
            }
            Event::End(_) => {
                let mut element = open.pop().ok_or_else(|| broken("an element is closed twice"))?;
                element.span.end = position(&reader);
                close(element, &mut open, &mut root)?;
            }
            Event::Text(text) => add_text(&mut open, &text.xml10_content(), &mut budget)?,
            Event::CData(text) => add_text(&mut open, &text.xml10_content(), &mut budget)?,
            Event::GeneralRef(reference) => {
                let c = match reference.resolve_char_ref().map_err(broken)? {
                    Some(c) => Some(c),
                    None => predefined(&reference),
                };
                let c = c.ok_or_else(|| broken(format!("unknown entity {}", &*reference)))?;
                add_text(&mut open, c.encode_utf8(&mut [0; 4]), &mut budget)?;
            }
            Event::DocType(_) => return Err(SheetError::DocumentType),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    if !open.is_empty() {
        return Err(broken("an element is not closed"));
    }
    root.ok_or_else(|| broken("no element"))
}

struct Budget {
    elements: usize,
}

impl Budget {
    fn element(&mut self) -> Result<(), SheetError> {
        let over = SheetError::Bomb { what: Measure::Elements, limit: ELEMENTS };
        self.elements = self.elements.checked_sub(1).ok_or(over)?;
        Ok(())
    }
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn predefined(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

fn element(start: &BytesStart<'_>, at: usize, budget: &mut Budget) -> Result<Element, SheetError> {
    budget.element()?;
    let mut attributes: Vec<(String, String)> = Vec::new();
    // Its own check for names that occur twice compares each with all before it.
    let mut found = start.attributes();
    for attribute in found.with_checks(false) {
        budget.element()?;
        if attributes.len() >= ATTRIBUTES {
            return Err(SheetError::Bomb { what: Measure::Elements, limit: ATTRIBUTES });
        }
        let attribute = attribute.map_err(broken)?;
        let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(broken)?;
        let name = attribute.key.local_name().as_ref().to_owned();
        if !attributes.iter().any(|(known, _)| *known == name) {
            attributes.push((name, value.into_owned()));
        }
    }
    let name = start.local_name().as_ref().to_owned();
    Ok(Element { name, attributes, nodes: Vec::new(), span: at..at })
}

fn close(element: Element, open: &mut [Element], root: &mut Option<Element>) -> Result<(), SheetError> {
    match open.last_mut() {
        Some(parent) => parent.nodes.push(Node::Element(element)),
        None if root.is_some() => return Err(broken("two outermost elements")),
        None => *root = Some(element),
    }
    Ok(())
}

fn add_text(open: &mut [Element], text: &str, budget: &mut Budget) -> Result<(), SheetError> {
    let Some(parent) = open.last_mut() else {
        // Outside of the outermost element only white space may stand.
        return if text.trim().is_empty() { Ok(()) } else { Err(broken("text outside of the document")) };
    };
    if let Some(Node::Text(before)) = parent.nodes.last_mut() {
        before.push_str(text);
        return Ok(());
    }
    budget.element()?;
    parent.nodes.push(Node::Text(text.to_owned()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Element, SheetError> {
        parse(text)
    }

    #[test]
    fn a_document_becomes_a_tree() {
        let text = "<?xml version=\"1.0\"?><q:quiz a='1 &amp; 2'><!-- x --><b>一&lt;<![CDATA[<二>]]>&#x4e09;</b><c/></q:quiz>";
        let quiz = read(text).unwrap();
        assert_eq!((quiz.name.as_str(), quiz.attribute("a")), ("quiz", Some("1 & 2")));
        let b = quiz.child("b").unwrap();
        assert_eq!(b.text(), "一<<二>三");
        assert!(text[b.span.clone()].starts_with("<b>") && text[b.span.clone()].ends_with("</b>"));
        assert_eq!(root("<?xml?><!-- <x> --><!DOCTYPE a [<!ENTITY b \"c\">]>\n<quiz>"), Some("quiz"));
    }

    #[test]
    fn documents_made_to_hurt_are_refused_by_name() {
        let laughs = "<!DOCTYPE quiz [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><quiz>&b;</quiz>";
        assert_eq!(read(laughs), Err(SheetError::DocumentType));
        let outside = "<!DOCTYPE quiz SYSTEM \"file:///etc/passwd\"><quiz/>";
        assert_eq!(read(outside), Err(SheetError::DocumentType));
        let deep = "<a>".repeat(10_000);
        assert_eq!(read(&deep), Err(SheetError::Bomb { what: Measure::Depth, limit: DEPTH }));
        let many = format!("<a>{}</a>", "<b/>".repeat(ELEMENTS));
        assert_eq!(read(&many), Err(SheetError::Bomb { what: Measure::Elements, limit: ELEMENTS }));
        for torn in ["<a>", "<a></b>", "<a>&later;</a>", "<a x=&y;/>", "", "<a/><b/>", "</a>", "<a x='&b;'/>"]
        {
            assert!(matches!(read(torn), Err(SheetError::Broken { .. })), "{torn}");
        }
    }
}
