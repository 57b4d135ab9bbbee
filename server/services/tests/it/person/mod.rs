//! People, how they sign in, and what they may do to each other.

use domain::{
    id::{PersonId, UnitId},
    person::access::{Role, UnitPath},
};
use sea_orm::prelude::Uuid;
use services::{
    Failure, Refusal,
    failure::{Fault, FieldFault},
    person::{self, roster::PersonForm, unit},
};
use testkit::{House, MORNING};

mod errand;
mod login;
mod roster;

/// Two people who can be taken over and two who can't.
const ROSTER: &str = "工号,姓名,手机,部门,岗位,用工形式,身份证号,入职日期
1001,刘建国,13800138000,测试企业/一车间/三班组,焊工,正式,11010519491231002X,2020.3.5
1002,赵强,13800138001,一车间/三班组,焊工,派遣,,
1003,马兰,13800138000,一车间,电工,,,
1004,,13800138004,一车间,电工,,,
";

async fn set(house: &House, person: PersonId, password: &str) {
    let hash = house.guben.hasher.hash(password).await.unwrap();
    let org = house.org;
    house
        .guben
        .write(MORNING, move |tx| {
            Box::pin(async move { person::set_password(tx, org, person, hash, false).await })
        })
        .await
        .unwrap();
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
