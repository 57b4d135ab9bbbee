use domain::{points::Points, person::access::Role};
use futures::FutureExt as _;
use services::*;
use sea_orm::{EntityTrait, QueryFilter, ColumnTrait};
#[tokio::main]
async fn main() {
    let data = std::path::PathBuf::from("/tmp/certrun/data");
    let mut s = testkit::settings(data.clone(), std::env::args().nth(1).unwrap());
    s.public_url = "http://127.0.0.1:3977".into();
    let g = Guben::open(s).await.unwrap();
    let now = clock::now();
    let people = entities::person::Entity::find().filter(entities::person::Column::LeftAt.is_null()).all(g.db.read()).await.unwrap();
    let _ = Role::Worker;
    for (i, p) in people.into_iter().enumerate().take(12) {
        let back = [0i64, 400, 30][i % 3] * 86_400_000;
        let gg = g.clone();
        let grounds = certificate::Grounds { org: p.org_id, person: p.id, attempt: uuid::Uuid::now_v7(), title: "全员安全培训合格证".into(), months: 12, programme: "新工人三级安全教育（2026 年第四期）入厂考试".into(), course: None, score: Points::whole(92), possible: Points::whole(100), pass_percent: 80 };
        let id = g.write(now.plus_millis(-back), move |tx| async move { certificate::issue(&gg, tx, grounds).await }.boxed()).await.unwrap();
        let row = entities::certificate::Entity::find_by_id(id.0).one(g.db.read()).await.unwrap().unwrap();
        println!("{} {} {} {} {}", p.number, p.name, id, row.token, row.number);
    }
}
