//! People, how they sign in, and what they may do to each other.

use domain::{
    id::{PersonId, UnitId},
    person::{
        access::{Action, Role, UnitPath},
        roster::Document,
    },
    time::Timestamp,
};
use futures::future::join_all;
use sea_orm::prelude::Uuid;
use services::{
    Ctx, Failure, Refusal, audit,
    failure::{Fault, FieldFault},
    person::{
        self,
        enterprise::{self, EnterpriseForm},
        grant, import,
        import::{Changed, Counts, Fate, RowFault},
        login::{SignedIn, login},
        post,
        roster::{self, Entry, Filter, PersonForm, Presence},
        session, unit,
    },
};
use testkit::{House, MORNING, at, each_engine};

const HOUR_MS: i64 = 60 * 60_000;
const HERE: &str = "10.0.0.7";
const ELSEWHERE: &str = "10.9.9.9";

/// An example of GB 11643-1999.
const ID: &str = "11010519491231002X";

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

async fn set(house: &House, person: PersonId, password: &str) {
    let hash = house.guben.hasher.hash(password).await.unwrap();
    let org = house.org;
    house
        .guben
        .write(MORNING, move |tx| Box::pin(async move { person::set_password(tx, org, person, hash, false).await }))
        .await
        .unwrap();
}

async fn ctx_of(house: &House, signed_in: &SignedIn, now: Timestamp) -> Ctx {
    let found = session::find(&house.guben, &signed_in.secret, now).await.unwrap().unwrap();
    Ctx { guben: house.guben.clone(), actor: found.actor, session: found.session, now }
}

async fn is_signed_in(house: &House, signed_in: &SignedIn, now: Timestamp) -> bool {
    session::find(&house.guben, &signed_in.secret, now).await.unwrap().is_some()
}

fn refusal<T>(result: Result<T, Failure>) -> Refusal {
    match result {
        Err(Failure::Refused(refusal)) => refusal,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it was not refused"),
    }
}

fn field(field: &'static str, fault: Fault) -> Refusal {
    Refusal::Fields(vec![FieldFault { field, fault }])
}

fn form(number: &str, name: &str, unit: UnitId) -> PersonForm {
    PersonForm {
        number: number.into(),
        name: name.into(),
        unit: unit.to_string(),
        employment: "employee".into(),
        ..PersonForm::default()
    }
}

async fn workshop(house: &House, name: &str) -> (UnitId, UnitPath) {
    let admin = house.acting(Role::EnterpriseAdmin);
    let id = unit::add(&admin, house.root, name, Uuid::now_v7()).await.unwrap();
    (id, UnitPath::root(house.root).child(id))
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
        assert!(is_signed_in(&house, &idle, MORNING.plus_millis(session::IDLE_MS - 1)).await);
        assert!(!is_signed_in(&house, &idle, MORNING.plus_millis(session::IDLE_MS)).await);
        assert!(!is_signed_in(&house, &SignedIn { secret: "guess".into(), must_change_password: false }, MORNING).await);

        let used = sign_in(&house, "W1", "correct horse", MORNING).await.unwrap();
        let mut now = MORNING;
        while now.plus_millis(10 * HOUR_MS).since(MORNING) < session::LIFE_MS {
            now = now.plus_millis(10 * HOUR_MS);
            assert!(is_signed_in(&house, &used, now).await, "used at {now:?}");
            // The use is noted by a write that comes after it in the same queue as this one.
            house.guben.write(now, |_| Box::pin(async { Ok(()) })).await.unwrap();
            tokio::task::yield_now().await;
            let noted = async || session::list(&ctx_of(&house, &used, now).await).await.unwrap()[0].seen == now;
            while !noted().await {
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
        let (one_ctx, other_ctx) = (ctx_of(&house, &one, MORNING).await, ctx_of(&house, &other, MORNING).await);
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
            assert_eq!(refusal(sign_in(&house, name, "correct horse", MORNING).await), Refusal::LoginWait { until });
        }
        login(&house.guben, "W1", "correct horse", ELSEWHERE, "test", MORNING).await.unwrap();
        sign_in(&house, "W1", "correct horse", MORNING.plus_millis(1000)).await.unwrap();
        assert_eq!(refusal(sign_in(&house, "W1", "wrong horse", MORNING).await), Refusal::LoginWrong, "counted anew");
    })
    .await;
}

#[tokio::test]
async fn guesses_sent_at_once_are_counted_one_by_one() {
    each_engine(|house| async move {
        worker(&house, "W1", "correct horse").await;
        let guesses = (0..30).map(|_| sign_in(&house, "W1", "wrong horse", MORNING));
        let looked_at = join_all(guesses).await.into_iter().filter(|guess| {
            matches!(guess, Err(Failure::Refused(Refusal::LoginWrong)))
        });
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
            .write(MORNING, move |tx| Box::pin(async move { person::set_password(tx, org, admin, hash, false).await }))
            .await
            .unwrap();
        let first = sign_in(&house, "A1", "first password", MORNING).await.unwrap();
        assert_eq!(ctx_of(&house, &first, MORNING).await.actor.org, house.org);
        let second = sign_in(&house, "A1", "second password", MORNING).await.unwrap();
        assert_eq!(ctx_of(&house, &second, MORNING).await.actor.org, other.actor.org);
        sign_in(&house, "other/A1", "second password", MORNING).await.unwrap();
        assert_eq!(refusal(sign_in(&house, "TEST/A1", "second password", MORNING).await), Refusal::LoginWrong);
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
        assert!(matches!(roster::leave(&admin, house.admin).await, Err(Failure::Forbidden)), "nobody leaves by themselves");
        assert!(audit::verify_all(&house.guben.db).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_national_id_is_sealed_and_found_and_its_reading_recorded() {
    each_engine(|house| async move {
        let admin = house.acting(Role::EnterpriseAdmin);
        let typed = PersonForm { national_id: ID.to_lowercase(), ..form("W1", "刘建国", house.root) };
        let person = roster::add_person(&admin, &typed, Uuid::now_v7()).await.unwrap();

        let card = roster::show(&admin, person).await.unwrap();
        assert_eq!(card.masked_id.as_deref(), Some("1101**********002X"));
        let id = Document::parse(ID).unwrap().unwrap();
        assert_eq!(roster::find_by_document(&admin, &id).await.unwrap(), Some(person));
        let other = house.another_enterprise().await;
        assert_eq!(roster::find_by_document(&other, &id).await.unwrap(), None);
        let last_four = Filter { text: "002x".into(), ..Filter::default() };
        assert_eq!(roster::people(&admin, &last_four, 1).await.unwrap().total, 1);

        let looks = async || {
            let history = audit::history(&house.guben.db, house.org.0, "person", &person.to_string()).await.unwrap();
            history.iter().filter(|entry| entry.action == "national_id.reveal").count()
        };
        let trainer = house.acting(Role::Trainer);
        assert!(matches!(roster::reveal_national_id(&trainer, person).await, Err(Failure::Forbidden)));
        assert_eq!(looks().await, 0);
        assert_eq!(roster::reveal_national_id(&admin, person).await.unwrap(), ID);
        assert_eq!(looks().await, 1);

        let twin = PersonForm { national_id: ID.into(), ..form("W2", "刘建军", house.root) };
        let refused = roster::add_person(&admin, &twin, Uuid::now_v7()).await;
        assert_eq!(refusal(refused), field("national_id", Fault::Taken));
        roster::change_person(&admin, person, &form("W1", "刘建国", house.root)).await.unwrap();
        assert!(roster::show(&admin, person).await.unwrap().masked_id.is_some(), "an empty field changes nothing");
        assert!(audit::verify_all(&house.guben.db).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_form_says_everything_that_is_wrong_and_stores_nothing() {
    each_engine(|house| async move {
        let admin = house.acting(Role::EnterpriseAdmin);
        let wrong = PersonForm {
            phone: "123".into(),
            email: "liu@".into(),
            joined_on: "yesterday".into(),
            employment: "king".into(),
            ..PersonForm::default()
        };
        let Refusal::Fields(faults) = refusal(roster::add_person(&admin, &wrong, Uuid::now_v7()).await) else {
            panic!("fields are at fault")
        };
        let mut fields: Vec<_> = faults.iter().map(|fault| fault.field).collect();
        fields.sort_unstable();
        assert_eq!(fields, ["email", "employment", "joined_on", "name", "number", "phone", "unit"]);
        assert_eq!(roster::people(&admin, &Filter::default(), 1).await.unwrap().total, 1, "the administrator alone");

        let once = Uuid::now_v7();
        for _ in 0..2 {
            roster::add_person(&admin, &form("W1", "刘建国", house.root), once).await.unwrap();
        }
        assert_eq!(roster::people(&admin, &Filter::default(), 1).await.unwrap().total, 2, "a form sent twice is one person");
        let taken = roster::add_person(&admin, &form("W1", "别人", house.root), Uuid::now_v7()).await;
        assert_eq!(refusal(taken), field("number", Fault::Taken));
    })
    .await;
}

#[tokio::test]
async fn a_manager_of_a_workshop_sees_and_moves_nobody_elsewhere() {
    each_engine(|house| async move {
        let admin = house.acting(Role::EnterpriseAdmin);
        let (mine, path) = workshop(&house, "一车间").await;
        let (theirs, _) = workshop(&house, "二车间").await;
        let manager = house.within(house.admin, Role::SafetyManager, path);
        let ours = roster::add_person(&admin, &form("W1", "刘建国", mine), Uuid::now_v7()).await.unwrap();
        let other = roster::add_person(&admin, &form("W2", "赵 强", theirs), Uuid::now_v7()).await.unwrap();

        let seen = roster::people(&manager, &Filter::default(), 1).await.unwrap();
        assert_eq!(seen.cards.iter().map(|card| card.id).collect::<Vec<_>>(), [ours]);
        assert_eq!(seen.cards[0].unit_trail, "测试企业/一车间");
        assert_eq!(person::choose(&manager, Action::SeeRoster, None).await.unwrap().len(), 1);
        assert!(matches!(roster::show(&manager, other).await, Err(Failure::Forbidden)));
        assert!(matches!(roster::change_person(&manager, other, &form("W2", "x", mine)).await, Err(Failure::Forbidden)));
        let away = roster::change_person(&manager, ours, &form("W1", "刘建国", theirs)).await;
        assert_eq!(refusal(away), field("unit", Fault::NoSuchChoice));
        assert!(matches!(unit::rename(&manager, theirs, "我的").await, Err(Failure::Forbidden)));

        let stranger = house.another_enterprise().await;
        assert!(matches!(roster::show(&stranger, ours).await, Err(Failure::NotFound)));
        assert!(matches!(unit::rename(&stranger, mine, "我的").await, Err(Failure::NotFound)));
        assert!(matches!(grant::list(&stranger, ours).await, Err(Failure::NotFound)));
        assert_eq!(roster::people(&stranger, &Filter::default(), 1).await.unwrap().total, 1);
    })
    .await;
}

#[tokio::test]
async fn a_role_is_given_only_by_whoever_could_hold_others_to_it() {
    each_engine(|house| async move {
        let admin = house.acting(Role::EnterpriseAdmin);
        let (shop, path) = workshop(&house, "一车间").await;
        let person = roster::add_person(&admin, &form("W1", "刘建国", shop), Uuid::now_v7()).await.unwrap();
        let local = house.within(person, Role::EnterpriseAdmin, path);

        let give = |ctx: Ctx, role, over| async move { grant::give(&ctx, person, role, over, Uuid::now_v7()).await };
        assert!(matches!(give(admin.clone(), Role::SystemAdmin, house.root).await, Err(Failure::Forbidden)));
        assert!(matches!(give(local.clone(), Role::Trainer, house.root).await, Err(Failure::Forbidden)));
        assert!(!grant::offered(&admin).contains(&Role::SystemAdmin));
        for _ in 0..2 {
            give(admin.clone(), Role::EnterpriseAdmin, house.root).await.unwrap();
        }
        let held = grant::list(&admin, person).await.unwrap();
        assert_eq!(held.len(), 1, "the same role twice is one");

        let colleague = house.worker("W2", "赵强").await;
        let small = house.within(colleague, Role::EnterpriseAdmin, UnitPath::root(house.root).child(shop));
        let reset = person::reset_password(&small, person).await;
        assert!(matches!(reset, Err(Failure::Forbidden)), "a password is a way to every role of its owner");
        assert!(matches!(roster::leave(&small, person).await, Err(Failure::Forbidden)));

        let own = house.person(person, Role::EnterpriseAdmin);
        assert!(matches!(grant::take(&own, person, held[0].id).await, Err(Failure::Forbidden)), "nobody takes their own");
        grant::take(&admin, person, held[0].id).await.unwrap();
        assert!(grant::list(&admin, person).await.unwrap().is_empty());
        assert!(audit::verify_all(&house.guben.db).await.unwrap().is_empty());
    })
    .await;
}

const ROSTER: &str = "工号,姓名,手机,部门,岗位,用工形式,身份证号,入职日期
1001,刘建国,13800138000,测试企业/一车间/三班组,焊工,正式,11010519491231002X,2020.3.5
1002,赵强,13800138001,一车间/三班组,焊工,派遣,,
1003,马兰,13800138000,一车间,电工,,,
1004,,13800138004,一车间,电工,,,
";

#[tokio::test]
async fn a_roster_says_what_becomes_of_each_row_and_changes_nothing_twice() {
    each_engine(|house| async move {
        let admin = house.acting(Role::EnterpriseAdmin);
        let preview = import::preview(&admin, "花名册.csv", ROSTER.into()).await.unwrap();
        assert_eq!(preview.counts(), Counts { new: 2, changed: 0, unchanged: 0, faulty: 2 });
        assert_eq!(preview.rows[2].fate, Fate::Faulty(vec![RowFault::PhoneTaken]));
        assert_eq!(preview.new_units, ["一车间/三班组"]);
        assert_eq!(preview.new_posts, ["焊工"]);
        assert_eq!(roster::people(&admin, &Filter::default(), 1).await.unwrap().total, 1, "a preview stores nobody");

        let done = import::commit(&admin, &preview.digest).await.unwrap();
        assert_eq!((done.new, done.changed), (2, 0));
        let found = roster::people(&admin, &Filter { text: "1001".into(), ..Filter::default() }, 1).await.unwrap();
        let card = &found.cards[0];
        assert_eq!(card.unit_trail, "测试企业/一车间/三班组");
        assert_eq!((card.post_name.as_deref(), card.joined_on.as_deref()), (Some("焊工"), Some("2020-03-05")));
        assert_eq!(card.masked_id.as_deref(), Some("1101**********002X"));
        assert_eq!(unit::tree(&admin, Action::SeeRoster).await.unwrap().len(), 3);
        assert_eq!(post::list(&admin).await.unwrap().len(), 1);

        let head = audit::head(&house.guben.db, house.org.0).await.unwrap().seq;
        let again = import::commit(&admin, &preview.digest).await.unwrap();
        assert_eq!(again, Counts { new: 0, changed: 0, unchanged: 2, faulty: 2 });
        assert_eq!(audit::head(&house.guben.db, house.org.0).await.unwrap().seq, head, "not even an entry in the log");

        let moved = ROSTER.replace("1002,赵强,13800138001,一车间/三班组", "1002,赵强,,二车间");
        let preview = import::preview(&admin, "花名册.csv", moved.into()).await.unwrap();
        assert_eq!(preview.rows[1].fate, Fate::Changed(vec![Changed::Unit]));
        import::commit(&admin, &preview.digest).await.unwrap();
        let found = roster::people(&admin, &Filter { text: "1002".into(), ..Filter::default() }, 1).await.unwrap();
        assert_eq!(found.cards[0].unit_trail, "测试企业/二车间");
        assert_eq!(found.cards[0].phone.as_deref(), Some("13800138001"), "an empty cell changes nothing");
        assert!(audit::verify_all(&house.guben.db).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_roster_reaches_no_further_than_its_sender() {
    each_engine(|house| async move {
        let (_, path) = workshop(&house, "一车间").await;
        let manager = house.within(house.admin, Role::SafetyManager, path);
        let file = "工号,姓名,部门\n1,刘建国,一车间/三班组\n2,赵强,二车间\n3,马兰,\n";
        let preview = import::preview(&manager, "a.csv", file.into()).await.unwrap();
        let fates: Vec<_> = preview.rows.iter().map(|row| row.fate.clone()).collect();
        let out_of_reach = Fate::Faulty(vec![RowFault::OutOfReach]);
        assert_eq!(fates, [Fate::New, out_of_reach.clone(), out_of_reach]);

        let trainer = house.acting(Role::Trainer);
        assert!(matches!(import::preview(&trainer, "a.csv", file.into()).await, Err(Failure::Forbidden)));
        assert!(matches!(import::commit(&manager, "../../keys/data.key").await, Err(Failure::NotFound)));
        let picture = import::preview(&manager, "a.xlsx", b"\x89PNG\r\n\x1a\n".to_vec()).await;
        assert!(matches!(refusal(picture), Refusal::Sheet(_)));
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
        assert!(sign_in(&house, "13800138000", &issued[0].password.to_string(), MORNING).await.unwrap().must_change_password);
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
async fn two_units_or_posts_of_one_name_are_refused() {
    each_engine(|house| async move {
        let admin = house.acting(Role::EnterpriseAdmin);
        let (shop, _) = workshop(&house, "一车间").await;
        let twin = unit::add(&admin, house.root, " 一车间 ", Uuid::now_v7()).await;
        assert_eq!(refusal(twin), field("name", Fault::Taken));
        unit::add(&admin, shop, "一车间", Uuid::now_v7()).await.unwrap();
        post::add(&admin, "焊工", Uuid::now_v7()).await.unwrap();
        assert_eq!(refusal(post::add(&admin, "焊工", Uuid::now_v7()).await), field("post", Fault::Taken));
        unit::rename(&admin, shop, "焊接车间").await.unwrap();
        let trails: Vec<_> = unit::tree(&admin, Action::SeeRoster).await.unwrap().into_iter().map(|unit| unit.trail).collect();
        assert_eq!(trails, ["测试企业", "测试企业/焊接车间", "测试企业/焊接车间/一车间"]);
    })
    .await;
}
