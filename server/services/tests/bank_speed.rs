use domain::{id::*, person::access::Role};
use sea_orm::prelude::Uuid;
use services::bank;
use std::time::Instant;
#[tokio::test(flavor = "multi_thread")]
async fn speed() {
    testkit::each_engine(|house| async move {
        let ctx = house.acting(Role::Trainer);
        let mut csv = String::from("题型,题干,选项A,选项B,选项C,选项D,答案,解析,知识点\n");
        for n in 0..10_000 {
            csv.push_str(&format!("单选题,第{n}道关于高处作业安全带检查周期的题目应当选择（ ）,每{n}天,每周,每月,每年,B,根据规程第{n}条的规定执行,高处作业\n"));
        }
        let b = BankId(Uuid::now_v7());
        bank::create(&ctx, b, "大").await.unwrap();
        let at = Instant::now();
        let i = bank::preview(&ctx, b, ImportId(Uuid::now_v7()), "a.csv", csv.clone().into_bytes()).await.unwrap();
        eprintln!("preview {:?}", at.elapsed());
        let at = Instant::now();
        eprintln!("{}", bank::commit(&ctx, i).await.unwrap());
        eprintln!("commit {:?}", at.elapsed());
        let at = Instant::now();
        bank::import(&ctx, i, None, 1).await.unwrap();
        eprintln!("view {:?}", at.elapsed());
        let at = Instant::now();
        bank::preview(&ctx, b, ImportId(Uuid::now_v7()), "a.csv", csv.into_bytes()).await.unwrap();
        eprintln!("preview again {:?}", at.elapsed());
        let at = Instant::now();
        let f = bank::ItemFilter { words: "周期".into(), ..Default::default() };
        eprintln!("{}", bank::show(&ctx, b, f, 3).await.unwrap().part.total);
        eprintln!("search {:?}", at.elapsed());
        let at = Instant::now();
        bank::show(&ctx, b, Default::default(), 3).await.unwrap();
        eprintln!("show {:?}", at.elapsed());
    }).await;
}
