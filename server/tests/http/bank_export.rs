//! A bank on its way out, by pages and links alone.

use app::text::{self, Lang};
use axum::http::{StatusCode, header};
use domain::person::access::Role;
use formats::export::Target;

use crate::{firm::Firm, time::each_engine};

#[tokio::test]
async fn what_a_format_loses_is_said_before_its_file_is_given() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let path = firm.path("/banks/{bank}/export");
        for (lang, tag) in [(Lang::Zh, "zh-CN"), (Lang::En, "en")] {
            let mut trainer = firm.browser(&house, Role::Trainer.code()).await.reading(tag);
            let bank = trainer.open(&firm.path("/banks/{bank}")).await;
            assert!(bank.attributes("href").contains(&path));
            let page = trainer.open(&path).await;
            for target in Target::ALL {
                assert!(page.attributes("href").contains(&format!("{path}/{}", target.code())));
            }
            // One question of each kind, and Aiken has none with several right answers and none to fill in.
            let left_out = text::export::left_out(lang, 2, text::export::loss_kind(lang));
            assert!(page.says(&left_out) && page.says(&text::export::whole(lang, 4)), "{}", page.text());
        }
    })
    .await;
}

#[tokio::test]
async fn every_format_is_a_file_to_keep() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let path = firm.path("/banks/{bank}/export");
        let mut trainer = firm.browser(&house, Role::Trainer.code()).await;
        for target in Target::ALL {
            let file = trainer.get(&format!("{path}/{}", target.code())).await;
            assert_eq!(file.status, StatusCode::OK, "{}", target.code());
            let start: &[u8] = match target.extension() {
                "xlsx" | "docx" | "zip" => b"PK",
                "pdf" => b"%PDF",
                "xml" => b"<?xml",
                _ => b"",
            };
            assert!(file.body.len() > 50 && file.body.starts_with(start), "{}", target.code());
            let kept = file.header(header::CONTENT_DISPOSITION.as_str());
            assert!(kept.starts_with("attachment") && kept.ends_with(target.extension()), "{kept}");
        }
        for code in ["doc", "xlsx%20", "..%2Fimport"] {
            assert_eq!(trainer.get(&format!("{path}/{code}")).await.status, StatusCode::NOT_FOUND, "{code}");
        }
    })
    .await;
}
