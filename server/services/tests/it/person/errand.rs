//! In whose name the command line works.

use domain::person::access::{Action, Role};
use sea_orm::prelude::Uuid;
use services::{
    Ctx, Result,
    person::{
        errand::{self, Unclear},
        grant, roster,
    },
};
use testkit::{House, MORNING, each_engine};

async fn of(house: &House, code: &str, number: Option<&str>) -> std::result::Result<Ctx, Unclear> {
    let found: Result<_> = errand::of(&house.guben, code, number, Action::EditBank, MORNING).await;
    found.unwrap()
}

#[tokio::test]
async fn the_command_line_works_in_the_name_of_somebody_who_may() {
    each_engine(|house| async move {
        let admin = house.acting(Role::EnterpriseAdmin);
        let unclear = |found: std::result::Result<Ctx, Unclear>| found.err();
        assert_eq!(unclear(of(&house, "NOBODY", None).await), Some(Unclear::NoEnterprise));
        assert_eq!(unclear(of(&house, "TEST", None).await), Some(Unclear::Nobody));

        let liu = house.worker("1001", "刘建国").await;
        grant::give(&admin, liu, Role::Trainer, house.root, Uuid::now_v7()).await.unwrap();
        let ctx = of(&house, "test", None).await.ok().unwrap();
        assert_eq!((ctx.actor.person, ctx.actor.org), (liu, house.org));
        assert!(ctx.must_here(Action::EditBank).is_ok() && ctx.must_here(Action::SeeAudit).is_err());

        let zhao = house.worker("1002", "赵强").await;
        grant::give(&admin, zhao, Role::Trainer, house.root, Uuid::now_v7()).await.unwrap();
        house.worker("1003", "马兰").await;
        let both = vec!["1001".to_owned(), "1002".to_owned()];
        assert_eq!(unclear(of(&house, "TEST", None).await), Some(Unclear::Several(both)));
        assert_eq!(of(&house, "TEST", Some("1002")).await.map(|ctx| ctx.actor.person).ok(), Some(zhao));
        assert_eq!(unclear(of(&house, "TEST", Some("1003")).await), Some(Unclear::Nobody));

        roster::leave(&admin, zhao).await.unwrap();
        assert_eq!(of(&house, "TEST", None).await.map(|ctx| ctx.actor.person).ok(), Some(liu));
    })
    .await;
}
