//! `word/document.xml`: paragraphs, tables and text boxes, in the order in which they are read.

use std::collections::HashMap;

use domain::bank::import::{
    header,
    prose::{Oddity, Prose},
    table::{Area, Cell, Row, Sheet},
};

use super::{
    lines::{Lines, Raw},
    math::Formula,
    numbering::{self, Listed, Numbering},
    script::{self, Script},
    xml::{Element, Node, Nodes, Of},
};
use crate::sheet::{Limits, LooksLike, SheetError};

/// Reads the body of a document.
pub fn read(xml: &str, numbering: Numbering, limits: Limits) -> Result<Prose, SheetError> {
    let mut document = Document {
        numbering,
        lines: Lines::new(limits),
        paragraphs: Vec::new(),
        tables: Vec::new(),
        rows: 0,
        formula: None,
        skipped: 0,
        shapes: Vec::new(),
        field: String::new(),
    };
    let mut nodes = Nodes::of(xml);
    while let Some(node) = nodes.next()? {
        match node {
            Node::Open(of, element) => document.open(of, &element)?,
            Node::Close(of, name) => document.close(of, &name)?,
            Node::Text(text) => document.text(&text),
        }
    }
    Ok(document.lines.done(true))
}

struct Document {
    numbering: Numbering,
    lines: Lines,
    /// The open paragraphs: text boxes have their own inside another.
    paragraphs: Vec<Paragraph>,
    tables: Vec<Table>,
    /// Rows of tables so far.
    rows: u32,
    formula: Option<Formula>,
    /// How many elements are open inside one that is left out, with itself.
    skipped: usize,
    shapes: Vec<Shape>,
    /// The instruction of a field, which is not shown.
    field: String,
}

#[derive(Default)]
struct Paragraph {
    lines: Vec<Raw>,
    listed: Listed,
    style: Option<String>,
    /// Inside `pPr`, where a tab is a tab stop.
    properties: bool,
    in_text: bool,
    /// Inside the instruction of a field.
    in_field: bool,
    script: Script,
    hidden: bool,
    /// Blanks with a line below them are the place of an answer.
    underlined: bool,
    /// The run is bold or red, and so was the one before.
    emphasised: bool,
    emphasis_goes_on: bool,
    /// Lines of the text boxes that are anchored here.
    boxed: Vec<Raw>,
}

/// A drawing: a picture, unless it only frames text.
#[derive(Default)]
struct Shape {
    picture: bool,
    text: bool,
    /// A horizontal line between paragraphs.
    rule: bool,
}

#[derive(Default)]
struct Table {
    rows: Vec<Vec<CellOf>>,
}

#[derive(Default)]
struct CellOf {
    lines: Vec<Raw>,
    span: usize,
    /// It continues the cell above.
    merged: bool,
}

/// Elements of Word that are left out with all that is in them: what has been deleted or moved
/// away, instructions, old properties, and the pronunciation above characters.
const LEFT_OUT: [&str; 9] = [
    "del",
    "moveFrom",
    "delText",
    "delInstrText",
    "pPrChange",
    "rPrChange",
    "rt",
    "sectPr",
    "numberingChange",
];

impl Document {
    fn open(&mut self, of: Of, element: &Element) -> Result<(), SheetError> {
        let name = element.name();
        let left_out = match of {
            Of::Word => LEFT_OUT.contains(&name),
            Of::Compatibility => name == "Fallback",
            Of::Math | Of::Other => false,
        };
        if self.skipped > 0 || left_out {
            self.skipped += 1;
            return Ok(());
        }
        if let Some(formula) = &mut self.formula {
            if of == Of::Math {
                formula.open(element);
            }
            return Ok(());
        }
        match of {
            Of::Word => self.open_word(element)?,
            Of::Math if name == "oMath" => {
                let mut formula = Formula::default();
                formula.open(element);
                self.formula = Some(formula);
            }
            Of::Other => self.open_drawn(element),
            Of::Math | Of::Compatibility => {}
        }
        Ok(())
    }

    fn open_word(&mut self, element: &Element) -> Result<(), SheetError> {
        if matches!(element.name(), "p" | "br" | "cr" | "tbl" | "tr" | "tc") {
            self.lines.spend()?;
        }
        match element.name() {
            "p" => self.paragraphs.push(Paragraph { lines: vec![Raw::default()], ..Paragraph::default() }),
            "tbl" => self.tables.push(Table::default()),
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.rows.push(Vec::new());
                }
            }
            "tc" => {
                if let Some(row) = self.tables.last_mut().and_then(|table| table.rows.last_mut()) {
                    row.push(CellOf { span: 1, ..CellOf::default() });
                }
            }
            "gridSpan" => {
                const WIDEST: usize = 16;
                let span = element.value().and_then(|value| value.parse().ok()).unwrap_or(1);
                if let Some(cell) = self.cell() {
                    cell.span = usize::clamp(span, 1, WIDEST);
                }
            }
            "vMerge" => {
                let goes_on = element.value().is_none_or(|value| value == "continue");
                if let Some(cell) = self.cell() {
                    cell.merged = goes_on;
                }
            }
            "txbxContent" => {
                if let Some(shape) = self.shapes.last_mut() {
                    shape.text = true;
                }
            }
            "drawing" | "pict" => self.shapes.push(Shape::default()),
            "object" => {
                self.odd(Oddity::Unreadable);
                self.skipped = 1;
            }
            "altChunk" => return Err(SheetError::NotASheet { looks_like: LooksLike::WordWithWebPage }),
            _ => self.open_in_paragraph(element),
        }
        Ok(())
    }

    fn open_in_paragraph(&mut self, element: &Element) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        match (element.name(), paragraph.properties) {
            ("pPr", _) => paragraph.properties = true,
            ("pStyle", true) => paragraph.style = element.value(),
            ("numId", true) => paragraph.listed.list = numbering::list_of(element),
            ("ilvl", true) => paragraph.listed.level = Some(numbering::level_of(element)),
            ("r", _) => {
                (paragraph.script, paragraph.hidden, paragraph.underlined) = (Script::Plain, false, false);
                paragraph.emphasised = false;
            }
            ("b", false) => paragraph.emphasised |= element.is_on(),
            ("color", false) => paragraph.emphasised |= element.value().is_some_and(|value| is_red(&value)),
            ("u", false) => paragraph.underlined = element.value().is_some_and(|value| value != "none"),
            ("vertAlign", false) => {
                paragraph.script = match element.value().as_deref() {
                    Some("superscript") => Script::Raised,
                    Some("subscript") => Script::Lowered,
                    _ => Script::Plain,
                };
            }
            ("vanish", false) => paragraph.hidden = element.is_on(),
            ("t", false) => paragraph.in_text = true,
            ("instrText", false) => paragraph.in_field = true,
            ("tab" | "ptab", false) => paragraph.push("\t"),
            ("br" | "cr", false) => paragraph.lines.push(Raw { soft: true, ..Raw::default() }),
            ("noBreakHyphen", false) => paragraph.push("-"),
            ("sym", false) => {
                let code = element.attribute("char").and_then(|code| u32::from_str_radix(&code, 16).ok());
                let font = element.attribute("font").unwrap_or_default();
                match code.and_then(|code| symbol(&font, code)) {
                    Some(sign) => paragraph.push(sign),
                    None => paragraph.odd(Oddity::Unreadable),
                }
            }
            _ => {}
        }
    }

    /// Drawings and pictures, of whatever namespace.
    fn open_drawn(&mut self, element: &Element) {
        let Some(shape) = self.shapes.last_mut() else { return };
        match element.name() {
            "pic" | "blip" | "imagedata" | "chart" | "relIds" => shape.picture = true,
            "rect" if element.attribute("hr").is_some() => shape.rule = true,
            _ => {}
        }
    }

    fn close(&mut self, of: Of, name: &str) -> Result<(), SheetError> {
        if self.skipped > 0 {
            self.skipped -= 1;
            return Ok(());
        }
        if let Some(formula) = &mut self.formula {
            if of == Of::Math
                && let Some(line) = formula.close()
            {
                let (flattened, unreadable) = (formula.flattened, formula.unreadable);
                self.formula = None;
                self.formula_read(&line, flattened, unreadable);
            }
            return Ok(());
        }
        if of != Of::Word {
            return Ok(());
        }
        match name {
            "p" => self.paragraph_ends()?,
            "tbl" => self.table_ends()?,
            "drawing" | "pict" => {
                if let Some(shape) = self.shapes.pop()
                    && (shape.picture || !shape.text && !shape.rule)
                {
                    self.odd(Oddity::Picture);
                }
            }
            "pPr" | "t" | "instrText" => self.close_in_paragraph(name),
            _ => {}
        }
        Ok(())
    }

    fn close_in_paragraph(&mut self, name: &str) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        match name {
            "pPr" => paragraph.properties = false,
            "t" => paragraph.in_text = false,
            _ => {
                paragraph.in_field = false;
                // Fractions and circled signs that are drawn by the instruction itself.
                if self.field.trim_start().to_ascii_lowercase().starts_with("eq ") {
                    paragraph.odd(Oddity::Unreadable);
                }
                self.field.clear();
            }
        }
    }

    fn text(&mut self, text: &str) {
        if self.skipped > 0 {
            return;
        }
        if let Some(formula) = &mut self.formula {
            return formula.text(text);
        }
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        if paragraph.in_field {
            self.field.push_str(text);
        } else if paragraph.in_text {
            if paragraph.underlined && !text.is_empty() && text.chars().all(char::is_whitespace) {
                return paragraph.push("____");
            }
            let (written, complete) = script::write(text, paragraph.script);
            paragraph.push(&written);
            paragraph.emphasise(&written);
            if !complete && !paragraph.hidden {
                paragraph.odd(Oddity::ScriptLost);
            }
        }
    }

    fn formula_read(&mut self, line: &str, flattened: bool, unreadable: bool) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        paragraph.hidden = false;
        paragraph.push(line);
        if unreadable {
            paragraph.odd(Oddity::Unreadable);
        } else if flattened {
            paragraph.odd(Oddity::Flattened);
        }
    }

    fn odd(&mut self, oddity: Oddity) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.odd(oddity);
        }
    }

    fn cell(&mut self) -> Option<&mut CellOf> {
        self.tables.last_mut()?.rows.last_mut()?.last_mut()
    }

    fn paragraph_ends(&mut self) -> Result<(), SheetError> {
        let Some(mut paragraph) = self.paragraphs.pop() else { return Ok(()) };
        if let Some(label) = self.numbering.label(paragraph.listed, paragraph.style.as_deref())
            && let Some(first) = paragraph.lines.first_mut()
            && !first.text.trim().is_empty()
        {
            first.text = format!("{label}\t{}", first.text);
        }
        let found = paragraph.lines.into_iter().chain(paragraph.boxed);
        if let Some(outer) = self.paragraphs.last_mut() {
            outer.boxed.extend(found);
        } else if let Some(cell) = self.cell() {
            cell.lines.extend(found);
        } else {
            for line in found {
                self.lines.add(line, None)?;
            }
        }
        Ok(())
    }

    fn table_ends(&mut self) -> Result<(), SheetError> {
        let Some(table) = self.tables.pop() else { return Ok(()) };
        if let Some(outer) = self.cell() {
            outer.lines.extend(table.rows.into_iter().flatten().flat_map(|cell| cell.lines));
            return Ok(());
        }
        let mut sheet = sheet(&table);
        if header::find(&sheet).is_none() {
            for row in table.rows {
                self.rows += 1;
                for line in row.into_iter().flat_map(|cell| cell.lines) {
                    self.lines.add(line, Some(self.rows))?;
                }
            }
            return Ok(());
        }
        // Rows are called by the number of their first line, so that they are found in the document.
        let mut numbers = Vec::new();
        for row in &table.rows {
            let mut first = None;
            for line in row.iter().flat_map(|cell| &cell.lines) {
                let number = self.lines.number(line.text.len())?;
                first.get_or_insert(number);
            }
            numbers.push(match first {
                Some(first) => first,
                None => self.lines.number(0)?,
            });
        }
        let of = |row: u32| numbers.get(row as usize - 1).copied().unwrap_or(row);
        for row in &mut sheet.rows {
            row.number = of(row.number);
        }
        for area in &mut sheet.merged {
            (area.first_row, area.last_row) = (of(area.first_row), of(area.last_row));
        }
        self.lines.table(sheet);
        Ok(())
    }
}

impl Paragraph {
    fn push(&mut self, text: &str) {
        if let Some(line) = self.lines.last_mut().filter(|_| !self.hidden) {
            line.text.push_str(text);
        }
    }

    /// Remembers a piece of text by its look; runs that look alike are one piece.
    fn emphasise(&mut self, text: &str) {
        let goes_on = std::mem::replace(&mut self.emphasis_goes_on, self.emphasised);
        let Some(line) = self.lines.last_mut().filter(|_| self.emphasised && !self.hidden) else { return };
        match line.emphasised.last_mut().filter(|_| goes_on) {
            Some(piece) => piece.push_str(text),
            None => line.emphasised.push(text.to_owned()),
        }
    }

    fn odd(&mut self, oddity: Oddity) {
        if let Some(line) = self.lines.last_mut()
            && !line.oddities.contains(&oddity)
        {
            line.oddities.push(oddity);
        }
    }
}

/// A table as a sheet, with row numbers from 1.
fn sheet(table: &Table) -> Sheet {
    let mut sheet = Sheet::default();
    // The merged area that reaches down to the row above, by its column.
    let mut open: HashMap<usize, usize> = HashMap::new();
    for (number, row) in (1..).zip(&table.rows) {
        let mut cells = Vec::new();
        let mut still_open = HashMap::new();
        for cell in row {
            let column = cells.len();
            if cell.merged && number > 1 {
                let area = open.get(&column).copied().unwrap_or_else(|| {
                    sheet.merged.push(Area {
                        first_row: number - 1,
                        last_row: number,
                        first_column: column,
                        last_column: column,
                    });
                    sheet.merged.len() - 1
                });
                sheet.merged[area].last_row = number;
                still_open.insert(column, area);
            }
            cells.push(cell.content());
            cells.resize(column + cell.span, Cell::Empty);
        }
        open = still_open;
        sheet.rows.push(Row { number, cells, ..Row::default() });
    }
    sheet
}

impl CellOf {
    fn content(&self) -> Cell {
        let lines = self.lines.iter().map(|line| line.text.trim()).filter(|text| !text.is_empty());
        let text = lines.collect::<Vec<_>>().join("\n");
        let odd = self.lines.iter().flat_map(|line| &line.oddities);
        let lost = odd.into_iter().any(|oddity| matches!(oddity, Oddity::Picture | Oddity::Unreadable));
        if lost { Cell::Picture(text) } else { Cell::from(text.as_str()) }
    }
}

/// Whether a colour such as `FF0000` or `C00000` is a red.
fn is_red(colour: &str) -> bool {
    u32::from_str_radix(colour, 16).is_ok_and(|rgb| crate::sheet::is_red([rgb >> 16, rgb >> 8, rgb]))
}

/// Signs of the fonts with which people tick, by their place in the font.
fn symbol(font: &str, code: u32) -> Option<&'static str> {
    Some(match (font, code & 0xff) {
        ("Wingdings", 0xfc) | ("Wingdings 2", 0x50) => "√",
        ("Wingdings", 0xfb) | ("Wingdings 2", 0x4f) => "×",
        ("Wingdings", 0xfe) | ("Wingdings 2", 0x52) => "☑",
        ("Wingdings", 0xfd) | ("Wingdings 2", 0x51) => "☒",
        ("Wingdings", 0xa8 | 0x6f) | ("Wingdings 2", 0xa3) => "□",
        ("Symbol", 0xb4) => "×",
        ("Symbol", 0xa3) => "≤",
        ("Symbol", 0xb3) => "≥",
        ("Symbol", 0xb0) => "°",
        ("Symbol", 0xb1) => "±",
        ("Symbol", 0x57) => "Ω",
        ("Symbol", 0x6d) => "μ",
        _ => return None,
    })
}
