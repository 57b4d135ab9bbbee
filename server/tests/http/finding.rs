//! Searching all banks, and deciding about two questions, in a browser without scripts.

use axum::http::StatusCode;
use domain::person::access::Role;

use crate::{firm::Firm, time::each_engine};

#[tokio::test]
async fn a_search_shows_its_hits_and_says_when_there_are_none() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let mut trainer = firm.browser(&house, Role::Trainer.code()).await;
        let shelf = trainer.open("/banks").await;
        assert!(shelf.says("action=\"/banks/search\""));

        let hits = trainer.open("/banks/search?q=%E5%AE%89%E5%85%A8%E5%B8%BD").await;
        assert!(hits.says("<mark>安全帽<") && hits.says("href=\"/items/"), "{}", hits.text());
        let one = trainer.open("/banks/search?q=%E5%B8%BD&kind=single_choice").await;
        assert!(one.says("<mark>帽<"), "{}", one.text());
        let none = trainer.open("/banks/search?q=zebra&kind=single_choice").await;
        assert!(none.says("没有符合条件的题目") && none.says("/banks/search?q=zebra"));
        let begin = trainer.open("/banks/search").await;
        assert!(begin.says("输入要找的字或词"));
        let long = trainer.open(&format!("/banks/search?q={}", "a".repeat(201))).await;
        assert!(long.says("aria-invalid=\"true\""));
        let odd = trainer.open("/banks/search?q=%22%3Cscript%3E&bank=nonsense&kind=x&page=99").await;
        assert!(!odd.says("<script>&"));
    })
    .await;
}

#[tokio::test]
async fn of_two_questions_one_is_kept_with_a_reason_and_the_other_can_come_back() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let mut trainer = firm.browser(&house, Role::Trainer.code()).await;
        let (item, beside) = (firm.path("/items/{item}"), firm.path("/items/{item}/beside/{other}"));
        assert!(trainer.open(&beside).await.says("keep_one"));

        let refused = trainer.post(&beside, &[("do", "keep_other"), ("reason", "")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = trainer.post(&beside, &[("do", "keep_other"), ("reason", "以新标准为准")]).await;
        assert_eq!(done.goes_to(), beside);
        assert!(trainer.open(&item).await.says("以新标准为准"));
        assert!(trainer.open(&beside).await.says("restore"));
        let again = trainer.post(&beside, &[("do", "keep_one"), ("reason", "再来")]).await;
        assert_eq!(again.status, StatusCode::CONFLICT);

        assert_eq!(trainer.post(&beside, &[("do", "restore")]).await.goes_to(), beside);
        assert!(!trainer.open(&item).await.says("以新标准为准"));
        assert_eq!(trainer.post(&beside, &[("do", "differ")]).await.goes_to(), beside);
        assert!(trainer.open(&beside).await.says("已确认是两道不同的题"));
        let itself = format!("{item}/beside/{}", item.trim_start_matches("/items/"));
        assert_eq!(trainer.get(&itself).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}
