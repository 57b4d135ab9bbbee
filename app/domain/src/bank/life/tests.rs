use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn version(n: u128) -> ItemVersionId {
    ItemVersionId(Uuid::from_u128(n))
}

fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

fn store(n: u128, review: Review) -> Step {
    Step::Store { version: version(n), review, ready: true, substance: true }
}

/// A question that lives through steps and remembers what happened.
struct Life {
    standing: Standing,
    events: Vec<(PersonId, Timestamp, Event)>,
    clock: i64,
}

impl Life {
    fn new() -> Life {
        Life { standing: Standing::plain(version(1)), events: Vec::new(), clock: 0 }
    }

    fn step(&mut self, who: u128, step: Step) -> Result<Event, Refused> {
        self.clock += 1;
        let at = Timestamp(self.clock);
        let event = self.standing.decide(person(who), at, step)?;
        self.standing.apply(person(who), at, &event);
        self.events.push((person(who), at, event.clone()));
        Ok(event)
    }

    fn drawn(&self) -> Option<ItemVersionId> {
        self.standing.drawn(Timestamp(self.clock))
    }
}

#[test]
fn a_change_waits_beside_the_released_version_until_somebody_else_releases_it() {
    let mut life = Life::new();
    life.step(7, store(2, Review::Required)).unwrap();
    assert_eq!(life.drawn(), Some(version(1)), "papers go on with what is released");
    assert_eq!(life.step(7, Step::Release), Err(Refused::OwnWork));
    let released = life.step(8, Step::Release).unwrap();
    assert!(matches!(released, Event::Released { look: Look::SecondPerson, .. }));
    assert_eq!(life.drawn(), Some(version(2)));
    assert_eq!(life.step(8, Step::Release), Err(Refused::NothingOpen));
}

#[test]
fn without_review_a_change_is_released_and_the_event_says_that_nobody_looked() {
    let mut life = Life::new();
    let stored = life.step(7, store(2, Review::NotAsked)).unwrap();
    assert!(matches!(stored, Event::Released { look: Look::Nobody, .. }));
    assert_eq!(life.drawn(), Some(version(2)));
}

#[test]
fn whoever_helped_with_a_draft_does_not_release_it_either() {
    let mut life = Life::new();
    life.step(7, store(2, Review::Required)).unwrap();
    life.step(8, store(3, Review::Required)).unwrap();
    assert_eq!(life.step(7, Step::Release), Err(Refused::OwnWork));
    assert_eq!(life.step(8, Step::Release), Err(Refused::OwnWork));
    life.step(9, Step::Release).unwrap();
    assert_eq!(life.drawn(), Some(version(3)));
}

#[test]
fn switching_review_off_lets_nothing_slip_past_that_waits() {
    let mut life = Life::new();
    life.step(7, store(2, Review::Required)).unwrap();
    let on_top = life.step(7, store(3, Review::NotAsked)).unwrap();
    assert!(matches!(on_top, Event::Drafted { .. }));
    assert_eq!(life.step(7, Step::Release), Err(Refused::OwnWork));
}

#[test]
fn what_is_sent_back_is_a_draft_with_the_reason_and_comes_again() {
    let mut life = Life::new();
    life.step(7, store(2, Review::Required)).unwrap();
    let back = |reason: &str| Step::SendBack { reason: reason.into() };
    assert_eq!(life.step(8, back(" ")), Err(Refused::ReasonMissing));
    life.step(8, back("依据已废止")).unwrap();
    let open = life.standing.open.clone().unwrap();
    assert_eq!((open.stage, open.sent_back.unwrap().words.as_str()), (Stage::Draft, "依据已废止"));
    assert_eq!(life.step(8, Step::Release), Err(Refused::NotInReview));
    assert_eq!(life.step(8, Step::Submit), Err(Refused::NotTheirWork));
    life.step(7, Step::Submit).unwrap();
    assert_eq!(life.step(7, Step::Submit), Err(Refused::AlreadyInReview));
    life.step(8, Step::Release).unwrap();
}

#[test]
fn a_draft_is_given_up_only_where_something_else_is_asked() {
    let mut life = Life::new();
    life.step(7, store(2, Review::Required)).unwrap();
    assert_eq!(life.step(8, Step::Discard), Err(Refused::NotTheirWork));
    life.step(7, Step::Discard).unwrap();
    assert_eq!((life.drawn(), life.standing.open.is_none()), (Some(version(1)), true));

    let mut imported = Life { standing: Standing::default(), ..Life::new() };
    imported.step(7, store(1, Review::Required)).unwrap();
    assert_eq!(imported.drawn(), None);
    assert_eq!(imported.step(7, Step::Discard), Err(Refused::NothingElse));
}

#[test]
fn outside_its_time_and_in_quarantine_a_question_is_not_drawn() {
    let mut standing = Standing::plain(version(1));
    standing.valid = Validity { from: Some(Timestamp(10)), until: Some(Timestamp(20)) };
    for (at, drawn) in [(9, false), (10, true), (19, true), (20, false)] {
        assert_eq!(standing.drawn(Timestamp(at)).is_some(), drawn, "{at}");
    }
    let mut life = Life::new();
    let why = |reason: &str| reason.to_owned();
    assert_eq!(life.step(7, Step::Lift { reason: why("无") }), Err(Refused::NotQuarantined));
    life.step(7, Step::Quarantine { reason: why("答案有争议") }).unwrap();
    assert_eq!(life.drawn(), None);
    assert_eq!(life.step(8, Step::Quarantine { reason: why("再次") }), Err(Refused::AlreadyQuarantined));
    life.step(8, Step::Lift { reason: why("已核对") }).unwrap();
    assert_eq!(life.drawn(), Some(version(1)));
    let backwards = Validity { from: Some(Timestamp(2)), until: Some(Timestamp(2)) };
    assert_eq!(life.step(7, Step::SetValidity(backwards)), Err(Refused::NeverValid));
}

#[test]
fn a_doubt_is_settled_by_a_confirmation_or_by_a_change_that_knows_of_it() {
    let doubt = || Step::Doubt { law: "消防法".into(), note: "2026年修订".into() };
    let small =
        |n| Step::Store { version: version(n), review: Review::NotAsked, ready: true, substance: false };
    let mut life = Life::new();
    assert_eq!(life.step(7, Step::Confirm { note: String::new() }), Err(Refused::NotInDoubt));
    life.step(7, store(2, Review::Required)).unwrap();
    life.step(7, doubt()).unwrap();
    life.step(8, Step::Release).unwrap();
    assert!(life.standing.doubt.is_some(), "that version was written before the law changed");
    life.step(7, small(3)).unwrap();
    assert!(life.standing.doubt.is_some(), "another knowledge point makes nothing true");
    life.step(7, store(4, Review::NotAsked)).unwrap();
    assert!(life.standing.doubt.is_none());
    life.step(7, doubt()).unwrap();
    life.step(7, Step::Confirm { note: String::new() }).unwrap();
    assert!(life.standing.doubt.is_none());
}

#[test]
fn tags_are_parted_as_people_part_them() {
    let expected: BTreeSet<String> = ["动火", "新员工", "2026"].map(str::to_owned).into();
    assert_eq!(tags("动火，新员工、 2026 ;；动火\n"), expected);
    let many = (0..=MOST_TAGS).map(|n| n.to_string()).collect();
    assert_eq!(Life::new().step(7, Step::SetTags(many)), Err(Refused::TooManyTags));
}

fn any_step() -> impl Strategy<Value = Step> {
    let review = prop_oneof![Just(Review::Required), Just(Review::NotAsked)];
    prop_oneof![
        4 => (2..9_u128, review, any::<bool>(), any::<bool>()).prop_map(|(n, review, ready, substance)| {
            Step::Store { version: version(n), review, ready, substance }
        }),
        2 => Just(Step::Submit),
        1 => Just(Step::SendBack { reason: "不清楚".into() }),
        3 => Just(Step::Release),
        1 => Just(Step::Discard),
        1 => Just(Step::Quarantine { reason: "争议".into() }),
        1 => Just(Step::Lift { reason: "已核".into() }),
        1 => Just(Step::Doubt { law: "消防法".into(), note: "修订".into() }),
        1 => Just(Step::Confirm { note: String::new() }),
    ]
}

proptest! {
    /// Whatever people try, in whatever order.
    #[test]
    fn nothing_is_released_as_reviewed_by_those_who_wrote_it(
        steps in prop::collection::vec((1..5_u128, any_step()), 1..60)
    ) {
        let mut life = Life::new();
        let mut writers: BTreeSet<PersonId> = BTreeSet::new();
        for (who, step) in steps {
            let before = life.standing.clone();
            let Ok(event) = life.step(who, step) else {
                prop_assert_eq!(&life.standing, &before, "a refused step leaves all as it was");
                continue;
            };
            match &event {
                Event::Drafted { .. } => drop(writers.insert(person(who))),
                Event::Discarded { .. } => writers.clear(),
                Event::Released { look: Look::SecondPerson, version, .. } => {
                    prop_assert!(!writers.contains(&person(who)));
                    prop_assert_eq!(before.open.as_ref().map(|open| open.version), Some(*version));
                    writers.clear();
                }
                Event::Released { look: Look::Nobody, .. } => prop_assert!(before.open.is_none()),
                _ => {}
            }
            if !matches!(event, Event::Released { .. }) {
                prop_assert_eq!(life.standing.released, before.released, "only a release changes what is asked");
            }
        }
    }

    #[test]
    fn a_standing_can_be_made_again_from_its_events_and_survives_its_storage(
        steps in prop::collection::vec((1..5_u128, any_step()), 1..40)
    ) {
        let mut life = Life::new();
        for (who, step) in steps {
            let _ = life.step(who, step);
        }
        let mut again = Standing::plain(version(1));
        for (by, at, event) in &life.events {
            let stored: Event = serde_json::from_str(&serde_json::to_string(event).unwrap()).unwrap();
            again.apply(*by, *at, &stored);
        }
        prop_assert_eq!(&again, &life.standing);
        let stored: Standing = serde_json::from_str(&serde_json::to_string(&again).unwrap()).unwrap();
        prop_assert_eq!(stored, again);
    }
}
