//! What a worksheet says about its rows and columns besides their values, which calamine does not tell.

use std::{
    collections::HashMap,
    io::{BufReader, Read as _},
    ops::RangeInclusive,
};

use domain::bank::import::table::Area;
use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

use super::{Limits, Measure, SheetError, broken, kind::Archive};
use crate::media;

/// Hidden rows and columns, merged areas and pictures of one worksheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Row numbers, counted from 1.
    pub hidden_rows: Vec<u32>,
    /// Columns, counted from 0.
    pub hidden_columns: Vec<RangeInclusive<usize>>,
    pub merged: Vec<Area>,
    pub pictures: Vec<Floating>,
}

/// A picture that floats over a worksheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Floating {
    /// The row where it begins, counted from 1.
    pub row: u32,
    /// The column where it begins, counted from 0.
    pub column: usize,
    /// Where its file lies in the archive, if the drawing says so.
    pub file: Option<String>,
    /// What it shows, as somebody has written.
    pub alt: String,
}

/// No worksheet has more rows or columns; who says otherwise only wants us to remember them.
const ROWS: u32 = 1 << 20;
const COLUMNS: usize = 1 << 14;

/// Finds the worksheets of an .xlsx and what each of them hides, merges and shows.
pub struct Layouts<'a> {
    archive: Archive<'a>,
    /// Where each worksheet lies in the archive, by its name.
    parts: HashMap<String, String>,
    limits: Limits,
}

impl<'a> Layouts<'a> {
    pub fn of(mut archive: Archive<'a>, limits: Limits) -> Result<Self, SheetError> {
        let mut workbook = "xl/workbook.xml".to_owned();
        if let Some(main) = targets(&mut archive, "_rels/.rels")?.main {
            workbook = main.trim_start_matches('/').to_owned();
        }
        let (folder, file) = workbook.rsplit_once('/').unwrap_or(("", &workbook));
        let targets = targets(&mut archive, &format!("{folder}/_rels/{file}.rels"))?.by_id;
        let mut parts = HashMap::new();
        each_element(&mut archive, &workbook, |element| {
            if element.local_name().into_inner() == "sheet"
                && let (Some(name), Some(id)) = (attribute(element, "name"), attribute(element, "id"))
                && let Some(target) = targets.get(&id)
            {
                let part = match target.strip_prefix('/') {
                    Some(part) => part.to_owned(),
                    None => format!("{folder}/{target}"),
                };
                parts.entry(name).or_insert(part);
            }
            Ok(())
        })?;
        Ok(Self { archive, parts, limits })
    }

    /// What the worksheet with this name hides, merges and shows.
    pub fn read(&mut self, sheet: &str) -> Result<Layout, SheetError> {
        let part = self.parts.get(sheet).ok_or_else(|| broken("a worksheet without a place"))?.clone();
        let mut layout = Layout::default();
        let mut row = 0;
        let mut left = self.limits.cells;
        let mut drawings = Vec::new();
        let found = each_element(&mut self.archive, &part, |element| {
            match element.local_name().into_inner() {
                "row" => {
                    let number = attribute(element, "r").and_then(|number| number.parse().ok());
                    row = number.unwrap_or_else(|| u32::saturating_add(row, 1));
                    if row <= ROWS && is_hidden(element, "ht") {
                        layout.hidden_rows.push(row);
                    }
                }
                "col" if is_hidden(element, "width") => {
                    let at = |name| attribute(element, name).and_then(|at| at.parse::<usize>().ok());
                    if let (Some(first @ 1..), Some(last)) = (at("min"), at("max")) {
                        layout.hidden_columns.push(first - 1..=last.min(COLUMNS).saturating_sub(1));
                    }
                }
                "mergeCell" => {
                    let over = SheetError::Bomb { what: Measure::Cells, limit: self.limits.cells };
                    left = left.checked_sub(1).ok_or(over)?;
                    layout.merged.extend(attribute(element, "ref").and_then(|text| area(&text)));
                }
                "drawing" => drawings.extend(attribute(element, "id")),
                _ => {}
            }
            Ok(())
        })?;
        for drawing in drawings {
            self.pictures(&part, &drawing, &mut layout)?;
        }
        layout.hidden_rows.sort_unstable();
        if found { Ok(layout) } else { Err(broken("a worksheet is missing")) }
    }

    /// The bytes of a file in the archive, if they are not more than a question may show.
    pub fn file(&mut self, path: &str) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let entry = self.archive.by_name(path).ok()?;
        entry.take(media::FILE_LIMIT as u64 + 1).read_to_end(&mut bytes).ok()?;
        Some(bytes).filter(|bytes| bytes.len() <= media::FILE_LIMIT)
    }

    /// Adds where the pictures of a worksheet's drawing are anchored. Shapes are no pictures.
    fn pictures(&mut self, sheet: &str, drawing: &str, layout: &mut Layout) -> Result<(), SheetError> {
        let (folder, file) = sheet.rsplit_once('/').unwrap_or(("", sheet));
        let targets = targets(&mut self.archive, &format!("{folder}/_rels/{file}.rels"))?.by_id;
        let Some(target) = targets.get(drawing) else { return Ok(()) };
        let part = beside(folder, target);
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", &part));
        let files = self::targets(&mut self.archive, &format!("{folder}/_rels/{file}.rels"))?.by_id;
        let (mut name, mut row, mut column) = (String::new(), None, None);
        let mut alt = String::new();
        each_event(&mut self.archive, &part, |event| {
            match event {
                Event::Start(element) | Event::Empty(element) => {
                    element.local_name().into_inner().clone_into(&mut name);
                    match (name.as_str(), row) {
                        ("twoCellAnchor" | "oneCellAnchor" | "absoluteAnchor", _) => {
                            (row, column) = (None, None)
                        }
                        ("cNvPr", _) => alt = attribute(element, "descr").unwrap_or_default(),
                        ("blip", Some(row @ 0..ROWS)) => {
                            let file = attribute(element, "embed").and_then(|id| files.get(&id));
                            let file = file.map(|target| beside(folder, target));
                            let column = column.unwrap_or_default();
                            layout.pictures.push(Floating {
                                row: row + 1,
                                column,
                                file,
                                alt: std::mem::take(&mut alt),
                            });
                        }
                        _ => {}
                    }
                }
                // The corner where the picture begins is named before the one where it ends.
                Event::Text(text) if name == "col" => {
                    column = column.or_else(|| text.xml10_content().trim().parse().ok());
                }
                Event::Text(text) if name == "row" => {
                    row = row.or_else(|| text.xml10_content().trim().parse().ok());
                }
                _ => {}
            }
            Ok(())
        })?;
        Ok(())
    }
}

/// The path of a target that a part in `folder` names.
fn beside(folder: &str, target: &str) -> String {
    match (target.strip_prefix("../"), target.strip_prefix('/')) {
        (Some(beside), _) => format!("{}/{beside}", folder.rsplit_once('/').map_or("", |(above, _)| above)),
        (None, Some(whole)) => whole.to_owned(),
        (None, None) => format!("{folder}/{target}"),
    }
}

/// Rows and columns that are shrunk to nothing are as good as hidden.
fn is_hidden(element: &BytesStart, size: &str) -> bool {
    let nothing = |text: String| text.parse::<f64>().is_ok_and(|size| size == 0.0);
    attribute(element, "hidden").is_some_and(|value| matches!(value.as_str(), "1" | "true"))
        || attribute(element, size).is_some_and(nothing)
}

/// `B4:B9`; a single cell is no area.
fn area(text: &str) -> Option<Area> {
    let (first, last) = text.split_once(':')?;
    let (first_column, first_row) = corner(first)?;
    let (last_column, last_row) = corner(last)?;
    Some(Area { first_row, last_row, first_column, last_column })
}

/// The column, counted from 0, and the row, counted from 1, of `AB12`.
fn corner(text: &str) -> Option<(usize, u32)> {
    let end = text.find(|c: char| c.is_ascii_digit())?;
    let column = text[..end].bytes().try_fold(0_usize, |column, letter| {
        let letter = letter.to_ascii_uppercase().checked_sub(b'A').filter(|letter| *letter < 26)?;
        column.checked_mul(26)?.checked_add(usize::from(letter) + 1)
    })?;
    Some((column.checked_sub(1)?, text[end..].parse().ok()?))
}

/// Where the parts lie that another one refers to.
#[derive(Default)]
struct Targets {
    by_id: HashMap<String, String>,
    /// The document that the whole archive is about.
    main: Option<String>,
}

fn targets(archive: &mut Archive, relations: &str) -> Result<Targets, SheetError> {
    let mut targets = Targets::default();
    each_element(archive, relations, |element| {
        if element.local_name().into_inner() == "Relationship"
            && let Some(target) = attribute(element, "Target")
        {
            if attribute(element, "Type").is_some_and(|of| of.ends_with("/officeDocument")) {
                targets.main = Some(target.clone());
            }
            targets.by_id.extend(attribute(element, "Id").map(|id| (id, target)));
        }
        Ok(())
    })?;
    Ok(targets)
}

/// Shows every element of a part. `false` when there is no such part.
fn each_element(
    archive: &mut Archive,
    part: &str,
    mut show: impl FnMut(&BytesStart) -> Result<(), SheetError>,
) -> Result<bool, SheetError> {
    each_event(archive, part, |event| match event {
        Event::Start(element) | Event::Empty(element) => show(element),
        _ => Ok(()),
    })
}

/// Shows all that is in a part, in file order; the part is never in memory as a whole.
fn each_event(
    archive: &mut Archive,
    part: &str,
    mut show: impl FnMut(&Event) -> Result<(), SheetError>,
) -> Result<bool, SheetError> {
    // Some programs write names in another case, or with the slashes of Windows.
    let same = |name: &str| name.replace('\\', "/").eq_ignore_ascii_case(part.trim_start_matches('/'));
    let index = match archive.index_for_name(part) {
        Some(index) => Some(index),
        None => archive.file_names().position(|name| name.is_ok_and(|name| same(&name))),
    };
    let Some(index) = index else { return Ok(false) };
    let mut reader = Reader::from_reader(BufReader::new(archive.by_index(index).map_err(broken)?));
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(broken)? {
            Event::Eof => return Ok(true),
            event => show(&event)?,
        }
    }
}

/// An attribute by its local name.
fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let mut known = attributes.with_checks(false).flatten();
    let found = known.find(|attribute| attribute.key.local_name().into_inner() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_read_by_their_corners() {
        let found = Area { first_row: 4, last_row: 9, first_column: 1, last_column: 27 };
        assert_eq!(area("B4:AB9"), Some(found));
        for odd in ["B4", "B:C", "4:9", "B4:", "1B:2C", "ZZZZZZZZZZZZZZZZZZZZ1:A1"] {
            assert_eq!(area(odd), None, "{odd}");
        }
    }
}
