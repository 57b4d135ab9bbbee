//! What the editor's buttons do to the form, before it is shown again or stored.

use domain::bank::{
    Kind,
    draft::{Ask, Draft, FigureDraft, FigureKind, WordingDraft},
    figure::Picture,
};
use services::{
    Ctx, Failure, Refusal,
    bank::media::{self, Kept},
};

use crate::{answer::Trouble, form::Form};

/// What the pressed button asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Save,
    /// Store the version without putting it up for review yet.
    SaveDraft,
    /// Store, then the next of the same kind.
    Next,
    /// Show the form again, with what the other buttons have changed in it.
    Show,
    /// Keep what was typed, and show the form again.
    Keep,
    /// Keep what was typed even though another window has kept something newer.
    KeepOver,
    Discard,
    Paste,
}

impl Act {
    /// Without a button's name the form was sent by a program, which means it.
    pub fn of(form: &Form) -> Act {
        match form.get("act") {
            "" | "save" => Act::Save,
            "next" => Act::Next,
            "save_draft" => Act::SaveDraft,
            "keep" | "auto" => Act::Keep,
            "keep_over" => Act::KeepOver,
            "discard" => Act::Discard,
            "paste" => Act::Paste,
            _ => Act::Show,
        }
    }
}

/// Files that came with the form stand in it from now on.
///
/// # Errors
/// The refusal when one of them can't be shown; the form is as it was.
pub async fn take_files(ctx: &Ctx, form: &Form, draft: &mut Draft) -> Result<Option<Refusal>, Trouble> {
    for place in 0..=draft.parts.len() {
        let (prefix, ask) = match place.checked_sub(1) {
            None => (String::new(), &mut draft.ask),
            Some(part) => (format!("part-{part}-"), &mut draft.parts[part]),
        };
        for (field, into) in [("figure", Into::Figures), ("map-file", Into::Map)] {
            let name = format!("{prefix}{field}");
            let files: Vec<_> =
                form.files(&name).map(|file| (file.name.clone(), file.bytes.to_vec())).collect();
            if files.is_empty() {
                continue;
            }
            match media::upload(ctx, files).await {
                Ok(kept) => kept.into_iter().for_each(|kept| into.put(ask, kept)),
                Err(Failure::Refused(refusal)) => return Ok(Some(refusal)),
                Err(failure) => return Err(failure.into()),
            }
        }
    }
    Ok(None)
}

#[derive(Clone, Copy)]
enum Into {
    Figures,
    Map,
}

impl Into {
    fn put(self, ask: &mut Ask, kept: Kept) {
        let Kept { id, kind, width, height } = kept;
        match self {
            Into::Map if kind.is_picture() => {
                let alt = ask.picture.take().map(|before| before.alt).unwrap_or_default();
                ask.picture = Some(Picture { media: id, alt, width, height });
            }
            Into::Map | Into::Figures => ask.figures.push(FigureDraft {
                kind: if kind.is_picture() {
                    FigureKind::Picture
                } else if kind.is_audio() {
                    FigureKind::Audio
                } else {
                    FigureKind::Video
                },
                media: id.0,
                width,
                height,
                ..FigureDraft::default()
            }),
        }
    }
}

/// Adds, moves or removes what the button names: `part`, `part-del:1`, `fig-up:part-0-:2`, `table:`.
pub fn change(form: &Form, draft: &mut Draft) {
    let act = form.get("act");
    let (name, rest) = act.split_once(':').unwrap_or((act, ""));
    let (prefix, number) = rest.rsplit_once(':').unwrap_or((rest, rest));
    let number: Option<usize> = number.parse().ok();
    match (name, number) {
        ("part", _) => draft.parts.push(Ask::new(Kind::SingleChoice)),
        ("part-del", Some(at)) if at < draft.parts.len() => {
            draft.parts.remove(at);
            for wording in draft.wordings.iter_mut().filter(|wording| at < wording.parts.len()) {
                wording.parts.remove(at);
            }
        }
        ("part-up", Some(at)) if at > 0 && at < draft.parts.len() => {
            draft.parts.swap(at, at - 1);
            for wording in draft.wordings.iter_mut().filter(|wording| at < wording.parts.len()) {
                wording.parts.swap(at, at - 1);
            }
        }
        ("lang", _) => draft.wordings.push(WordingDraft::default()),
        ("lang-del", Some(at)) if at < draft.wordings.len() => drop(draft.wordings.remove(at)),
        ("table", _) => {
            if let Some(ask) = at(draft, rest) {
                ask.figures.push(FigureDraft {
                    kind: FigureKind::Table,
                    header: true,
                    ..FigureDraft::default()
                });
            }
        }
        ("fig-del", Some(no)) => {
            if let Some(ask) = at(draft, prefix).filter(|ask| no < ask.figures.len()) {
                ask.figures.remove(no);
            }
        }
        ("fig-up", Some(no)) => {
            if let Some(ask) = at(draft, prefix).filter(|ask| no > 0 && no < ask.figures.len()) {
                ask.figures.swap(no, no - 1);
            }
        }
        _ => {}
    }
}

/// The question or the part that a prefix means.
fn at<'a>(draft: &'a mut Draft, prefix: &str) -> Option<&'a mut Ask> {
    if prefix.is_empty() {
        return Some(&mut draft.ask);
    }
    let part: usize = prefix.strip_prefix("part-")?.trim_end_matches('-').parse().ok()?;
    draft.parts.get_mut(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(act: &str, draft: &mut Draft) {
        change(&Form::of([("act", act.to_owned())]), draft);
    }

    #[test]
    fn buttons_change_what_they_name_and_nothing_else() {
        let mut draft = Draft::new(Kind::Case);
        pressed("part", &mut draft);
        draft.parts[1].stem = "second".into();
        pressed("table:part-1-", &mut draft);
        pressed("table:part-1-", &mut draft);
        draft.parts[1].figures[1].words = "a\tb".into();
        pressed("fig-up:part-1-:1", &mut draft);
        assert_eq!(draft.parts[1].figures[0].words, "a\tb");
        pressed("fig-del:part-1-:1", &mut draft);
        assert_eq!(draft.parts[1].figures.len(), 1);
        pressed("part-up:1", &mut draft);
        assert_eq!(draft.parts[0].stem, "second");
        pressed("table:", &mut draft);
        pressed("fig-del::0", &mut draft);
        assert!(draft.ask.figures.is_empty());
        pressed("part-del:0", &mut draft);
        assert_eq!((draft.parts.len(), draft.parts[0].stem.as_str()), (1, ""));
        let before = draft.clone();
        for nothing in
            ["part-del:9", "fig-up::0", "fig-del:part-7-:0", "lang-del:0", "up", "part-up:0", ":::"]
        {
            pressed(nothing, &mut draft);
        }
        assert_eq!(draft, before);
    }
}
