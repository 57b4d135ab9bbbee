//! Pictures, PDF and video that stand in lessons. What a file is, its bytes say and not its name.

use domain::{id::LessonId, person::access::Action};
use entities::media;

use super::store;
use crate::{
    ctx::Ctx,
    failure::{FileFault, Refusal, Result},
    media::{MediaFile, MediaKind},
};

/// Largest file of a lesson. As much as a form may bring, so that nobody learns it only here.
pub const MAX_MEGABYTES: u32 = 64;

/// Longest name, in characters: it is typed into texts and read in lists.
const MAX_NAME: usize = 80;

/// What stands in lessons.
const KINDS: [MediaKind; 7] = [
    MediaKind::Png,
    MediaKind::Jpeg,
    MediaKind::Webp,
    MediaKind::Gif,
    MediaKind::Pdf,
    MediaKind::Mp4,
    MediaKind::Webm,
];

/// A file that came in and may be kept.
#[derive(Clone, Debug)]
pub(super) struct Accepted {
    pub name: String,
    pub kind: MediaKind,
}

/// Decides on a file by its bytes, and gives it the name under which lessons find it.
///
/// # Errors
/// [`FileFault`] when it is too large or of a kind that is not served.
pub(super) fn accept(name: &str, bytes: &[u8]) -> Result<Accepted, Refusal> {
    if bytes.len() > MAX_MEGABYTES as usize * 1024 * 1024 {
        return Err(Refusal::File(FileFault::TooLarge { limit_mb: MAX_MEGABYTES }));
    }
    let kind = MediaKind::of(name, bytes, &KINDS)?;
    let (stem, ending) = split(name);
    let ending = kind.endings().iter().find(|known| **known == ending).unwrap_or(&kind.endings()[0]);
    Ok(Accepted { name: format!("{stem}.{ending}"), kind })
}

/// The file that a text's link means, when it means one of the lesson's: its name and what it ends like.
pub(super) fn reference(dest: &str) -> Option<(String, MediaKind)> {
    if dest.contains(['/', '\\', ':', '#', '?']) {
        return None;
    }
    let (stem, ending) = split(dest);
    let kind = KINDS.into_iter().find(|kind| kind.endings().contains(&ending.as_str()))?;
    Some((format!("{stem}.{ending}"), kind))
}

/// A name's two parts, fit for an address and for Markdown: letters of any script, digits, `.`, `-`, `_`.
fn split(name: &str) -> (String, String) {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let plain = |c: char| if c.is_alphanumeric() || ".-_".contains(c) { c } else { '-' };
    let stem: String = stem.chars().take(MAX_NAME).map(plain).collect();
    let stem = stem.trim_matches(['.', '-']).to_owned();
    (if stem.is_empty() { "file".into() } else { stem }, ending.to_ascii_lowercase())
}

/// The file `name` of a lesson of the own enterprise.
pub async fn media(ctx: &Ctx, lesson: LessonId, name: &str) -> Result<MediaFile> {
    ctx.must_here(Action::Own)?;
    let row: media::Model = store::media(ctx.db().read(), ctx.org(), lesson, name).await?;
    let corrupt = || crate::Failure::Corrupt(format!("media {}: {}", row.id, row.mime));
    Ok(MediaFile {
        kind: MediaKind::from_mime(&row.mime).ok_or_else(corrupt)?,
        size: u64::try_from(row.size).map_err(|_| corrupt())?,
        digest: row.digest,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n0000";
    const MP4: &[u8] = b"\0\0\0\x18ftypmp420000";

    #[test]
    fn a_file_is_what_its_bytes_say() {
        let cases: [(&str, &[u8], &str); 8] = [
            ("a.png", PNG, "a.png"),
            ("a.PNG", PNG, "a.png"),
            ("clip.png", MP4, "clip.mp4"),
            ("photo.jpeg", b"\xff\xd8\xff\xe0", "photo.jpeg"),
            ("photo", b"\xff\xd8\xff\xe0", "photo.jpg"),
            ("C:\\课件\\岗位 须知(1).pdf", b"%PDF-1.7", "岗位-须知-1.pdf"),
            ("../../etc/passwd", b"GIF89a", "passwd.gif"),
            ("...", b"RIFF\0\0\0\0WEBPVP8 ", "file.webp"),
        ];
        for (name, bytes, expected) in cases {
            assert_eq!(accept(name, bytes).unwrap().name, expected, "{name}");
        }
    }

    #[test]
    fn what_a_browser_could_run_is_not_kept() {
        let cases: [&[u8]; 5] = [
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            b"<!doctype html><script>alert(1)</script>",
            b"PK\x03\x04 a zip",
            b"MZ\x90\0 a program",
            b"",
        ];
        for bytes in cases {
            let refused = accept("a.png", bytes).unwrap_err();
            assert!(matches!(refused, Refusal::File(FileFault::Kind { .. })), "{refused:?}");
        }
        let large = [PNG, &vec![0; MAX_MEGABYTES as usize * 1024 * 1024]].concat();
        assert_eq!(accept("a.png", &large).unwrap_err(), Refusal::File(FileFault::TooLarge { limit_mb: 64 }));
    }

    #[test]
    fn a_text_finds_a_file_by_the_name_it_was_uploaded_with() {
        for (name, bytes) in [("岗位 须知(1).PDF", &b"%PDF-1.7"[..]), ("a.b.png", PNG), ("sign_1-2.png", PNG)]
        {
            assert_eq!(reference(name).unwrap().0, accept(name, bytes).unwrap().name);
        }
        for other in ["https://x.cn/a.png", "a.html", "#a.png", "/media/a.png", "www.x.cn", "mailto:a@b.png"]
        {
            assert_eq!(reference(other), None, "{other}");
        }
    }
}
