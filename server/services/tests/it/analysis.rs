//! Item analysis of a small exam, on both engines.

use domain::{analysis::Counted, bank::Kind, id::PersonId, person::access::Role};
use services::{Failure, attempt::Withheld, report};
use testkit::{House, at, each_engine};

use super::archive::{exam, minute, sit};

async fn people(house: &House, count: usize) -> Vec<PersonId> {
    let mut people = Vec::new();
    for no in 1..=count {
        people.push(house.worker(&format!("W{no}"), "刘建国").await);
    }
    people
}

#[tokio::test]
async fn the_questions_of_an_exam_are_analysed_when_everybody_has_finished() {
    each_engine(|house| async move {
        let people = people(&house, 4).await;
        let sitting = exam(&house, &people).await;
        for (person, right) in people[..3].iter().zip([true, true, false]) {
            sit(&house, *person, sitting, 5, right).await;
        }
        sit(&house, people[2], sitting, 20, true).await;
        // The fourth never begins.
        let trainer = |n| at(&house.acting(Role::Trainer), minute(n));
        let early = report::analysis(&trainer(30), sitting, Counted::First).await.unwrap();
        assert_eq!(
            early.found.unwrap_err(),
            Withheld::Until(minute(180)),
            "keys wait for the last candidate"
        );

        let found = report::analysis(&trainer(400), sitting, Counted::First).await.unwrap().found.unwrap();
        let whole = &found.analysis.whole;
        assert_eq!((whole.attempts, found.analysis.possible), (3, Some(100.0)));
        assert_eq!(found.analysis.totals, [0.0, 100.0, 100.0]);
        assert!((whole.reliability.unwrap().alpha - 100.0).abs() < 1e-6, "all or nothing: α is 1");
        assert_eq!(found.analysis.items.len(), 4);
        for item in &found.analysis.items {
            assert!((item.facility.unwrap() - 2.0 / 3.0).abs() < 1e-9);
            assert!(item.flags.is_empty(), "three answers say nothing");
            let question = &found.questions[&item.version];
            let chosen: Vec<_> = item.options.iter().map(|option| (option.in_key, option.all())).collect();
            let expected: &[(bool, usize)] = match question.kind {
                Kind::SingleChoice => &[(true, 2), (false, 0), (false, 0)],
                Kind::MultipleChoice => &[(true, 2), (true, 2), (false, 0)],
                Kind::TrueFalse => &[(true, 2), (false, 0)],
                _ => &[],
            };
            assert_eq!(chosen, expected, "{}", question.stem);
            assert_eq!(item.unanswered.all(), if question.kind == Kind::FillIn { 3 } else { 1 });
        }
        for (counted, totals) in [
            (Counted::Last, &[100.0, 100.0, 100.0][..]),
            (Counted::Best, &[100.0, 100.0, 100.0]),
            (Counted::All, &[0.0, 100.0, 100.0, 100.0]),
        ] {
            let again = report::analysis(&trainer(400), sitting, counted).await.unwrap().found.unwrap();
            assert_eq!(again.analysis.totals, totals, "{counted:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_exam_that_nobody_sat_says_nothing() {
    each_engine(|house| async move {
        let people = people(&house, 1).await;
        let sitting = exam(&house, &people).await;
        let auditor = at(&house.acting(Role::Auditor), minute(400));
        let found = report::analysis(&auditor, sitting, Counted::First).await.unwrap().found.unwrap();
        assert!(found.analysis.items.is_empty() && found.questions.is_empty());
        assert_eq!(found.analysis.whole, domain::analysis::Whole::default());
    })
    .await;
}

#[tokio::test]
async fn only_those_who_may_see_results_see_what_became_of_the_questions() {
    each_engine(|house| async move {
        let people = people(&house, 1).await;
        let sitting = exam(&house, &people).await;
        for role in Role::ALL {
            let seen = report::analysis(&at(&house.acting(role), minute(400)), sitting, Counted::First).await;
            match role {
                Role::Trainer | Role::SafetyManager | Role::Auditor => assert!(seen.is_ok(), "{role:?}"),
                _ => assert!(matches!(seen, Err(Failure::Forbidden)), "{role:?}"),
            }
        }
        let stranger = house.another_enterprise().await;
        assert!(matches!(
            report::analysis(&stranger, sitting, Counted::First).await,
            Err(Failure::NotFound | Failure::Forbidden)
        ));
    })
    .await;
}
