//! What tests share: a house on each database engine, with people in every role and a chosen clock.

mod questions;

use std::{future::Future, path::PathBuf, sync::Arc};

use domain::{
    id::{OrgId, PersonId, UnitId},
    person::access::{Actor, Grant, Role, UnitPath},
    time::{Timestamp, Zone},
};
use futures::FutureExt as _;
use sea_orm::{ConnectionTrait as _, Database, prelude::Uuid};
use services::{
    Ctx, Guben, Result,
    person::{enterprise::Founding, enterprise::found},
    settings::Settings,
};

pub use questions::of_every_kind;

/// 2026-11-22 09:00 in China: when tests happen.
pub const MORNING: Timestamp = Timestamp(1_795_309_200_000);

/// A server without HTTP, on a fresh database, with one enterprise.
pub struct House {
    pub guben: Arc<Guben>,
    pub org: OrgId,
    pub root: UnitId,
    /// The enterprise's administrator.
    pub admin: PersonId,
    folder: tempfile::TempDir,
}

/// Runs `test` on SQLite and, where `GUBEN_TEST_POSTGRES` names a server, on PostgreSQL as well.
pub async fn each_engine<F, T>(test: F)
where
    F: Fn(House) -> T,
    T: Future<Output = ()>,
{
    test(House::on_sqlite().await).await;
    match std::env::var("GUBEN_TEST_POSTGRES") {
        Ok(server) => test(House::on_postgres(&server).await).await,
        Err(_) => eprintln!("not run on PostgreSQL: GUBEN_TEST_POSTGRES is not set"),
    }
}

impl House {
    pub async fn on_sqlite() -> House {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = services::db::sqlite_url(&folder.path().join("guben.sqlite"));
        House::build(folder, url).await
    }

    /// A database of its own on the server.
    pub async fn on_postgres(server: &str) -> House {
        let name = format!("test_{}", Uuid::now_v7().simple());
        let admin = Database::connect(server).await.expect("the PostgreSQL server answers");
        admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("a database can be made");
        let base = server.rsplit_once('/').map_or(server, |(base, _)| base);
        House::build(tempfile::tempdir().expect("a temporary folder"), format!("{base}/{name}")).await
    }

    async fn build(folder: tempfile::TempDir, database: String) -> House {
        let settings = settings(folder.path().to_owned(), database);
        let guben = Guben::open(settings).await.expect("the server opens");
        let (org, root, admin) = enterprise(&guben, "TEST", "测试企业").await.expect("an enterprise");
        House { guben, org, root, admin, folder }
    }

    /// Another enterprise on the same server, with its administrator.
    pub async fn another_enterprise(&self) -> Ctx {
        let (org, root, admin) = enterprise(&self.guben, "OTHER", "别的企业").await.expect("an enterprise");
        ctx(
            &self.guben,
            org,
            admin,
            Role::ALL.map(|role| Grant { role, over: UnitPath::root(root) }).to_vec(),
        )
    }

    /// The administrator's person acting in a role over the whole enterprise, at [`MORNING`].
    pub fn acting(&self, role: Role) -> Ctx {
        self.person(self.admin, role)
    }

    /// Somebody acting in a role over the whole enterprise, at [`MORNING`].
    pub fn person(&self, person: PersonId, role: Role) -> Ctx {
        self.within(person, role, UnitPath::root(self.root))
    }

    /// Somebody acting in a role over a part of the enterprise.
    pub fn within(&self, person: PersonId, role: Role, over: UnitPath) -> Ctx {
        ctx(&self.guben, self.org, person, vec![Grant { role, over }])
    }

    /// A worker of the root unit.
    pub async fn worker(&self, number: &str, name: &str) -> PersonId {
        let person = PersonId(Uuid::now_v7());
        let row = entities::person::Model {
            id: person.0,
            org_id: self.org.0,
            unit_id: self.root.0,
            post_id: None,
            number: number.to_owned(),
            name: name.to_owned(),
            phone: None,
            email: None,
            employment: "employee".to_owned(),
            national_id_sealed: None,
            national_id_hash: None,
            national_id_masked: None,
            joined_on: None,
            left_at: None,
            created_at: MORNING.0,
        };
        self.guben.write(MORNING, move |tx| tx.add("person.add", row).boxed()).await.expect("a worker");
        person
    }

    /// Runs SQL behind the server's back.
    pub async fn tamper(&self, sql: &str) {
        let conn = Database::connect(&self.guben.settings.database).await.expect("the database answers");
        conn.execute_unprepared(sql).await.expect("the SQL runs");
    }

    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }
}

/// The same request at another time.
pub fn at(ctx: &Ctx, now: Timestamp) -> Ctx {
    Ctx { now, ..ctx.clone() }
}

pub fn settings(data: PathBuf, database: String) -> Settings {
    Settings {
        web: data.join("web"),
        data,
        database,
        listen: ([127, 0, 0, 1], 0).into(),
        public_url: "http://127.0.0.1:3000".to_owned(),
        zone: Zone::CHINA,
        templates: None,
        mail: None,
        hash_workers: 2,
        upload_limit: 64 * 1024 * 1024,
        demo_from_anywhere: false,
    }
}

async fn enterprise(guben: &Guben, code: &str, name: &str) -> Result<(OrgId, UnitId, PersonId)> {
    let (org, root, admin) = (OrgId(Uuid::now_v7()), UnitId(Uuid::now_v7()), PersonId(Uuid::now_v7()));
    let plan = Founding {
        org,
        code: code.to_owned(),
        name: name.to_owned(),
        root,
        admin,
        admin_number: "A1".to_owned(),
        admin_name: "管理员".to_owned(),
        roles: vec![Role::EnterpriseAdmin],
    };
    guben.write(MORNING, move |tx| async move { found(tx, plan).await }.boxed()).await?;
    Ok((org, root, admin))
}

fn ctx(guben: &Arc<Guben>, org: OrgId, person: PersonId, grants: Vec<Grant>) -> Ctx {
    Ctx { guben: guben.clone(), actor: Actor { person, org, grants }, session: Uuid::nil(), now: MORNING }
}
