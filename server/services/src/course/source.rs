//! Courses as folders: `course.toml`, its Markdown and the files that the Markdown names. The format is
//! described in `question-banks/README.md`.

use domain::id::{CourseId, OrgId, PersonId};
use entities::{course, lesson, post};
use futures::FutureExt as _;
use sea_orm::prelude::Uuid;
use serde::Deserialize;

use super::{
    edit::{NewFile, keep_files, kept},
    markdown, store,
};
use crate::{
    ctx::Guben,
    db::{Stamp, Tx},
    failure::Result,
};

/// A course with everything that belongs to it.
#[derive(Clone, Debug)]
pub struct CourseSource {
    pub title: String,
    pub summary: String,
    /// The name of the post that it is for; empty for everybody.
    pub post: String,
    pub lessons: Vec<LessonSource>,
    /// The lesson's place in `lessons`, the file's name, its bytes.
    pub media: Vec<(usize, String, Vec<u8>)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonSource {
    pub title: String,
    pub minutes: u16,
    pub markdown: String,
}

/// Why a folder is no course.
#[derive(Debug, thiserror::Error)]
pub enum SourceFault {
    #[error("{0} is missing")]
    Missing(String),
    #[error("{0} is not UTF-8 text")]
    NotText(String),
    #[error("course.toml: {0}")]
    Manifest(#[from] toml::de::Error),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    title: String,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    post: String,
    lesson: Vec<ManifestLesson>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ManifestLesson {
    file: String,
    title: String,
    minutes: u16,
}

impl CourseSource {
    /// Reads a course from files that `file` returns by their name, whether from a folder or from the
    /// program itself.
    ///
    /// # Errors
    /// [`SourceFault`] when a file is missing or can't be read; nothing is left out silently.
    pub fn read(file: impl Fn(&str) -> Option<Vec<u8>>) -> Result<CourseSource, SourceFault> {
        let bytes = |name: &str| file(name).ok_or_else(|| SourceFault::Missing(name.to_owned()));
        let text =
            |name: &str| String::from_utf8(bytes(name)?).map_err(|_| SourceFault::NotText(name.to_owned()));
        let manifest: Manifest = toml::from_str(&text("course.toml")?)?;
        let mut media = Vec::new();
        let mut lessons = Vec::new();
        for (index, lesson) in manifest.lesson.into_iter().enumerate() {
            let markdown = text(&lesson.file)?;
            for name in markdown::files(&markdown) {
                let content = bytes(&name)?;
                media.push((index, name, content));
            }
            lessons.push(LessonSource { title: lesson.title, minutes: lesson.minutes, markdown });
        }
        Ok(CourseSource {
            title: manifest.title,
            summary: manifest.summary,
            post: manifest.post,
            lessons,
            media,
        })
    }
}

/// Makes a course of the enterprise `org` in the name of `author`. A post that is not there yet is made.
pub async fn load(
    guben: &Guben,
    stamp: Stamp,
    org: OrgId,
    author: PersonId,
    source: CourseSource,
) -> Result<CourseId> {
    let CourseSource { title, summary, post, lessons, media } = source;
    let mut files: Vec<Vec<NewFile>> = lessons.iter().map(|_| Vec::new()).collect();
    for (index, name, bytes) in media {
        if let Some(files) = files.get_mut(index) {
            files.push(NewFile { name, bytes });
        }
    }
    let mut parts = Vec::new();
    for (lesson, files) in lessons.into_iter().zip(files) {
        parts.push((lesson, kept(&guben.blobs, files).await?));
    }
    let course = CourseId(Uuid::now_v7());
    let stored = guben.db.write(stamp, move |tx| {
        async move {
            let row = course::Model {
                id: course.0,
                org_id: org.0,
                title,
                summary,
                post_id: post_id(tx, org, post).await?,
                created_by: author.0,
                created_at: stamp.now.0,
            };
            tx.add("course.add", row).await?;
            for ((lesson, files), no) in parts.into_iter().zip(1..) {
                let id = Uuid::now_v7();
                let html = markdown::render(&lesson.markdown, &lesson.title, id.into()).into_string();
                let row = lesson::Model {
                    id,
                    org_id: org.0,
                    course_id: course.0,
                    no,
                    title: lesson.title,
                    source: lesson.markdown,
                    html,
                    minutes: lesson.minutes.into(),
                };
                tx.add("lesson.add", row).await?;
                keep_files(tx, org.0, id.into(), files).await?;
            }
            Ok(course)
        }
        .boxed()
    });
    stored.await
}

async fn post_id(tx: &mut Tx, org: OrgId, name: String) -> Result<Option<Uuid>> {
    if name.is_empty() {
        return Ok(None);
    }
    if let Some(known) = store::posts(tx.conn(), org).await?.into_iter().find(|post| post.name == name) {
        return Ok(Some(known.id));
    }
    let row = post::Model { id: Uuid::now_v7(), org_id: org.0, name };
    let id = row.id;
    tx.add("post.add", row).await?;
    Ok(Some(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "title = '甲'\n[[lesson]]\nfile = '1.md'\ntitle = '乙'\nminutes = 5\n";

    fn read(files: &[(&str, &str)]) -> Result<CourseSource, SourceFault> {
        let find =
            |name: &str| files.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).into());
        CourseSource::read(find)
    }

    #[test]
    fn a_folder_is_read_with_the_files_that_its_lessons_name() {
        let source =
            read(&[("course.toml", MANIFEST), ("1.md", "![x](a.png)"), ("a.png", "1"), ("b.png", "2")]);
        let source = source.unwrap();
        assert_eq!(source.lessons[0].minutes, 5);
        assert_eq!(source.media, [(0, "a.png".into(), b"1".to_vec())]);
        assert_eq!(source.post, "");
    }

    #[test]
    fn what_is_missing_is_named() {
        let named = |files: &[(&str, &str)]| read(files).unwrap_err().to_string();
        assert_eq!(named(&[]), "course.toml is missing");
        assert_eq!(named(&[("course.toml", MANIFEST)]), "1.md is missing");
        assert_eq!(named(&[("course.toml", MANIFEST), ("1.md", "![x](a.png)")]), "a.png is missing");
        assert!(named(&[("course.toml", "title = 1")]).starts_with("course.toml: "));
    }

    #[test]
    fn the_courses_that_come_with_the_product_can_be_read() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../question-banks/courses");
        for name in ["new-worker-induction", "safety-manager"] {
            let course = CourseSource::read(|file| std::fs::read(folder.join(name).join(file)).ok()).unwrap();
            assert!(course.lessons.len() >= 3 && !course.post.is_empty(), "{name}");
            for (_, file, bytes) in &course.media {
                assert_eq!(super::super::media::accept(file, bytes).unwrap().name, *file);
            }
        }
    }
}
