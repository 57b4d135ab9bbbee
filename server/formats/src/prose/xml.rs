//! XML as Word writes it, and nothing more: no document types, no entities of its own, no endless depth.

use quick_xml::{
    NsReader, XmlVersion,
    events::{BytesStart, Event},
    name::{Namespace, ResolveResult},
};

use crate::sheet::{SheetError, broken};

/// Whose element it is; what is not told apart here is found by its local name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Word,
    Math,
    Compatibility,
    Other,
}

pub enum Node<'x> {
    Open(Of, Element<'x>),
    /// The end of an element; those without content have one too.
    Close(Of, String),
    Text(String),
}

pub struct Element<'x>(BytesStart<'x>);

impl Element<'_> {
    pub fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// An attribute by its local name.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let mut known = attributes.with_checks(false).flatten();
        let found = known.find(|attribute| attribute.key.local_name().into_inner() == name)?;
        found.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
    }

    /// `w:val`, the usual attribute.
    pub fn value(&self) -> Option<String> {
        self.attribute("val")
    }

    /// A switch is on when it stands there, unless its value says no.
    pub fn is_on(&self) -> bool {
        self.value().is_none_or(|value| !matches!(value.as_str(), "0" | "false" | "off"))
    }
}

pub struct Nodes<'x> {
    reader: NsReader<&'x [u8]>,
    depth: usize,
}

/// Tables in tables in text boxes go some forty deep.
const DEPTH: usize = 256;

impl<'x> Nodes<'x> {
    pub fn of(text: &'x str) -> Self {
        let mut reader = NsReader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, depth: 0 }
    }

    pub fn next(&mut self) -> Result<Option<Node<'x>>, SheetError> {
        loop {
            let (space, event) = self.reader.read_resolved_event().map_err(broken)?;
            let of = of(&space);
            let node = match event {
                Event::Start(start) | Event::Empty(start) => {
                    self.depth += 1;
                    if self.depth > DEPTH {
                        return Err(broken("elements are nested too deeply"));
                    }
                    Node::Open(of, Element(start))
                }
                Event::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    Node::Close(of, end.local_name().into_inner().to_owned())
                }
                Event::Text(text) => Node::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Node::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(reference) => {
                    let char = match reference.resolve_char_ref().map_err(broken)? {
                        Some(char) => char,
                        None => match &*reference.into_inner() {
                            "amp" => '&',
                            "lt" => '<',
                            "gt" => '>',
                            "quot" => '"',
                            "apos" => '\'',
                            _ => return Err(broken("an entity that XML does not know")),
                        },
                    };
                    Node::Text(char.into())
                }
                Event::DocType(_) => return Err(broken("a document type has no place here")),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
                Event::Eof => return Ok(None),
            };
            return Ok(Some(node));
        }
    }
}

fn of(space: &ResolveResult) -> Of {
    let ResolveResult::Bound(Namespace(name)) = space else { return Of::Other };
    match *name {
        name if name.ends_with("/wordprocessingml/2006/main") || name.ends_with("/wordprocessingml/main") => {
            Of::Word
        }
        name if name.ends_with("/math") => Of::Math,
        name if name.contains("/markup-compatibility/") => Of::Compatibility,
        _ => Of::Other,
    }
}
