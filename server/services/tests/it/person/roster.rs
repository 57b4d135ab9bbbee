//! The roster: people, units, posts, roles, and lists of people that are imported.

use domain::person::{
    access::{Action, Role, UnitPath},
    roster::Document,
};
use sea_orm::prelude::Uuid;
use services::{
    Ctx, Failure, Refusal, audit,
    failure::Fault,
    person::{
        self, grant, import,
        import::{Changed, Counts, Fate, RowFault},
        post,
        roster::{self, Filter, PersonForm},
        unit,
    },
};
use testkit::each_engine;

use super::{ROSTER, field, form, refusal, workshop};

/// An example of GB 11643-1999.
const ID: &str = "11010519491231002X";

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
            let history =
                audit::history(&house.guben.db, house.org.0, "person", &person.to_string()).await.unwrap();
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
        assert!(
            roster::show(&admin, person).await.unwrap().masked_id.is_some(),
            "an empty field changes nothing"
        );
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
        let Refusal::Fields(faults) = refusal(roster::add_person(&admin, &wrong, Uuid::now_v7()).await)
        else {
            panic!("fields are at fault")
        };
        let mut fields: Vec<_> = faults.iter().map(|fault| fault.field).collect();
        fields.sort_unstable();
        assert_eq!(fields, ["email", "employment", "joined_on", "name", "number", "phone", "unit"]);
        assert_eq!(
            roster::people(&admin, &Filter::default(), 1).await.unwrap().total,
            1,
            "the administrator alone"
        );

        let once = Uuid::now_v7();
        for _ in 0..2 {
            roster::add_person(&admin, &form("W1", "刘建国", house.root), once).await.unwrap();
        }
        assert_eq!(
            roster::people(&admin, &Filter::default(), 1).await.unwrap().total,
            2,
            "a form sent twice is one person"
        );
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
        assert!(matches!(
            roster::change_person(&manager, other, &form("W2", "x", mine)).await,
            Err(Failure::Forbidden)
        ));
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

        let give =
            |ctx: Ctx, role, over| async move { grant::give(&ctx, person, role, over, Uuid::now_v7()).await };
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
        assert!(
            matches!(grant::take(&own, person, held[0].id).await, Err(Failure::Forbidden)),
            "nobody takes their own"
        );
        grant::take(&admin, person, held[0].id).await.unwrap();
        assert!(grant::list(&admin, person).await.unwrap().is_empty());
        assert!(audit::verify_all(&house.guben.db).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_roster_says_what_becomes_of_each_row_and_changes_nothing_twice() {
    each_engine(|house| async move {
        let admin = house.acting(Role::EnterpriseAdmin);
        let preview = import::preview(&admin, "花名册.csv", ROSTER.into()).await.unwrap();
        assert_eq!(preview.counts(), Counts { new: 2, changed: 0, unchanged: 0, faulty: 2 });
        assert_eq!(preview.rows[2].fate, Fate::Faulty(vec![RowFault::PhoneTaken]));
        assert_eq!(preview.new_units, ["一车间/三班组"]);
        assert_eq!(preview.new_posts, ["焊工"]);
        assert_eq!(
            roster::people(&admin, &Filter::default(), 1).await.unwrap().total,
            1,
            "a preview stores nobody"
        );

        let done = import::commit(&admin, &preview.digest).await.unwrap();
        assert_eq!((done.new, done.changed), (2, 0));
        let found =
            roster::people(&admin, &Filter { text: "1001".into(), ..Filter::default() }, 1).await.unwrap();
        let card = &found.cards[0];
        assert_eq!(card.unit_trail, "测试企业/一车间/三班组");
        assert_eq!(
            (card.post_name.as_deref(), card.joined_on.as_deref()),
            (Some("焊工"), Some("2020-03-05"))
        );
        assert_eq!(card.masked_id.as_deref(), Some("1101**********002X"));
        assert_eq!(unit::tree(&admin, Action::SeeRoster).await.unwrap().len(), 3);
        assert_eq!(post::list(&admin).await.unwrap().len(), 1);

        let head = audit::head(&house.guben.db, house.org.0).await.unwrap().seq;
        let again = import::commit(&admin, &preview.digest).await.unwrap();
        assert_eq!(again, Counts { new: 0, changed: 0, unchanged: 2, faulty: 2 });
        assert_eq!(
            audit::head(&house.guben.db, house.org.0).await.unwrap().seq,
            head,
            "not even an entry in the log"
        );

        let moved = ROSTER.replace("1002,赵强,13800138001,一车间/三班组", "1002,赵强,,二车间");
        let preview = import::preview(&admin, "花名册.csv", moved.into()).await.unwrap();
        assert_eq!(preview.rows[1].fate, Fate::Changed(vec![Changed::Unit]));
        import::commit(&admin, &preview.digest).await.unwrap();
        let found =
            roster::people(&admin, &Filter { text: "1002".into(), ..Filter::default() }, 1).await.unwrap();
        assert_eq!(found.cards[0].unit_trail, "测试企业/二车间");
        assert_eq!(found.cards[0].phone.as_deref(), Some("13800138001"), "an empty cell changes nothing");
        assert!(audit::verify_all(&house.guben.db).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_uploaded_roster_is_kept_sealed_and_for_its_enterprise_alone() {
    each_engine(|house| async move {
        let admin = house.acting(Role::EnterpriseAdmin);
        let preview = import::preview(&admin, "花名册.csv", ROSTER.into()).await.unwrap();
        let kept = house.guben.blobs.read(&preview.digest).await.unwrap();
        let number = ID.as_bytes();
        assert!(ROSTER.as_bytes().windows(number.len()).any(|bytes| bytes == number));
        assert!(!kept.windows(number.len()).any(|bytes| bytes == number));

        let mut stranger = admin.clone();
        stranger.actor.org = Uuid::now_v7().into();
        let taken = import::commit(&stranger, &preview.digest).await;
        assert!(matches!(taken, Err(Failure::NotFound | Failure::Forbidden)), "{taken:?}");
        assert_eq!(import::commit(&admin, &preview.digest).await.unwrap().new, 2);
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
        let trails: Vec<_> =
            unit::tree(&admin, Action::SeeRoster).await.unwrap().into_iter().map(|unit| unit.trail).collect();
        assert_eq!(trails, ["测试企业", "测试企业/焊接车间", "测试企业/焊接车间/一车间"]);
    })
    .await;
}
