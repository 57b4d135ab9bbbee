//! Courses: what a trainer writes, what a worker earns, on both engines.

use domain::{
    course::credit::BEAT_PERIOD_MS,
    id::{CourseId, LessonId, PersonId, PostId},
    person::access::Role,
    time::{Minutes, Timestamp},
};
use services::{
    Ctx, Failure, Refusal, audit,
    course::{self, Beat, CourseDraft, CourseSource, LessonDraft, LessonSource, LessonState, Move, NewFile},
    db::Stamp,
    failure::{Fault, FieldFault, FileFault},
};
use testkit::{House, MORNING, at, each_engine};
use uuid::Uuid;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n a picture";
const MP4: &[u8] = b"\0\0\0\x18ftypmp42 a video that is long enough to be sent in parts";

fn second(n: i64) -> Timestamp {
    MORNING.plus_millis(n * 1000)
}

fn lesson(title: &str, minutes: i64) -> LessonDraft {
    LessonDraft { title: title.into(), minutes, markdown: "正文".into(), files: Vec::new() }
}

fn file(name: &str, bytes: &[u8]) -> NewFile {
    NewFile { name: name.into(), bytes: bytes.to_vec() }
}

/// A course for everybody with a lesson for each of the `lengths`, in minutes.
async fn taught(house: &House, lengths: &[i64]) -> (CourseId, Vec<LessonId>) {
    let trainer = house.acting(Role::Trainer);
    let course = CourseId(Uuid::now_v7());
    let draft = CourseDraft { title: "入厂教育".into(), ..CourseDraft::default() };
    course::create(&trainer, course, draft).await.unwrap();
    let mut lessons = Vec::new();
    for (minutes, no) in lengths.iter().zip(1..) {
        let id = LessonId(Uuid::now_v7());
        course::add_lesson(&trainer, id, course, lesson(&format!("第{no}课"), *minutes)).await.unwrap();
        lessons.push(id);
    }
    (course, lessons)
}

async fn learner(house: &House) -> (Ctx, PersonId) {
    let person = house.worker("W1", "刘建国").await;
    (house.person(person, Role::Worker), person)
}

/// Reads a lesson from `from` to `to`, with a beat at each period in between.
async fn read_with_beats(worker: &Ctx, lesson: LessonId, from: i64, to: i64) -> Beat {
    course::open(&at(worker, second(from)), lesson).await.unwrap();
    let mut heard = course::beat(&at(worker, second(from)), lesson).await.unwrap();
    for n in (from..=to).step_by(BEAT_PERIOD_MS as usize / 1000).skip(1) {
        heard = course::beat(&at(worker, second(n)), lesson).await.unwrap();
    }
    heard
}

async fn earned(worker: &Ctx, house: &House, course: CourseId) -> Minutes {
    let conn = house.guben.db.read();
    course::progress::of(conn, house.org, worker.actor.person, course).await.unwrap().credited
}

async fn intact(house: &House) {
    let findings = audit::verify(&house.guben.db, house.org.0).await.unwrap();
    assert!(findings.is_empty(), "{findings:?}");
}

#[tokio::test]
async fn a_worker_learns_a_course_and_its_exam_opens() {
    each_engine(|house| async move {
        let (course, lessons) = taught(&house, &[1, 2]).await;
        let (worker, person) = learner(&house).await;
        let view = course::course(&worker, course).await.unwrap();
        assert_eq!((view.next, view.progress.complete), (Some(lessons[0]), false));

        let heard = read_with_beats(&worker, lessons[0], 0, 60).await;
        assert_eq!(heard, Beat { credited: Minutes(1), counting: true });
        assert_eq!(course::finish(&at(&worker, second(61)), lessons[0]).await.unwrap(), course);

        let view = course::course(&worker, course).await.unwrap();
        assert_eq!(view.next, Some(lessons[1]));
        assert_eq!(
            view.lessons.iter().map(|lesson| lesson.state).collect::<Vec<_>>(),
            [LessonState::Done, LessonState::New]
        );

        read_with_beats(&worker, lessons[1], 100, 220).await;
        course::finish(&at(&worker, second(221)), lessons[1]).await.unwrap();
        let progress = course::progress::of(house.guben.db.read(), house.org, person, course).await.unwrap();
        assert!(progress.complete);
        assert_eq!((progress.credited, progress.required), (Minutes(3), Minutes(3)));
        assert_eq!(course::mine(&worker).await.unwrap()[0].progress, progress);

        let studies = course::studied(&house.guben.db, house.org, person).await.unwrap();
        assert_eq!(studies.len(), 2);
        assert_eq!(studies[0].lesson, "第1课");
        assert_eq!((studies[0].opened_at, studies[0].closed_at), (second(0), Some(second(61))));
        assert!(studies[0].heard);
        intact(&house).await;
    })
    .await;
}

#[tokio::test]
async fn without_scripts_the_time_from_opening_to_finishing_counts() {
    each_engine(|house| async move {
        let (course, lessons) = taught(&house, &[5]).await;
        let (worker, person) = learner(&house).await;
        course::open(&worker, lessons[0]).await.unwrap();
        course::finish(&at(&worker, second(180)), lessons[0]).await.unwrap();
        assert_eq!(earned(&worker, &house, course).await, Minutes(3));
        let studies = course::studied(&house.guben.db, house.org, person).await.unwrap();
        assert!(!studies[0].heard, "the record shows that nothing was heard from the page");
        // Finishing again, as a double click does, earns nothing more.
        course::finish(&at(&worker, second(600)), lessons[0]).await.unwrap();
        assert_eq!(earned(&worker, &house, course).await, Minutes(3));
        intact(&house).await;
    })
    .await;
}

#[tokio::test]
async fn two_devices_count_once() {
    each_engine(|house| async move {
        let (course, lessons) = taught(&house, &[10, 10]).await;
        let (worker, _) = learner(&house).await;
        // The same lesson on both: one study, one clock.
        course::open(&worker, lessons[0]).await.unwrap();
        course::open(&at(&worker, second(5)), lessons[0]).await.unwrap();
        for n in 1..=4 {
            course::beat(&at(&worker, second(30 * n)), lessons[0]).await.unwrap();
            course::beat(&at(&worker, second(30 * n + 5)), lessons[0]).await.unwrap();
        }
        assert_eq!(earned(&worker, &house, course).await, Minutes(2));
        // Another lesson on the second device: the first one stops.
        course::open(&at(&worker, second(130)), lessons[1]).await.unwrap();
        let stopped = course::beat(&at(&worker, second(160)), lessons[0]).await.unwrap();
        assert_eq!(stopped, Beat { credited: Minutes(2), counting: false });
        let going_on = course::beat(&at(&worker, second(190)), lessons[1]).await.unwrap();
        assert_eq!(going_on, Beat { credited: Minutes(1), counting: true });
        assert!(!course::lesson(&worker, lessons[0]).await.unwrap().counting);
        intact(&house).await;
    })
    .await;
}

#[tokio::test]
async fn lessons_opened_at_the_same_moment_leave_one_study_open() {
    each_engine(|house| async move {
        let (_, lessons) = taught(&house, &[10, 10, 10, 10]).await;
        let (worker, person) = learner(&house).await;
        let opened = lessons.iter().map(|lesson| course::open(&worker, *lesson));
        futures::future::join_all(opened).await.into_iter().for_each(|opened| opened.unwrap());
        let studies = course::studied(&house.guben.db, house.org, person).await.unwrap();
        assert_eq!(studies.iter().filter(|study| study.closed_at.is_none()).count(), 1);
        intact(&house).await;
    })
    .await;
}

#[tokio::test]
async fn an_hour_away_from_the_page_is_no_hour_of_learning() {
    each_engine(|house| async move {
        let (course, lessons) = taught(&house, &[60]).await;
        let (worker, _) = learner(&house).await;
        read_with_beats(&worker, lessons[0], 0, 60).await;
        let back = course::beat(&at(&worker, second(3660)), lessons[0]).await.unwrap();
        assert_eq!(back.credited, Minutes(2), "one minute, and a minute and a half for the gap");
        // Whoever asks a hundred times a second earns no more than the time that passes.
        for _ in 0..20 {
            course::beat(&at(&worker, second(3661)), lessons[0]).await.unwrap();
        }
        assert_eq!(earned(&worker, &house, course).await, Minutes(2));
    })
    .await;
}

#[tokio::test]
async fn a_course_is_on_the_list_of_those_it_is_for() {
    each_engine(|house| async move {
        let trainer = house.acting(Role::Trainer);
        let stamp = Stamp { now: MORNING, actor: Some(house.admin) };
        let source = CourseSource {
            title: "焊工".into(),
            summary: String::new(),
            post: "焊工".into(),
            lessons: vec![LessonSource { title: "一".into(), minutes: 5, markdown: "![牌](a.png)".into() }],
            media: vec![(0, "a.png".into(), PNG.to_vec())],
        };
        let course = course::load(&house.guben, stamp, house.org, house.admin, source.clone()).await.unwrap();
        let again = CourseSource { title: "焊工复训".into(), ..source };
        course::load(&house.guben, stamp, house.org, house.admin, again).await.unwrap();
        assert_eq!(course::posts(&trainer).await.unwrap().len(), 1, "the post is made once");

        let (worker, _) = learner(&house).await;
        assert!(course::mine(&worker).await.unwrap().is_empty());
        let view = course::course(&worker, course).await.unwrap();
        assert_eq!(view.post.as_deref(), Some("焊工"), "nobody is kept from reading about a danger");
        let draft = course::draft(&trainer, course).await.unwrap();
        course::change(&trainer, course, CourseDraft { post: None, ..draft }).await.unwrap();
        assert_eq!(course::mine(&worker).await.unwrap().len(), 1);
        intact(&house).await;
    })
    .await;
}

#[tokio::test]
async fn a_form_sent_twice_makes_one_course_and_one_lesson() {
    each_engine(|house| async move {
        let trainer = house.acting(Role::Trainer);
        let (course, lesson_id) = (CourseId(Uuid::now_v7()), LessonId(Uuid::now_v7()));
        for _ in 0..2 {
            let draft = CourseDraft { title: "甲".into(), ..CourseDraft::default() };
            course::create(&trainer, course, draft).await.unwrap();
            course::add_lesson(&trainer, lesson_id, course, lesson("乙", 5)).await.unwrap();
        }
        assert_eq!(course::managed(&trainer).await.unwrap().len(), 1);
        assert_eq!(course::course(&trainer, course).await.unwrap().lessons.len(), 1);
        intact(&house).await;
    })
    .await;
}

#[tokio::test]
async fn what_can_t_be_used_is_refused_and_changes_nothing() {
    each_engine(|house| async move {
        let trainer = house.acting(Role::Trainer);
        let (course, lessons) = taught(&house, &[5]).await;
        let before = course::edited_lesson(&trainer, lessons[0]).await.unwrap();
        let refused = |result: Result<(), Failure>| match result {
            Err(Failure::Refused(refusal)) => refusal,
            other => panic!("{other:?}"),
        };
        let field = |field, fault| Refusal::Fields(vec![FieldFault { field, fault }]);
        let too_long = LessonDraft { minutes: 481, ..lesson("乙", 0) };
        assert_eq!(
            refused(course::change_lesson(&trainer, lessons[0], too_long).await),
            field("minutes", Fault::OutOfRange { min: 1, max: 480 })
        );
        let svg = file("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>");
        let files = vec![file("b.png", PNG), svg];
        let with_svg = LessonDraft { files, ..lesson("乙", 9) };
        let refusal = refused(course::change_lesson(&trainer, lessons[0], with_svg).await);
        assert!(matches!(refusal, Refusal::File(FileFault::Kind { .. })), "{refusal:?}");
        assert_eq!(course::edited_lesson(&trainer, lessons[0]).await.unwrap(), before);

        let nowhere =
            CourseDraft { title: "甲".into(), post: Some(PostId(Uuid::now_v7())), ..CourseDraft::default() };
        assert_eq!(
            refused(course::change(&trainer, course, nowhere).await),
            field("post", Fault::NoSuchChoice)
        );
        let nameless = CourseDraft { title: "  ".into(), ..CourseDraft::default() };
        assert_eq!(refused(course::change(&trainer, course, nameless).await), field("title", Fault::Missing));
        assert_eq!(course::draft(&trainer, course).await.unwrap().title, "入厂教育");
    })
    .await;
}

#[tokio::test]
async fn files_stand_in_the_lesson_and_are_sent_in_parts() {
    each_engine(|house| async move {
        let trainer = house.acting(Role::Trainer);
        let (_, lessons) = taught(&house, &[5]).await;
        let id = lessons[0];
        let markdown = "![演示](演示 一.MP4)\n\n![](缺.png)".replace("演示 一.MP4", "<演示 一.MP4>");
        let draft = LessonDraft { markdown, files: vec![file("演示 一.MP4", MP4)], ..lesson("乙", 5) };
        course::change_lesson(&trainer, id, draft.clone()).await.unwrap();

        let edited = course::edited_lesson(&trainer, id).await.unwrap();
        assert_eq!(edited.missing, ["缺.png"]);
        assert_eq!((edited.media[0].name.as_str(), edited.media[0].used), ("演示-一.mp4", true));
        assert!(edited.html.as_str().contains(&format!("/media/{id}/演示-一.mp4")), "{:?}", edited.html);

        let (worker, _) = learner(&house).await;
        let sent = course::media(&worker, id, "演示-一.mp4").await.unwrap();
        assert_eq!((sent.kind, sent.size), (services::media::MediaKind::Mp4, MP4.len() as u64));
        assert_eq!(sent.read(&house.guben, 4..8).await.unwrap(), b"ftyp");

        // The same name again takes the place of the earlier file.
        let replaced = LessonDraft { files: vec![file("演示 一.mp4", &[MP4, MP4].concat())], ..draft };
        course::change_lesson(&trainer, id, replaced).await.unwrap();
        assert_eq!(course::edited_lesson(&trainer, id).await.unwrap().media.len(), 1);
        let again = course::media(&worker, id, "演示-一.mp4").await.unwrap();
        assert_ne!(again.digest, sent.digest);
        intact(&house).await;
    })
    .await;
}

#[tokio::test]
async fn lessons_change_places_and_the_ends_stay() {
    each_engine(|house| async move {
        let trainer = house.acting(Role::Trainer);
        let (course, lessons) = taught(&house, &[1, 2, 3]).await;
        let order = async || {
            let view = course::course(&trainer, course).await.unwrap();
            view.lessons.iter().map(|lesson| lesson.minutes.0).collect::<Vec<_>>()
        };
        course::move_lesson(&trainer, lessons[0], Move::Down).await.unwrap();
        assert_eq!(order().await, [2, 1, 3]);
        course::move_lesson(&trainer, lessons[2], Move::Up).await.unwrap();
        assert_eq!(order().await, [2, 3, 1]);
        course::move_lesson(&trainer, lessons[1], Move::Up).await.unwrap();
        course::move_lesson(&trainer, lessons[0], Move::Down).await.unwrap();
        assert_eq!(order().await, [2, 3, 1]);
        intact(&house).await;
    })
    .await;
}

#[tokio::test]
async fn who_may_not_see_or_change_a_course_can_t() {
    each_engine(|house| async move {
        let trainer = house.acting(Role::Trainer);
        let (course, lessons) = taught(&house, &[5]).await;
        let with_file = LessonDraft { files: vec![file("a.png", PNG)], ..lesson("乙", 5) };
        course::change_lesson(&trainer, lessons[0], with_file).await.unwrap();

        let (worker, _) = learner(&house).await;
        assert!(matches!(course::managed(&worker).await, Err(Failure::Forbidden)));
        assert!(matches!(course::edited_lesson(&worker, lessons[0]).await, Err(Failure::Forbidden)));
        let change = course::change_lesson(&worker, lessons[0], lesson("改", 1)).await;
        assert!(matches!(change, Err(Failure::Forbidden)));

        let stranger = house.another_enterprise().await;
        assert!(matches!(course::course(&stranger, course).await, Err(Failure::NotFound)));
        assert!(matches!(course::lesson(&stranger, lessons[0]).await, Err(Failure::NotFound)));
        assert!(matches!(course::media(&stranger, lessons[0], "a.png").await, Err(Failure::NotFound)));
        assert!(matches!(course::open(&stranger, lessons[0]).await, Err(Failure::NotFound)));
        assert!(matches!(course::beat(&stranger, lessons[0]).await, Err(Failure::NotFound)));
        assert!(matches!(course::finish(&stranger, lessons[0]).await, Err(Failure::NotFound)));
        let change = course::change_lesson(&stranger, lessons[0], lesson("改", 1)).await;
        assert!(matches!(change, Err(Failure::NotFound)));
        assert!(course::mine(&stranger).await.unwrap().is_empty());
        assert_eq!(course::lesson(&worker, lessons[0]).await.unwrap().title, "乙");
    })
    .await;
}
