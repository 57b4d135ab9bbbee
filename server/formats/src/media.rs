//! Pictures, sound and films that questions need: they travel beside the questions, each under the
//! SHA-256 of its bytes, so that the same picture in ten questions is one file.
//!
//! What a file is, is found in its bytes. SVG is left out: it is a program that runs in the page.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::bank::{
    figure::{Figure, MediaId, Picture, Recording},
    import::{Reason, record::Record},
    item::Item,
};
use sha2::{Digest as _, Sha256};

/// The largest file that a question may need, in bytes.
pub const FILE_LIMIT: usize = 10 << 20;

/// What the files of one import may have together, in bytes.
pub const IMPORT_LIMIT: usize = 100 << 20;

/// How many files one import may have.
pub const FILES: usize = 5_000;

/// The longer side of a picture, in pixels. A file of a few bytes may claim more than any memory holds.
pub const SIDE_LIMIT: usize = 10_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    Png,
    Jpeg,
    Webp,
    Gif,
    Mp3,
    M4a,
    Ogg,
    Wav,
    Mp4,
    Webm,
}

impl MediaKind {
    pub const ALL: [MediaKind; 10] = [
        MediaKind::Png,
        MediaKind::Jpeg,
        MediaKind::Webp,
        MediaKind::Gif,
        MediaKind::Mp3,
        MediaKind::M4a,
        MediaKind::Ogg,
        MediaKind::Wav,
        MediaKind::Mp4,
        MediaKind::Webm,
    ];

    /// What the bytes are, whatever their name says. `None` when it is nothing that questions may show.
    pub fn of(bytes: &[u8]) -> Option<MediaKind> {
        let found = infer::get(bytes)?.extension();
        MediaKind::ALL.into_iter().find(|kind| kind.extension() == found)
    }

    pub fn extension(self) -> &'static str {
        match self {
            MediaKind::Png => "png",
            MediaKind::Jpeg => "jpg",
            MediaKind::Webp => "webp",
            MediaKind::Gif => "gif",
            MediaKind::Mp3 => "mp3",
            MediaKind::M4a => "m4a",
            MediaKind::Ogg => "ogg",
            MediaKind::Wav => "wav",
            MediaKind::Mp4 => "mp4",
            MediaKind::Webm => "webm",
        }
    }

    pub fn is_picture(self) -> bool {
        matches!(self, MediaKind::Png | MediaKind::Jpeg | MediaKind::Webp | MediaKind::Gif)
    }

    pub fn is_film(self) -> bool {
        matches!(self, MediaKind::Mp4 | MediaKind::Webm)
    }
}

/// A file that questions need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    pub kind: MediaKind,
    pub bytes: Vec<u8>,
}

/// Finds the bytes of a file when questions are written. What it doesn't find is left out.
pub type Lookup<'a> = &'a dyn Fn(&MediaId) -> Option<Vec<u8>>;

/// Finds nothing: for writing questions that are words alone.
pub fn none(_: &MediaId) -> Option<Vec<u8>> {
    None
}

/// The files of an import, as they are found.
#[derive(Debug, Default)]
pub struct Shelf {
    pub files: BTreeMap<MediaId, Media>,
    bytes: usize,
}

impl Shelf {
    /// Takes a file in and makes the figure that shows it; `alt` is what it shows or says, in words.
    ///
    /// # Errors
    /// [`Reason::PictureNeeded`] when it is nothing that a question may show, or too large.
    pub fn figure(&mut self, name: &str, bytes: Vec<u8>, alt: &str) -> Result<Figure, Reason> {
        self.put(bytes, alt).ok_or_else(|| needed(name))
    }

    fn put(&mut self, bytes: Vec<u8>, alt: &str) -> Option<Figure> {
        if bytes.len() > FILE_LIMIT {
            return None;
        }
        let kind = MediaKind::of(&bytes)?;
        let media = MediaId(hex::encode(Sha256::digest(&bytes)));
        let alt = alt.trim().to_owned();
        let figure = match kind {
            kind if kind.is_picture() => {
                let size = imagesize::blob_size(&bytes).ok()?;
                let side = |side: usize| (1..=SIDE_LIMIT).contains(&side).then(|| u32::try_from(side).ok());
                let (width, height) = (side(size.width)??, side(size.height)??);
                Figure::Picture(Picture { media: media.clone(), alt, width, height })
            }
            kind if kind.is_film() => Figure::Video(Recording { media: media.clone(), transcript: alt }),
            _ => Figure::Audio(Recording { media: media.clone(), transcript: alt }),
        };
        if !self.files.contains_key(&media) {
            let total = self.bytes + bytes.len();
            if total > IMPORT_LIMIT || self.files.len() >= FILES {
                return None;
            }
            self.bytes = total;
            self.files.insert(media, Media { kind, bytes });
        }
        Some(figure)
    }

    /// The files that the questions of `records` need.
    pub fn of_records(mut self, records: &[Record]) -> BTreeMap<MediaId, Media> {
        let items = records.iter().filter_map(|record| record.read.as_ref().ok());
        let used: std::collections::BTreeSet<&MediaId> = items.flat_map(Item::media).collect();
        self.files.retain(|id, _| used.contains(id));
        self.files
    }
}

/// That a file is missing, or is none that a question may show.
pub fn needed(address: &str) -> Reason {
    let name = match address.starts_with("data:") {
        true => address.split([';', ',']).next().unwrap_or_default(),
        false => address.rsplit('/').next().unwrap_or_default(),
    };
    Reason::PictureNeeded { name: name.chars().take(80).collect() }
}

/// The bytes in a text of base64, in lines or in one piece.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    if text.len() / 4 * 3 > FILE_LIMIT + 3 {
        return None;
    }
    let packed: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    STANDARD.decode(packed).ok()
}

pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes that an address holds itself: `data:image/png;base64,…`.
pub fn from_data(address: &str) -> Option<Vec<u8>> {
    let (_, data) = address.strip_prefix("data:")?.split_once(";base64,")?;
    from_base64(data)
}

/// A name for a file in an archive or beside a text.
pub fn file_name(id: &MediaId, bytes: &[u8]) -> String {
    let extension = MediaKind::of(bytes).map_or("bin", MediaKind::extension);
    format!("{}.{extension}", id.0.get(..32).unwrap_or(&id.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of one pixel.
    pub const PIXEL: &str =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    #[test]
    fn a_file_is_what_its_bytes_are_and_stands_once() {
        let mut shelf = Shelf::default();
        let pixel = from_base64(PIXEL).unwrap();
        let first = shelf.figure("a.jpg", pixel.clone(), " 一点 ").unwrap();
        let Figure::Picture(picture) = &first else { panic!("{first:?}") };
        assert_eq!((picture.width, picture.height, picture.alt.as_str()), (1, 1, "一点"));
        assert_eq!(picture.media.0.len(), 64);
        shelf.figure("b.png", pixel, "").unwrap();
        assert_eq!(shelf.files.len(), 1);
        assert_eq!(shelf.files[&picture.media].kind, MediaKind::Png);
    }

    #[test]
    fn what_may_not_be_shown_is_named() {
        let mut shelf = Shelf::default();
        let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>".to_vec();
        let missing = |name: &str| Err(Reason::PictureNeeded { name: name.into() });
        assert_eq!(shelf.figure("img/a.svg", svg, ""), missing("a.svg"));
        assert_eq!(shelf.figure("a.pdf", b"%PDF-1.7".to_vec(), ""), missing("a.pdf"));
        let mut huge = from_base64(PIXEL).unwrap();
        huge.resize(FILE_LIMIT + 1, 0);
        assert_eq!(shelf.figure("huge.png", huge, ""), missing("huge.png"));
        // A header alone that claims to be a billion pixels wide.
        let mut wide = from_base64(PIXEL).unwrap();
        wide[16..20].copy_from_slice(&[0x3f, 0xff, 0xff, 0xff]);
        assert_eq!(shelf.figure("wide.png", wide, ""), missing("wide.png"));
        assert!(shelf.files.is_empty());
    }
}
