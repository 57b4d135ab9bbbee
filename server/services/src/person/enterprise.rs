//! Enterprises of the instance: made by a system administrator, then run by their own.

use std::collections::HashMap;

use domain::{
    id::{OrgId, PersonId, UnitId},
    person::{
        access::{Action, Object, Role, UnitPath},
        roster::Employment,
    },
    time::Timestamp,
};
use entities::{org, person, role_grant, unit};
use futures::FutureExt as _;
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, prelude::Uuid,
};

use super::{
    OneTime,
    account::set_one_time,
    check::{Checks, NAME_LIMIT, SHORT_LIMIT},
};
use crate::{
    Ctx, Guben,
    db::{Tx, is_taken},
    failure::{Failure, Fault, Result},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enterprise {
    pub id: OrgId,
    pub code: String,
    pub name: String,
    /// People on the roster.
    pub people: u64,
    pub since: Timestamp,
}

/// An enterprise and its first administrator, as typed into a form.
#[derive(Clone, Debug, Default)]
pub struct EnterpriseForm {
    /// Letters, digits and hyphens: what people write before their number where several enterprises share it.
    pub code: String,
    pub name: String,
    pub admin_number: String,
    pub admin_name: String,
}

/// All enterprises, by code.
pub async fn list(ctx: &Ctx) -> Result<Vec<Enterprise>> {
    ctx.must(Action::ManageEnterprises, Object::Instance)?;
    let db = ctx.db().read();
    let counts = person::Entity::find()
        .select_only()
        .column(person::Column::OrgId)
        .column_as(person::Column::Id.count(), "people")
        .filter(person::Column::LeftAt.is_null())
        .group_by(person::Column::OrgId)
        .into_tuple::<(Uuid, i64)>()
        .all(db)
        .await?;
    let counts: HashMap<_, _> = counts.into_iter().collect();
    let rows = org::Entity::find().order_by_asc(org::Column::Code).all(db).await?;
    let enterprises = rows.into_iter().map(|row| Enterprise {
        id: OrgId(row.id),
        people: counts.get(&row.id).map_or(0, |count| count.unsigned_abs()),
        code: row.code,
        name: row.name,
        since: Timestamp(row.created_at),
    });
    Ok(enterprises.collect())
}

/// Makes an enterprise with its administrator, and returns the administrator's one-time password.
///
/// `once` is the enterprise's id. A form sent twice is refused the second time: its password has been shown.
pub async fn create(ctx: &Ctx, form: &EnterpriseForm, once: Uuid) -> Result<OneTime> {
    ctx.must(Action::ManageEnterprises, Object::Instance)?;
    let plan = Founding::of_form(form, once, &[Role::EnterpriseAdmin])?;
    let (guben, password) = (ctx.guben.clone(), OneTime::draw());
    let given = password.clone();
    let founded = ctx.write(move |tx| {
        async move {
            let taken =
                org::Entity::find().filter(org::Column::Code.eq(&plan.code)).count(tx.conn()).await? > 0;
            if taken {
                return Err(Failure::field("code", Fault::Taken));
            }
            let (org, admin) = (plan.org, plan.admin);
            found(tx, plan).await?;
            set_one_time(tx, &guben, org, admin, &given).await
        }
        .boxed()
    });
    match founded.await {
        Err(failure) if is_taken(&failure) => Err(Failure::field("code", Fault::Taken)),
        Err(failure) => Err(failure),
        Ok(()) => Ok(password),
    }
}

/// On a server without any enterprise: makes the first, whose administrator also manages the instance.
/// Returns the one-time password, or `None` where there is an enterprise already.
pub async fn first_start(
    guben: &std::sync::Arc<Guben>,
    form: &EnterpriseForm,
    now: Timestamp,
) -> Result<Option<OneTime>> {
    if org::Entity::find().count(guben.db.read()).await? > 0 {
        return Ok(None);
    }
    let plan = Founding::of_form(form, Uuid::now_v7(), &[Role::EnterpriseAdmin, Role::SystemAdmin])?;
    let (parts, password) = (guben.clone(), OneTime::draw());
    let given = password.clone();
    guben
        .write(now, move |tx| {
            async move {
                let (org, admin) = (plan.org, plan.admin);
                found(tx, plan).await?;
                set_one_time(tx, &parts, org, admin, &given).await
            }
            .boxed()
        })
        .await?;
    Ok(Some(password))
}

/// Everything that an enterprise begins with.
pub struct Founding {
    pub org: OrgId,
    pub code: String,
    pub name: String,
    /// The root of its organisation tree, which bears the enterprise's name.
    pub root: UnitId,
    pub admin: PersonId,
    pub admin_number: String,
    pub admin_name: String,
    /// What the administrator is granted over the whole enterprise.
    pub roles: Vec<Role>,
}

impl Founding {
    fn of_form(form: &EnterpriseForm, org: Uuid, roles: &[Role]) -> Result<Founding> {
        let mut checks = Checks::default();
        let code = checks.text("code", &form.code, SHORT_LIMIT).to_uppercase();
        // Certificate numbers begin with it; see `domain::certificate::Number`.
        if !(1..=8).contains(&code.len()) || !code.chars().all(|sign| sign.is_ascii_alphanumeric()) {
            checks.add("code", Fault::NotACode);
        }
        let name = checks.text("name", &form.name, NAME_LIMIT);
        let admin_number = checks.text("admin_number", &form.admin_number, SHORT_LIMIT);
        let admin_name = checks.text("admin_name", &form.admin_name, NAME_LIMIT);
        checks.done()?;
        let (root, admin) = (UnitId(Uuid::now_v7()), PersonId(Uuid::now_v7()));
        Ok(Founding {
            org: OrgId(org),
            code,
            name,
            root,
            admin,
            admin_number,
            admin_name,
            roles: roles.into(),
        })
    }
}

/// Stores an enterprise with its root unit and its first administrator, who has no password yet.
pub async fn found(tx: &mut Tx, plan: Founding) -> Result<()> {
    let now = tx.now().0;
    let org_id = plan.org.0;
    let path = UnitPath::root(plan.root).0;
    tx.add(
        "enterprise.add",
        org::Model { id: org_id, code: plan.code, name: plan.name.clone(), created_at: now },
    )
    .await?;
    tx.add(
        "unit.add",
        unit::Model { id: plan.root.0, org_id, parent_id: None, path, name: plan.name.replace('/', "／") },
    )
    .await?;
    let admin = person::Model {
        id: plan.admin.0,
        org_id,
        unit_id: plan.root.0,
        post_id: None,
        number: plan.admin_number,
        name: plan.admin_name,
        phone: None,
        email: None,
        employment: Employment::Employee.code().to_owned(),
        national_id_sealed: None,
        national_id_hash: None,
        national_id_masked: None,
        joined_on: None,
        left_at: None,
        created_at: now,
    };
    tx.add("person.add", admin).await?;
    for role in plan.roles {
        let grant = role_grant::Model {
            id: Uuid::now_v7(),
            org_id,
            person_id: plan.admin.0,
            role: role.code().to_owned(),
            unit_id: plan.root.0,
            granted_at: now,
            taken_at: None,
        };
        tx.add("role.give", grant).await?;
    }
    Ok(())
}
