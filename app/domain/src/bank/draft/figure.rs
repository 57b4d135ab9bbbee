//! What a question shows beside words, as fields: which file, where it stands, what it is called.

use serde::{Deserialize, Serialize};

use super::{DraftFault, TEXT_LIMIT, Wrong, fault};
use crate::bank::{
    ItemOption,
    figure::{Figure, MediaId, Picture, Recording, Table},
    import::text,
};

/// Widest and longest table that a question shows.
const COLUMNS: usize = 20;
const ROWS: usize = 100;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureKind {
    #[default]
    Picture,
    Audio,
    Video,
    Table,
}

impl FigureKind {
    pub const ALL: [FigureKind; 4] =
        [FigureKind::Picture, FigureKind::Audio, FigureKind::Video, FigureKind::Table];

    /// As it stands in a form.
    pub const fn code(self) -> &'static str {
        match self {
            FigureKind::Picture => "picture",
            FigureKind::Audio => "audio",
            FigureKind::Video => "video",
            FigureKind::Table => "table",
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FigureDraft {
    pub kind: FigureKind,
    /// Empty below the stem, a letter at an option, a number at a line of a matching.
    pub place: String,
    /// The file, but of a table.
    pub media: String,
    /// Of a picture, in pixels.
    pub width: u32,
    pub height: u32,
    /// What it shows or says; of a table its rows, the cells parted by tabs.
    pub words: String,
    /// The first row of the table names the columns.
    pub header: bool,
}

impl FigureDraft {
    pub(super) fn of(figure: &Figure, place: String) -> FigureDraft {
        let file = |kind, media: &MediaId, words: &str| FigureDraft {
            kind,
            place: place.clone(),
            media: media.0.clone(),
            words: words.to_owned(),
            ..FigureDraft::default()
        };
        match figure {
            Figure::Picture(Picture { media, alt, width, height }) => {
                FigureDraft { width: *width, height: *height, ..file(FigureKind::Picture, media, alt) }
            }
            Figure::Audio(Recording { media, transcript }) => file(FigureKind::Audio, media, transcript),
            Figure::Video(Recording { media, transcript }) => file(FigureKind::Video, media, transcript),
            Figure::Table(Table { header, rows }) => FigureDraft {
                kind: FigureKind::Table,
                place,
                header: *header,
                words: rows.iter().map(|row| row.join("\t")).collect::<Vec<_>>().join("\n"),
                ..FigureDraft::default()
            },
        }
    }

    fn figure(&self) -> Result<Figure, Wrong> {
        if self.words.chars().count() > TEXT_LIMIT {
            return Err(Wrong::TooLong { limit: TEXT_LIMIT });
        }
        let (media, words) = (MediaId(self.media.clone()), text::trim(&self.words).replace("\r\n", "\n"));
        Ok(match self.kind {
            FigureKind::Picture => {
                Figure::Picture(Picture { media, alt: words, width: self.width, height: self.height })
            }
            FigureKind::Audio => Figure::Audio(Recording { media, transcript: words }),
            FigureKind::Video => Figure::Video(Recording { media, transcript: words }),
            FigureKind::Table => Figure::Table(table(&self.words, self.header)?),
        })
    }
}

/// Tab-separated text, as spreadsheets copy it; all rows become as wide as the widest.
fn table(words: &str, header: bool) -> Result<Table, Wrong> {
    let lines = words.lines().map(|line| line.trim_end_matches('\r')).filter(|line| !line.trim().is_empty());
    let mut rows: Vec<Vec<String>> =
        lines.map(|line| line.split('\t').map(|cell| text::trim(cell).to_owned()).collect()).collect();
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    if rows.is_empty() {
        return Err(Wrong::Missing);
    }
    if width > COLUMNS || rows.len() > ROWS {
        return Err(Wrong::OutOfRange {
            min: 1,
            max: if width > COLUMNS { COLUMNS as i64 } else { ROWS as i64 },
        });
    }
    rows.iter_mut().for_each(|row| row.resize(width, String::new()));
    Ok(Table { header, rows })
}

/// All figures of a question in fields: those of the stem first.
pub(super) fn of(stem: &[Figure], lines: &[ItemOption], options: &[ItemOption]) -> Vec<FigureDraft> {
    let below = stem.iter().map(|figure| FigureDraft::of(figure, String::new()));
    let at = |place: String, option: &ItemOption| -> Vec<FigureDraft> {
        option.figures.iter().map(|figure| FigureDraft::of(figure, place.clone())).collect()
    };
    let of_lines = lines.iter().enumerate().flat_map(|(line, said)| at((line + 1).to_string(), said));
    let of_options =
        options.iter().enumerate().flat_map(|(index, option)| at(text::label(index).to_string(), option));
    below.chain(of_lines).chain(of_options).collect()
}

/// Puts each figure where it belongs.
pub(super) fn place(
    drafts: &[FigureDraft],
    prefix: &str,
    lines: &mut [ItemOption],
    options: &mut [ItemOption],
    faults: &mut Vec<DraftFault>,
) -> Vec<Figure> {
    let mut below = Vec::new();
    for (at, draft) in drafts.iter().enumerate() {
        let field = |name: &str| format!("{prefix}fig-{at}-{name}");
        let figure = match draft.figure() {
            Ok(figure) => figure,
            Err(wrong) => {
                faults.push(fault(field("words"), wrong));
                continue;
            }
        };
        let place = text::trim(&draft.place);
        let target = match (place.parse::<usize>(), place.chars().next().and_then(text::letter)) {
            _ if place.is_empty() => {
                below.push(figure);
                continue;
            }
            (Ok(line), _) => line.checked_sub(1).and_then(|line| lines.get_mut(line)),
            (_, Some((index, _))) => options.get_mut(index),
            _ => None,
        };
        match target {
            Some(option) => option.figures.push(figure),
            None => faults.push(fault(field("place"), Wrong::NoPlace { text: place.to_owned() })),
        }
    }
    below
}
