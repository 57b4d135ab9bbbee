//! Files that pages show: what one is, its bytes say and not its name. Lessons and questions each say which
//! kinds they take.

use std::ops::Range;

use crate::{
    ctx::Guben,
    failure::{FileFault, Refusal, Result},
};

/// What is served. No SVG, which is a program, and nothing that a browser would have to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    Png,
    Jpeg,
    Webp,
    Gif,
    Pdf,
    Mp3,
    M4a,
    Ogg,
    Wav,
    Mp4,
    Webm,
}

impl MediaKind {
    pub const ALL: [MediaKind; 11] = [
        MediaKind::Png,
        MediaKind::Jpeg,
        MediaKind::Webp,
        MediaKind::Gif,
        MediaKind::Pdf,
        MediaKind::Mp3,
        MediaKind::M4a,
        MediaKind::Ogg,
        MediaKind::Wav,
        MediaKind::Mp4,
        MediaKind::Webm,
    ];

    pub const fn mime(self) -> &'static str {
        match self {
            MediaKind::Png => "image/png",
            MediaKind::Jpeg => "image/jpeg",
            MediaKind::Webp => "image/webp",
            MediaKind::Gif => "image/gif",
            MediaKind::Pdf => "application/pdf",
            MediaKind::Mp3 => "audio/mpeg",
            MediaKind::M4a => "audio/mp4",
            MediaKind::Ogg => "audio/ogg",
            MediaKind::Wav => "audio/wav",
            MediaKind::Mp4 => "video/mp4",
            MediaKind::Webm => "video/webm",
        }
    }

    /// How names of this kind end; the first is what a name gets that ends otherwise.
    pub const fn endings(self) -> &'static [&'static str] {
        match self {
            MediaKind::Png => &["png"],
            MediaKind::Jpeg => &["jpg", "jpeg"],
            MediaKind::Webp => &["webp"],
            MediaKind::Gif => &["gif"],
            MediaKind::Pdf => &["pdf"],
            MediaKind::Mp3 => &["mp3"],
            MediaKind::M4a => &["m4a"],
            MediaKind::Ogg => &["ogg"],
            MediaKind::Wav => &["wav"],
            MediaKind::Mp4 => &["mp4"],
            MediaKind::Webm => &["webm"],
        }
    }

    pub fn is_picture(self) -> bool {
        self.mime().starts_with("image/")
    }

    pub fn is_audio(self) -> bool {
        self.mime().starts_with("audio/")
    }

    pub fn from_mime(mime: &str) -> Option<MediaKind> {
        // Other names of what every browser plays.
        let mime = match mime {
            "video/x-m4v" => "video/mp4",
            "audio/m4a" => "audio/mp4",
            "audio/x-wav" => "audio/wav",
            mime => mime,
        };
        MediaKind::ALL.into_iter().find(|kind| kind.mime() == mime)
    }

    /// What these bytes are.
    ///
    /// # Errors
    /// [`FileFault::Kind`] when they are none of `taken`.
    pub fn of(name: &str, bytes: &[u8], taken: &[MediaKind]) -> Result<MediaKind, Refusal> {
        let found = infer::get(bytes).map(|found| found.mime_type());
        let kind = found.and_then(MediaKind::from_mime).filter(|kind| taken.contains(kind));
        kind.ok_or_else(|| {
            let found = found.map(|mime| format!(" ({mime})")).unwrap_or_default();
            Refusal::File(FileFault::Kind { found: format!("{name}{found}") })
        })
    }
}

/// A file that is shown, ready to be sent.
#[derive(Clone, Debug)]
pub struct MediaFile {
    pub kind: MediaKind,
    /// In bytes.
    pub size: u64,
    /// SHA-256 of the bytes: the same for the same file.
    pub digest: String,
}

impl MediaFile {
    pub async fn read(&self, guben: &Guben, part: Range<u64>) -> Result<Vec<u8>> {
        guben.blobs.read_range(&self.digest, part.start, part.end).await
    }
}
