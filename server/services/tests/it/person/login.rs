//! Signing in, sessions, and passwords that are handed out.

use domain::{id::PersonId, person::access::Role, time::Timestamp};
use futures::future::join_all;
use sea_orm::prelude::Uuid;
use services::{
    Ctx, Failure, Refusal, audit,
    failure::Fault,
    person::{
        self,
        enterprise::{self, EnterpriseForm},
        import,
        login::{SignedIn, login},
        roster::{self, Entry, Filter, Presence},
        session,
    },
};
use testkit::{House, MORNING, at, each_engine};

use super::{ROSTER, field, refusal, set};

const HOUR_MS: i64 = 60 * 60_000;
const HERE: &str = "10.0.0.7";
const ELSEWHERE: &str = "10.9.9.9";

fn later(hours: i64) -> Timestamp {
    MORNING.plus_millis(hours * HOUR_MS)
}

async fn sign_in(house: &House, name: &str, password: &str, now: Timestamp) -> Result<SignedIn, Failure> {
    login(&house.guben, name, password, HERE, "test", now).await
}

/// A worker with a password of their own.
async fn worker(house: &House, number: &str, password: &str) -> PersonId {
    let person = house.worker(number, "刘建国").await;
    set(house, person, password).await;
    person
}

async fn ctx_of(house: &House, signed_in: &SignedIn, now: Timestamp) -> Ctx {
    let found = session::find(&house.guben, &signed_in.secret, now).await.unwrap().unwrap();
    Ctx { guben: house.guben.clone(), actor: found.actor, session: found.session, now }
}

async fn is_signed_in(house: &House, signed_in: &SignedIn, now: Timestamp) -> bool {
    session::find(&house.guben, &signed_in.secret, now).await.unwrap().is_some()
}

#[tokio::test]
async fn a_one_time_password_opens_only_the_way_to_an_own_one() {
    each_engine(|house| async move {
        let person = house.worker("W1", "刘建国").await;
        let admin = house.acting(Role::EnterpriseAdmin);
        assert_eq!(roster::entry(&admin, person).await.unwrap(), Entry::None);
        assert_eq!(refusal(sign_in(&house, "W1", "", MORNING).await), Refusal::LoginWrong);

        let given = person::reset_password(&admin, person).await.unwrap().to_string();
        let typed = given.to_uppercase().replace('-', " ");
        let first = sign_in(&house, "w1", &typed, MORNING).await.unwrap();
        assert!(first.must_change_password);
        let ctx = ctx_of(&house, &first, MORNING).await;
        let same = person::change_password(&ctx, "", &given, &given).await;
        assert!(matches!(refusal(same), Refusal::Fields(_)), "the one-time password is not one's own");

        person::change_password(&ctx, "", "安全带要高挂低用", "安全带要高挂低用").await.unwrap();
        assert!(is_signed_in(&house, &first, MORNING).await, "one stays signed in");
        assert_eq!(refusal(sign_in(&house, "W1", &given, MORNING).await), Refusal::LoginWrong);
        let second = sign_in(&house, "Ｗ１", "安全带要高挂低用", MORNING).await.unwrap();
        assert!(!second.must_change_password);
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_when_it_rests_or_grows_old_or_is_ended() {
    each_engine(|house| async move {
        worker(&house, "W1", "correct horse").await;
        let idle = sign_in(&house, "W1", "correct horse", MORNING).await.unwrap();
        assert!(!is_signed_in(&house, &idle, MORNING.plus_millis(session::IDLE_MS)).await);
        assert!(
            !is_signed_in(&house, &SignedIn { secret: "guess".into(), must_change_password: false }, MORNING)
                .await
        );

        let used = sign_in(&house, "W1", "correct horse", MORNING).await.unwrap();
        let mut now = MORNING;
        while now.plus_millis(10 * HOUR_MS).since(MORNING) < session::LIFE_MS {
            now = now.plus_millis(10 * HOUR_MS);
            assert!(is_signed_in(&house, &used, now).await, "used at {now:?}");
            let ctx = ctx_of(&house, &used, now).await;
            let noted = async || {
                let devices = session::list(&ctx).await.unwrap();
                devices.iter().any(|device| device.current && device.seen == now)
            };
            // Nobody waits for the note of a use; it comes by itself.
            let mut patience = 0..10_000;
            while !noted().await {
                assert!(patience.next().is_some(), "the use at {now:?} was not noted");
                tokio::task::yield_now().await;
            }
        }
        assert!(!is_signed_in(&house, &used, MORNING.plus_millis(session::LIFE_MS)).await);

        let phone = sign_in(&house, "W1", "correct horse", MORNING).await.unwrap();
        let desk = sign_in(&house, "W1", "correct horse", MORNING).await.unwrap();
        let ctx = ctx_of(&house, &desk, MORNING).await;
        session::revoke_others(&ctx).await.unwrap();
        assert!(!is_signed_in(&house, &phone, MORNING).await);
        assert_eq!(session::list(&ctx).await.unwrap().len(), 1);
        session::close(&ctx).await.unwrap();
        assert!(!is_signed_in(&house, &desk, MORNING).await);
    })
    .await;
}

#[tokio::test]
async fn only_the_owner_ends_a_session() {
    each_engine(|house| async move {
        worker(&house, "W1", "correct horse").await;
        worker(&house, "W2", "another horse").await;
        let one = sign_in(&house, "W1", "correct horse", MORNING).await.unwrap();
        let other = sign_in(&house, "W2", "another horse", MORNING).await.unwrap();
        let (one_ctx, other_ctx) =
            (ctx_of(&house, &one, MORNING).await, ctx_of(&house, &other, MORNING).await);
        assert!(matches!(session::revoke(&other_ctx, one_ctx.session).await, Err(Failure::NotFound)));
        assert!(is_signed_in(&house, &one, MORNING).await);
    })
    .await;
}

#[tokio::test]
async fn guessing_is_slowed_down_and_the_owner_elsewhere_is_not() {
    each_engine(|house| async move {
        worker(&house, "W1", "correct horse").await;
        for name in ["W1", "nobody"] {
            for _ in 0..5 {
                assert_eq!(refusal(sign_in(&house, name, "wrong horse", MORNING).await), Refusal::LoginWrong);
            }
            let until = MORNING.plus_millis(1000);
            assert_eq!(
                refusal(sign_in(&house, name, "correct horse", MORNING).await),
                Refusal::LoginWait { until }
            );
        }
        login(&house.guben, "W1", "correct horse", ELSEWHERE, "test", MORNING).await.unwrap();
        sign_in(&house, "W1", "correct horse", MORNING.plus_millis(1000)).await.unwrap();
        assert_eq!(
            refusal(sign_in(&house, "W1", "wrong horse", MORNING).await),
            Refusal::LoginWrong,
            "counted anew"
        );
    })
    .await;
}

#[tokio::test]
async fn guesses_sent_at_once_are_counted_one_by_one() {
    each_engine(|house| async move {
        worker(&house, "W1", "correct horse").await;
        let guesses = (0..30).map(|_| sign_in(&house, "W1", "wrong horse", MORNING));
        let looked_at = join_all(guesses)
            .await
            .into_iter()
            .filter(|guess| matches!(guess, Err(Failure::Refused(Refusal::LoginWrong))));
        assert_eq!(looked_at.count(), 5);
    })
    .await;
}

#[tokio::test]
async fn the_password_tells_apart_who_shares_a_number() {
    each_engine(|house| async move {
        let other = house.another_enterprise().await;
        set(&house, house.admin, "first password").await;
        let hash = house.guben.hasher.hash("second password").await.unwrap();
        let (org, admin) = (other.actor.org, other.actor.person);
        house
            .guben
            .write(MORNING, move |tx| {
                Box::pin(async move { person::set_password(tx, org, admin, hash, false).await })
            })
            .await
            .unwrap();
        let first = sign_in(&house, "A1", "first password", MORNING).await.unwrap();
        assert_eq!(ctx_of(&house, &first, MORNING).await.actor.org, house.org);
        let second = sign_in(&house, "A1", "second password", MORNING).await.unwrap();
        assert_eq!(ctx_of(&house, &second, MORNING).await.actor.org, other.actor.org);
        sign_in(&house, "other/A1", "second password", MORNING).await.unwrap();
        assert_eq!(
            refusal(sign_in(&house, "TEST/A1", "second password", MORNING).await),
            Refusal::LoginWrong
        );
    })
    .await;
}

#[tokio::test]
async fn demo_accounts_work_on_the_server_itself_only() {
    each_engine(|house| async move {
        let system = Ctx { ..house.acting(Role::SystemAdmin) };
        let demo = EnterpriseForm {
            code: "demo".into(),
            name: "演示企业".into(),
            admin_number: "D1".into(),
            admin_name: "演示".into(),
        };
        let password = enterprise::create(&system, &demo, Uuid::now_v7()).await.unwrap().to_string();
        let from = |address: &'static str| login(&house.guben, "D1", &password, address, "test", MORNING);
        assert_eq!(refusal(from(HERE).await), Refusal::LoopbackOnly);
        for address in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            from(address).await.unwrap();
        }
        let again = enterprise::create(&system, &demo, Uuid::now_v7()).await;
        assert_eq!(refusal(again), field("code", Fault::Taken));
        let admin = house.acting(Role::EnterpriseAdmin);
        assert!(matches!(enterprise::list(&admin).await, Err(Failure::Forbidden)));
    })
    .await;
}

#[tokio::test]
async fn passwords_are_handed_out_once_to_those_who_have_none() {
    each_engine(|house| async move {
        set(&house, house.admin, "correct horse").await;
        let admin = house.acting(Role::EnterpriseAdmin);
        let preview = import::preview(&admin, "花名册.csv", ROSTER.into()).await.unwrap();
        import::commit(&admin, &preview.digest).await.unwrap();

        let issued = person::issue_passwords(&admin, false).await.unwrap();
        assert_eq!(issued.iter().map(|issued| issued.number.as_str()).collect::<Vec<_>>(), ["1001", "1002"]);
        assert!(
            sign_in(&house, "13800138000", &issued[0].password.to_string(), MORNING)
                .await
                .unwrap()
                .must_change_password
        );
        assert!(person::issue_passwords(&admin, false).await.unwrap().is_empty());
        let waiting = person::without_password(&admin).await.unwrap();
        assert_eq!((waiting.none, waiting.unused), (0, 2));
        assert_eq!(person::issue_passwords(&admin, true).await.unwrap().len(), 2);
        let void = sign_in(&house, "1001", &issued[0].password.to_string(), later(1)).await;
        assert_eq!(refusal(void), Refusal::LoginWrong);

        let manager = at(&house.acting(Role::SafetyManager), later(1));
        assert!(matches!(person::issue_passwords(&manager, true).await, Err(Failure::Forbidden)));
    })
    .await;
}

#[tokio::test]
async fn whoever_leaves_is_signed_out_and_keeps_the_record() {
    each_engine(|house| async move {
        let person = worker(&house, "W1", "correct horse").await;
        let signed_in = sign_in(&house, "W1", "correct horse", MORNING).await.unwrap();
        let admin = house.acting(Role::EnterpriseAdmin);
        roster::leave(&admin, person).await.unwrap();
        assert!(!is_signed_in(&house, &signed_in, MORNING).await);
        assert_eq!(refusal(sign_in(&house, "W1", "correct horse", MORNING).await), Refusal::LoginWrong);
        let left = Filter { presence: Presence::Left, ..Filter::default() };
        assert_eq!(roster::people(&admin, &left, 1).await.unwrap().cards[0].id, person);
        roster::come_back(&admin, person).await.unwrap();
        sign_in(&house, "W1", "correct horse", MORNING.plus_millis(1000)).await.unwrap();
        assert!(
            matches!(roster::leave(&admin, house.admin).await, Err(Failure::Forbidden)),
            "nobody leaves by themselves"
        );
        assert!(audit::verify_all(&house.guben.db).await.unwrap().is_empty());
    })
    .await;
}
