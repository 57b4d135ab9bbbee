//! Pictures, sound and films of questions. A file has the SHA-256 of its bytes for its name, so that the same
//! picture in a hundred questions is kept once, and an address never comes to mean another file.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    bank::{
        Content, Figure, Item,
        figure::{MediaId, Picture},
        item::Part,
    },
    id::OrgId,
    person::access::Action,
};
use entities::question_media;
use futures::FutureExt as _;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait as _, QueryFilter};

use super::apart;
use crate::{
    Ctx,
    db::{Tx, is_taken},
    failure::{Failure, FileFault, Refusal, Result},
    media::{MediaFile, MediaKind},
};

/// Largest picture, and largest recording, in MB: a question is read on a phone, in a room with fifty others.
pub const MAX_PICTURE_MB: u32 = 10;
pub const MAX_RECORDING_MB: u32 = 32;

/// Widest and highest picture, in pixels: a small file can unfold to more than a phone can hold.
const MAX_PIXELS: usize = 12_000;

const KINDS: [MediaKind; 10] = [
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

/// A file of a question, as a form refers to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub id: MediaId,
    pub kind: MediaKind,
    /// Of a picture, in pixels.
    pub width: u32,
    pub height: u32,
}

/// A file that may be kept.
struct Accepted {
    kind: MediaKind,
    width: u32,
    height: u32,
}

/// Decides on a file by its bytes.
fn accept(name: &str, bytes: &[u8]) -> Result<Accepted, Refusal> {
    let kind = MediaKind::of(name, bytes, &KINDS)?;
    let limit_mb = if kind.is_picture() { MAX_PICTURE_MB } else { MAX_RECORDING_MB };
    if bytes.len() > limit_mb as usize * 1024 * 1024 {
        return Err(Refusal::File(FileFault::TooLarge { limit_mb }));
    }
    if !kind.is_picture() {
        return Ok(Accepted { kind, width: 0, height: 0 });
    }
    let size = imagesize::blob_size(bytes).ok();
    let size =
        size.filter(|size| (1..=MAX_PIXELS).contains(&size.width) && (1..=MAX_PIXELS).contains(&size.height));
    let Some(size) = size else {
        return Err(Refusal::File(FileFault::Kind { found: name.to_owned() }));
    };
    let pixels = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    Ok(Accepted { kind, width: pixels(size.width), height: pixels(size.height) })
}

/// Keeps files for questions, in their order. Keeping one again changes nothing.
///
/// # Errors
/// [`Refusal::File`] when one of them is too large or of a kind that is not shown; then none is kept.
pub async fn upload(ctx: &Ctx, files: Vec<(String, Vec<u8>)>) -> Result<Vec<Kept>> {
    ctx.must_here(Action::EditBank)?;
    keep(ctx, files).await
}

/// [`upload`] for a use case that has asked for permission already, such as an import.
pub async fn keep(ctx: &Ctx, files: Vec<(String, Vec<u8>)>) -> Result<Vec<Kept>> {
    let judged = apart(move || {
        files
            .into_iter()
            .map(|(name, bytes)| accept(&name, &bytes).map(|accepted| (accepted, bytes)))
            .collect()
    });
    let judged: Result<Vec<(Accepted, Vec<u8>)>, Refusal> = judged.await?;
    let mut rows = Vec::new();
    let mut kept = Vec::new();
    for (Accepted { kind, width, height }, bytes) in judged? {
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let id = ctx.guben.blobs.keep(bytes).await?;
        rows.push(question_media::Model {
            org_id: ctx.org().0,
            id: id.clone(),
            mime: kind.mime().to_owned(),
            size,
            width: i32::try_from(width).unwrap_or(i32::MAX),
            height: i32::try_from(height).unwrap_or(i32::MAX),
            created_by: Some(ctx.actor.person.0),
            created_at: ctx.now.0,
        });
        kept.push(Kept { id: MediaId(id), kind, width, height });
    }
    match ctx.write(move |tx| async move { note(tx, rows).await }.boxed()).await {
        // Two windows at the same moment with the same picture: it is there.
        Err(failure) if is_taken(&failure) => Ok(kept),
        done => done.map(|()| kept),
    }
}

async fn note(tx: &mut Tx, rows: Vec<question_media::Model>) -> Result<()> {
    let Some(org) = rows.first().map(|row| OrgId(row.org_id)) else { return Ok(()) };
    let names: BTreeSet<MediaId> = rows.iter().map(|row| MediaId(row.id.clone())).collect();
    let mut known: BTreeSet<String> =
        found(tx.conn(), org, names).await?.into_keys().map(|id| id.0).collect();
    for row in rows {
        if known.insert(row.id.clone()) {
            tx.add("question_media.add", row).await?;
        }
    }
    Ok(())
}

async fn found(
    conn: &impl ConnectionTrait,
    org: OrgId,
    ids: BTreeSet<MediaId>,
) -> Result<BTreeMap<MediaId, question_media::Model>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let these = question_media::Column::OrgId
        .eq(org.0)
        .and(question_media::Column::Id.is_in(ids.into_iter().map(|id| id.0)));
    let rows = question_media::Entity::find().filter(these).all(conn).await?;
    Ok(rows.into_iter().map(|row| (MediaId(row.id.clone()), row)).collect())
}

/// A file of a question of the own enterprise, for whoever is signed in: candidates see what they are asked.
pub async fn media(ctx: &Ctx, id: &MediaId) -> Result<MediaFile> {
    ctx.must_here(Action::Own)?;
    let row = found(ctx.db().read(), ctx.org(), BTreeSet::from([id.clone()])).await?.remove(id);
    let row = row.ok_or(Failure::NotFound)?;
    let corrupt = || Failure::Corrupt(format!("question_media {}: {}", row.id, row.mime));
    Ok(MediaFile {
        kind: MediaKind::from_mime(&row.mime).ok_or_else(corrupt)?,
        size: u64::try_from(row.size).map_err(|_| corrupt())?,
        digest: row.id.clone(),
    })
}

/// Whether all files of `item` are there, each of the sort that the question says it is; pictures get the size
/// that they really have.
pub(super) async fn settle(conn: &impl ConnectionTrait, org: OrgId, item: &mut Item) -> Result<bool> {
    let mut ids: BTreeSet<MediaId> =
        item.all_figures().into_iter().filter_map(Figure::media).cloned().collect();
    visit(&mut item.content, &mut |shown| {
        if let Shown::Map(picture) = shown {
            ids.insert(picture.media.clone());
        }
    });
    let there = found(conn, org, ids).await?;
    let mut all = true;
    let mut sized = |picture: &mut Picture| match there.get(&picture.media) {
        Some(row) if row.mime.starts_with("image/") => {
            picture.width = u32::try_from(row.width).unwrap_or_default();
            picture.height = u32::try_from(row.height).unwrap_or_default();
        }
        _ => all = false,
    };
    let mut missing = false;
    let mut check = |shown: Shown| match shown {
        Shown::Map(picture) | Shown::Figure(Figure::Picture(picture)) => sized(picture),
        Shown::Figure(Figure::Audio(recording)) => {
            missing |= !there.get(&recording.media).is_some_and(|row| row.mime.starts_with("audio/"));
        }
        Shown::Figure(Figure::Video(recording)) => {
            missing |= !there.get(&recording.media).is_some_and(|row| row.mime.starts_with("video/"));
        }
        Shown::Figure(Figure::Table(_)) => {}
    };
    item.figures.iter_mut().for_each(|figure| check(Shown::Figure(figure)));
    visit(&mut item.content, &mut check);
    Ok(all && !missing)
}

/// What a question shows that is no words.
enum Shown<'a> {
    Figure(&'a mut Figure),
    Map(&'a mut Picture),
}

fn visit(content: &mut Content, look: &mut impl FnMut(Shown)) {
    match content {
        Content::SingleChoice { options, .. }
        | Content::MultipleChoice { options, .. }
        | Content::Ordering { options, .. } => {
            options
                .iter_mut()
                .flat_map(|option| &mut option.figures)
                .for_each(|figure| look(Shown::Figure(figure)));
        }
        Content::Matching { lines, options, .. } => {
            let both = lines.iter_mut().chain(options);
            both.flat_map(|option| &mut option.figures).for_each(|figure| look(Shown::Figure(figure)));
        }
        Content::Hotspot { picture, .. } => look(Shown::Map(picture)),
        Content::Case { parts } => {
            let mut all: Vec<Part> = parts.clone().into();
            for part in &mut all {
                part.figures.iter_mut().for_each(|figure| look(Shown::Figure(figure)));
                visit(&mut part.content, look);
            }
            if let Ok(same) = all.try_into() {
                *parts = same;
            }
        }
        Content::TrueFalse { .. }
        | Content::FillIn { .. }
        | Content::Numeric { .. }
        | Content::ShortAnswer { .. } => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of 3 by 2 pixels, as far as anybody looks.
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x06\0\0\0";

    #[test]
    fn a_file_is_what_its_bytes_say() {
        let picture = accept("a.mp3", PNG).unwrap();
        assert_eq!((picture.kind, picture.width, picture.height), (MediaKind::Png, 3, 2));
        for (bytes, kind) in [
            (&b"ID3\x03\0\0\0\0\0\0"[..], MediaKind::Mp3),
            (b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01vorbis", MediaKind::Ogg),
            (b"RIFF\0\0\0\0WAVEfmt ", MediaKind::Wav),
            (b"\0\0\0\x18ftypM4A 0000", MediaKind::M4a),
            (b"\0\0\0\x18ftypmp420000", MediaKind::Mp4),
        ] {
            assert_eq!(accept("a.png", bytes).unwrap().kind, kind, "{kind:?}");
        }
    }

    #[test]
    fn what_a_browser_could_run_and_what_has_no_size_is_not_kept() {
        let huge = [&PNG[..16], b"\0\x01\0\0", &PNG[20..]].concat();
        let cases: [&[u8]; 5] = [
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            b"%PDF-1.7",
            b"\x89PNG\r\n\x1a\n",
            &huge,
            b"",
        ];
        for bytes in cases {
            assert!(matches!(accept("a.png", bytes), Err(Refusal::File(FileFault::Kind { .. }))));
        }
        let large = [PNG, &vec![0; MAX_PICTURE_MB as usize * 1024 * 1024]].concat();
        let refused = Err(Refusal::File(FileFault::TooLarge { limit_mb: MAX_PICTURE_MB }));
        assert_eq!(accept("a.png", &large).map(|accepted| accepted.kind), refused);
    }
}
