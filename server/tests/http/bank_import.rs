//! The desk of an import, by pages and forms alone.

use app::text::{self, Lang};
use axum::http::StatusCode;
use domain::{id::ImportId, person::access::Role};
use sea_orm::prelude::Uuid;
use services::bank;

use crate::{firm::Firm, time::each_engine};

const ODD: &str = "考什么,选哪个,出处\n动火须审批,对,规程\n起吊前须试吊,也许,规程\n";

#[tokio::test]
async fn columns_and_rows_are_put_right_by_forms() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let ctx = house.acting(Role::Trainer);
        let bank = firm.path("/banks/{bank}").rsplit('/').next().unwrap().parse::<Uuid>().unwrap();
        let once = ImportId(Uuid::now_v7());
        bank::preview(&ctx, bank.into(), once, "题库.csv", ODD.into()).await.unwrap();
        let report = format!("/imports/{once}");
        let columns = format!("{report}/columns/0");
        let mut trainer = firm.browser(&house, Role::Trainer.code()).await.reading("zh-CN");
        let page = trainer.open(&report).await;
        assert!(page.attributes("href").contains(&columns), "{}", page.text());

        let wrong = trainer.post(&columns, &[("header", "1"), ("column-1", "answer")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.says(text::import::columns_no_stem(Lang::Zh)));
        let right = [("header", "1"), ("column-0", "stem"), ("column-1", "answer"), ("remember", "true")];
        assert_eq!(trainer.post(&columns, &right).await.status, StatusCode::SEE_OTHER);

        let row = format!("{report}/rows/0-3");
        assert!(trainer.open(&report).await.attributes("href").contains(&row));
        let mend = [("do", "mend"), ("kind", "true_false"), ("stem", "起吊前须试吊"), ("answer", "对")];
        assert_eq!(trainer.post(&row, &mend).await.status, StatusCode::SEE_OTHER);
        let mended = trainer.open(&format!("{row}?saved=1")).await;
        assert!(mended.says(text::import::row_ok(Lang::Zh)) && mended.says("也许"), "{}", mended.text());
        assert_eq!(trainer.post(&report, &[]).await.status, StatusCode::SEE_OTHER);
        assert!(trainer.open(&report).await.says(&text::import::done(Lang::Zh, 2)));
        let late = trainer.post(&row, &[("do", "leave_out")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        for nowhere in ["rows/0-99", "rows/9-3", "rows/x", "columns/7", "columns/x"] {
            let found = trainer.get(&format!("{report}/{nowhere}")).await.status;
            assert!(matches!(found, StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST), "{nowhere} {found}");
        }
    })
    .await;
}
