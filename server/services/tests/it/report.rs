//! Coverage over the roster, and the audit log, on both engines.

use domain::{
    audit::Fault,
    person::{access::Role, roster::Employment},
    time::Timestamp,
};
use services::{
    Failure, certificate,
    person::roster,
    report::{self, Filter, List, LogFilter, Missing, Standing},
};
use testkit::{House, MORNING, at, each_engine};

use super::archive::{exam, learn, member, minute, sit, sql, workshop};

const YEAR_AND_A_DAY_MS: i64 = 366 * 24 * 3_600_000;

async fn names(house: &House, now: Timestamp, list: List) -> Vec<(String, Standing)> {
    let manager = at(&house.acting(Role::SafetyManager), now);
    let names = report::names(&manager, &Filter::default(), list).await.unwrap();
    names.into_iter().map(|named| (named.number, named.standing)).collect()
}

#[tokio::test]
async fn the_roster_is_the_denominator_and_who_has_left_is_not_on_it() {
    each_engine(|house| async move {
        let (liu, wang, zhao) = (
            house.worker("W1", "刘建国").await,
            house.worker("W2", "王敏").await,
            house.worker("W3", "赵永强").await,
        );
        let sitting = exam(&house, &[liu, wang, zhao]).await;
        sit(&house, liu, sitting, 5, true).await;
        sit(&house, zhao, sitting, 5, true).await;
        let manager = at(&house.acting(Role::SafetyManager), minute(10));
        let before = report::coverage(&manager, &Filter::default()).await.unwrap();
        assert_eq!((before.passed, before.roster), (2, 4), "the administrator is on the roster too");

        roster::leave(&manager, zhao).await.unwrap();
        let after = report::coverage(&manager, &Filter::default()).await.unwrap();
        assert_eq!((after.passed, after.roster), (1, 3));
        assert_eq!(after.missing, [(Missing::NotBegun, 1), (Missing::NotInvited, 1)]);
        let row = &after.sittings[0];
        assert_eq!((row.name.as_str(), row.invited, row.passed), ("入厂考试", 2, 1));
    })
    .await;
}

#[tokio::test]
async fn the_names_say_what_is_missing() {
    each_engine(|house| async move {
        let mut people = Vec::new();
        for (number, name) in [("W1", "甲"), ("W2", "乙"), ("W3", "丙"), ("W4", "丁")] {
            people.push(house.worker(number, name).await);
        }
        let sitting = exam(&house, &people).await;
        sit(&house, people[0], sitting, 5, true).await;
        sit(&house, people[1], sitting, 5, false).await;
        sit(&house, people[2], sitting, 5, false).await;
        sit(&house, people[2], sitting, 10, false).await;
        let not = Standing::Missing;
        let missing = names(&house, minute(20), List::Missing(None)).await;
        let expected = [
            ("A1", Missing::NotInvited),
            ("W2", Missing::MakeUpOpen),
            ("W3", Missing::Failed),
            ("W4", Missing::NotBegun),
        ];
        assert_eq!(missing, expected.map(|(number, why)| (number.to_owned(), not(why))));
        assert_eq!(names(&house, minute(20), List::Passed).await, [("W1".to_owned(), Standing::Passed)]);
        let failed = names(&house, minute(20), List::Missing(Some(Missing::Failed))).await;
        assert_eq!(failed.len(), 1);
        let later = names(&house, minute(200), List::Missing(Some(Missing::Absent))).await;
        assert_eq!(later[0].0, "W4");
    })
    .await;
}

#[tokio::test]
async fn revoked_and_expired_certificates_are_no_pass() {
    each_engine(|house| async move {
        let (liu, wang) = (house.worker("W1", "刘建国").await, house.worker("W2", "王敏").await);
        let sitting = exam(&house, &[liu, wang]).await;
        sit(&house, liu, sitting, 5, true).await;
        sit(&house, wang, sitting, 5, true).await;
        assert_eq!(names(&house, minute(10), List::Passed).await.len(), 2);

        let manager = at(&house.acting(Role::SafetyManager), minute(20));
        let held = certificate::mine(&at(&house.person(liu, Role::Worker), minute(20))).await.unwrap();
        certificate::revoke(&manager, held[0].content.certificate, "代考").await.unwrap();
        assert_eq!(names(&house, minute(30), List::Passed).await, [("W2".to_owned(), Standing::Passed)]);
        let revoked = names(&house, minute(30), List::Missing(Some(Missing::Revoked))).await;
        assert_eq!(revoked[0].0, "W1");

        let after = MORNING.plus_millis(YEAR_AND_A_DAY_MS);
        assert_eq!(names(&house, after, List::Passed).await, []);
        let expired = names(&house, after, List::Missing(Some(Missing::Expired))).await;
        assert_eq!(expired.iter().map(|(number, _)| number.as_str()).collect::<Vec<_>>(), ["W2"]);
    })
    .await;
}

#[tokio::test]
async fn a_manager_of_one_workshop_counts_only_it() {
    each_engine(|house| async move {
        let (east, path) = workshop(&house, "东车间").await;
        let (west, _) = workshop(&house, "西车间").await;
        let liu = member(&house, east, "E1", "刘建国").await;
        let wang = member(&house, west, "W1", "王敏").await;
        let sitting = exam(&house, &[liu, wang]).await;
        sit(&house, wang, sitting, 5, true).await;
        let manager = at(&house.within(house.admin, Role::SafetyManager, path), minute(10));
        let seen = report::coverage(&manager, &Filter::default()).await.unwrap();
        assert_eq!((seen.passed, seen.roster, seen.units.len()), (0, 1, 1));
        let elsewhere = Filter { unit: Some(west), ..Filter::default() };
        assert_eq!(report::coverage(&manager, &elsewhere).await.unwrap().roster, 0);
        let names = report::names(&manager, &Filter::default(), List::Missing(None)).await.unwrap();
        assert_eq!(names.iter().map(|named| named.person).collect::<Vec<_>>(), [liu]);

        let whole = at(&house.acting(Role::SafetyManager), minute(10));
        let by_unit = report::coverage(&whole, &Filter::default()).await.unwrap().units;
        let counts: Vec<_> = by_unit.iter().map(|unit| (unit.passed, unit.roster)).collect();
        assert_eq!(counts, [(1, 3), (0, 1), (1, 1)], "a unit counts with everybody below it");
        let of_west = report::coverage(&whole, &elsewhere).await.unwrap();
        assert_eq!((of_west.passed, of_west.roster), (1, 1));
        let agency = Filter { employment: Some(Employment::AgencyWorker), ..Filter::default() };
        assert_eq!(report::coverage(&whole, &agency).await.unwrap().roster, 0);
    })
    .await;
}

#[tokio::test]
async fn nobody_counts_what_is_not_theirs() {
    each_engine(|house| async move {
        let liu = house.worker("W1", "刘建国").await;
        let sitting = exam(&house, &[liu]).await;
        let stranger = house.another_enterprise().await;
        let filter = Filter { sitting: Some(sitting), ..Filter::default() };
        assert!(matches!(report::coverage(&stranger, &filter).await, Err(Failure::NotFound)));
        assert_eq!(report::coverage(&stranger, &Filter::default()).await.unwrap().roster, 1);
        let worker = house.person(liu, Role::Worker);
        assert!(matches!(report::coverage(&worker, &Filter::default()).await, Err(Failure::Forbidden)));
        assert!(matches!(report::log(&worker, &LogFilter::default()).await, Err(Failure::Forbidden)));
        assert!(matches!(report::verify(&worker).await, Err(Failure::Forbidden)));
    })
    .await;
}

#[tokio::test]
async fn trained_is_who_has_finished_what_is_required() {
    each_engine(|house| async move {
        let liu = house.worker("W1", "刘建国").await;
        let manager = at(&house.acting(Role::SafetyManager), minute(100));
        let trained = || async { report::coverage(&manager, &Filter::default()).await.unwrap().trained };
        assert_eq!(trained().await, 0, "nothing is required of anybody yet");
        learn(&house, liu, 10).await;
        assert_eq!(trained().await, 1);
        let untrained = names(&house, minute(100), List::Untrained).await;
        assert_eq!(untrained[0].0, "A1");
    })
    .await;
}

#[tokio::test]
async fn the_log_is_read_by_subject_person_and_day() {
    each_engine(|house| async move {
        let liu = house.worker("W1", "刘建国").await;
        let sitting = exam(&house, &[liu]).await;
        sit(&house, liu, sitting, 5, true).await;
        let auditor = house.acting(Role::Auditor);
        let log = |filter: LogFilter| {
            let auditor = auditor.clone();
            async move { report::log(&auditor, &filter).await.unwrap() }
        };
        let all = log(LogFilter::default()).await;
        assert_eq!((all.lines[0].seq, all.head.seq, all.page), (all.head.seq, all.total as i64, 1));
        let answers = log(LogFilter { subject: "answer".into(), ..LogFilter::default() }).await;
        assert_eq!(answers.total, 4);
        let line = &answers.lines[0];
        assert_eq!((line.who.as_deref(), line.whose.as_ref().unwrap().0), (Some("刘建国"), liu));
        let of_liu = log(LogFilter { person: Some(liu), ..LogFilter::default() }).await;
        let about =
            |line: &report::LogLine| line.who.as_deref() == Some("刘建国") || line.key == liu.to_string();
        assert!(of_liu.total >= 6 && of_liu.lines.iter().all(about), "{of_liu:?}");
        let tomorrow = MORNING.plus_millis(24 * 3_600_000);
        let day = Some((tomorrow, tomorrow.plus_millis(24 * 3_600_000)));
        assert_eq!(log(LogFilter { day, ..LogFilter::default() }).await.total, 0);
        assert_eq!(log(LogFilter { page: 999, ..LogFilter::default() }).await.page, all.pages);
        let stranger = house.another_enterprise().await;
        let theirs = report::log(&stranger, &LogFilter::default()).await.unwrap();
        assert!(theirs.total < all.total && theirs.lines.iter().all(|line| line.key != liu.to_string()));
    })
    .await;
}

#[tokio::test]
async fn the_walk_names_whose_row_was_changed() {
    each_engine(|house| async move {
        let liu = house.worker("W1", "刘建国").await;
        let sitting = exam(&house, &[liu]).await;
        let attempt = sit(&house, liu, sitting, 5, true).await;
        let auditor = house.acting(Role::Auditor);
        assert_eq!(report::verify(&auditor).await.unwrap(), []);
        let one = format!("attempt_id = {} AND item_no = 2", sql(&house, attempt.0));
        house.tamper(&format!("UPDATE answer SET at = at + 1 WHERE {one}")).await;
        let found = report::verify(&auditor).await.unwrap();
        assert_eq!(found.len(), 1, "{found:?}");
        let Fault::RowChanged { subject, key, .. } = &found[0].fault else { panic!("{found:?}") };
        assert_eq!((subject.as_str(), key.as_str()), ("answer", format!("{attempt}/2/1").as_str()));
        assert_eq!(found[0].whose, Some((liu, "刘建国".to_owned())));
    })
    .await;
}
