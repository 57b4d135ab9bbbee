//! .docx: the parts of the archive that hold text. Headers, footers, notes and comments do not.

use std::io::{Cursor, Read};

use domain::bank::import::prose::Prose;

use super::{document, numbering::Numbering, xml};
use crate::sheet::{Limits, SheetError, broken};

type Archive<'a> = zip::ZipArchive<Cursor<&'a [u8]>>;

/// Reads a document whose archive has been measured.
pub fn read(bytes: &[u8], limits: Limits) -> Result<Prose, SheetError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let body = main_part(&mut archive, limits)?;
    let folder = body.rfind('/').map_or("", |end| &body[..=end]).to_owned();
    let document =
        part(&mut archive, &body, limits)?.ok_or_else(|| broken("the document's text is missing"))?;
    let numbering = part(&mut archive, &format!("{folder}numbering.xml"), limits)?;
    let styles = part(&mut archive, &format!("{folder}styles.xml"), limits)?;
    let numbering = Numbering::read(numbering.as_deref(), styles.as_deref())?;
    document::read(&document, numbering, limits)
}

/// The name of the part with the text: nearly always `word/document.xml`, but some programs count it.
fn main_part(archive: &mut Archive, limits: Limits) -> Result<String, SheetError> {
    const USUAL: &str = "word/document.xml";
    let Some(relations) = part(archive, "_rels/.rels", limits)? else { return Ok(USUAL.into()) };
    let mut nodes = xml::Nodes::of(&relations);
    while let Some(node) = nodes.next()? {
        if let xml::Node::Open(_, element) = node
            && element.name() == "Relationship"
            && element.attribute("Type").is_some_and(|of| of.ends_with("/officeDocument"))
            && let Some(target) = element.attribute("Target")
        {
            return Ok(target.trim_start_matches('/').to_owned());
        }
    }
    Ok(USUAL.into())
}

fn part(archive: &mut Archive, name: &str, limits: Limits) -> Result<Option<String>, SheetError> {
    let Some(index) = archive.index_for_name(name) else { return Ok(None) };
    let mut text = Vec::new();
    let entry = archive.by_index(index).map_err(broken)?;
    entry.take(limits.inflated as u64).read_to_end(&mut text).map_err(broken)?;
    let text = String::from_utf8(text).map_err(broken)?;
    Ok(Some(text.trim_start_matches('\u{feff}').to_owned()))
}
