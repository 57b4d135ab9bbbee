//! What a question shows beside words: pictures, sound, films, tables.

use serde::{Deserialize, Serialize};

/// A file by the SHA-256 of its bytes, in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MediaId(pub String);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "figure", rename_all = "snake_case")]
pub enum Figure {
    Picture(Picture),
    Audio(Recording),
    Video(Recording),
    Table(Table),
}

/// A picture with its size in pixels, so that a page keeps its place free while it loads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    pub media: MediaId,
    /// What it shows, for those who don't see it; empty when nobody has said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub alt: String,
    pub width: u32,
    pub height: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    pub media: MediaId,
    /// What is said or shown, for those who don't hear or see it; empty when nobody has written it down.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub transcript: String,
}

/// A table of words, without formulas; all rows are as wide as the first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Whether the first row names the columns.
    pub header: bool,
    pub rows: Vec<Vec<String>>,
}

/// An area of a picture that can be pointed at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    pub outline: Outline,
    /// What is there, for the key and for reports; a candidate sees only its letter.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// In pixels of the picture, from its upper left corner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outline {
    Rectangle {
        x: u32,
        y: u32,
        width: u32,
        height: u32,
    },
    Circle {
        x: u32,
        y: u32,
        radius: u32,
    },
    /// At least three corners.
    Polygon(Vec<(u32, u32)>),
}

impl Figure {
    /// The file that it needs.
    pub fn media(&self) -> Option<&MediaId> {
        match self {
            Figure::Picture(picture) => Some(&picture.media),
            Figure::Audio(recording) | Figure::Video(recording) => Some(&recording.media),
            Figure::Table(_) => None,
        }
    }
}

impl Outline {
    /// Where its letter stands.
    pub fn centre(&self) -> (u32, u32) {
        match self {
            Outline::Rectangle { x, y, width, height } => (x + width / 2, y + height / 2),
            Outline::Circle { x, y, .. } => (*x, *y),
            Outline::Polygon(corners) => {
                let middle = |values: Vec<u32>| {
                    let (least, most) = (values.iter().min(), values.iter().max());
                    least.zip(most).map_or(0, |(least, most)| least + (most - least) / 2)
                };
                let (x, y): (Vec<u32>, Vec<u32>) = corners.iter().copied().unzip();
                (middle(x), middle(y))
            }
        }
    }
}
