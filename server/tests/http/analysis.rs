//! The pages of an item analysis, over an exam in which one question has a wrong key.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use domain::{
    attempt::room::Draft,
    bank::Kind,
    id::SittingId,
    paper::{Blueprint, Cell, ShownResponse},
    person::access::Role,
    points::Points,
    time::Minutes,
};
use services::{
    attempt::{self, Entrance},
    db::Stamp,
    exam::{blueprint, sitting},
};
use testkit::{House, at};
use uuid::Uuid;

use crate::{
    firm::{EVERYTHING, Firm},
    time::each_engine,
};

const CANDIDATES: usize = 40;

const BANK: &str = "题型,题干,选项A,选项B,选项C,选项D,答案\n\
    单选题,动火作业前可燃气体检测的有效时间为（ ）,30分钟,1小时,4小时,8小时,A\n\
    单选题,受限空间内氧含量应为（ ）,18%～23.5%,19.5%～21%,15%～25%,不作要求,A\n\
    单选题,安全带的正确挂法是（ ）,高挂低用,低挂高用,平挂,随意,A\n\
    单选题,发生触电事故首先应（ ）,切断电源,呼叫领导,泼水,拉开伤者,A\n\
    单选题,挂牌上锁的钥匙由（ ）保管,作业人本人,班长,门卫,任何人,A\n\
    判断题,未经培训不得上岗,,,,,正确\n";

/// An exam that is over. The first half of the candidates are the better ones. Of the second question the bank's
/// key is wrong: whoever knows better chooses B.
async fn exam(house: &House, firm: &Firm) -> SittingId {
    let opened = services::clock::now().plus_millis(-300 * 60_000);
    let trainer = at(&firm.ctx, opened);
    let stamp = Stamp { now: opened, actor: Some(trainer.actor.person) };
    let bank = BANK.as_bytes().to_vec();
    let bank = services::bank::load(&trainer.guben, stamp, trainer.org(), trainer.actor.person, "分析", bank);
    let bank = bank.await.unwrap();
    let cell = |kind, count| Cell { kind, knowledge_point: None, count, points: Points::whole(10) };
    let cells = Blueprint { cells: vec![cell(Kind::SingleChoice, 5), cell(Kind::TrueFalse, 1)] };
    let blueprint =
        blueprint::create(&trainer, Uuid::now_v7().into(), bank, "分析卷".into(), cells).await.unwrap();
    let mut people = Vec::new();
    for no in 0..CANDIDATES {
        people.push(house.worker(&format!("N{no:02}"), "考生").await);
    }
    let plan = sitting::Plan {
        id: Uuid::now_v7().into(),
        name: "动火与受限空间考试".into(),
        blueprint,
        course: None,
        opens_at: opened,
        closes_at: opened.plus(Minutes(180)),
        limit: Minutes(60),
        pass_percent: 60,
        make_ups: 0,
        markers: Default::default(),
        make_up_delay: Minutes(0),
        certificate_title: "合格证".into(),
        certificate_months: 12,
        people: people.clone(),
    };
    let sitting = sitting::arrange(&trainer, plan).await.unwrap();
    for (rank, person) in people.into_iter().enumerate() {
        let candidate = at(&house.person(person, Role::Worker), opened);
        let id = attempt::start(&candidate, sitting).await.unwrap();
        let Entrance::Room(room) = attempt::room(&candidate, id).await.unwrap() else { panic!("over") };
        let drafts = room.sheet.items.iter().map(|item| {
            let stem = item.stem.to_string();
            let place = |text: &str| {
                item.options.iter().position(|option| option.text().to_string() == text).unwrap()
            };
            let knows = rank < CANDIDATES / 2 || (rank + stem.len()) % 4 == 0;
            let answer = match item.kind {
                Kind::TrueFalse => ShownResponse::Truth(knows || rank % 2 == 0),
                _ => {
                    let row = BANK.lines().find(|line| line.contains(&stem)).unwrap();
                    let options: Vec<&str> = row.split(',').skip(2).take(4).collect();
                    let wrong = 1 + (rank % 3);
                    let chosen = match (stem.contains("氧含量"), knows) {
                        (true, true) => 1,
                        (true, false) => 0,
                        (false, true) => 0,
                        (false, false) => wrong,
                    };
                    ShownResponse::Chosen(BTreeSet::from([place(options[chosen])]))
                }
            };
            Draft { item: item.no, sequence: 1, answer }
        });
        let drafts = drafts.collect();
        attempt::save(&candidate, id, drafts).await.unwrap();
        attempt::hand_in(&candidate, id).await.unwrap();
    }
    sitting
}

#[tokio::test]
async fn a_wrong_key_is_shown_to_those_who_judge_questions() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let sitting = exam(&house, &firm).await;
        let path = format!("/sittings/{sitting}/analysis");
        let mut trainer = firm.browser(&house, Role::Trainer.code()).await;
        let linked = trainer.open(&format!("/sittings/{sitting}")).await;
        assert!(linked.says(&path), "the sitting's page leads here");
        for lang in ["zh-CN", "en"] {
            let page = trainer.open(&format!("{path}?lang={lang}")).await;
            let (title, flag) = match lang {
                "en" => ("1 question needs a look", "The best chose B more often than the key"),
                _ => ("1 道题需要复核", "高分组多选 B，少选答案"),
            };
            let _ = std::fs::create_dir_all("/tmp/stats-pages");
            assert!(page.says(title) && page.says(flag), "{lang}");
            assert!(page.says("<svg"), "{lang}");
            let text = page.text();
            let link = text.split('"').find(|part| part.contains("item=")).unwrap().to_owned();
            let link = format!("{}&lang={lang}", link.replace("&amp;", "&"));
            let question = trainer.open(&link).await;
            assert!(question.says("受限空间内氧含量应为") && question.says(flag), "the gravest comes first");
        }
        for sort in ["facility", "discrimination", "nonsense"] {
            assert_eq!(trainer.get(&format!("{path}?sort={sort}&count=all")).await.status, StatusCode::OK);
        }
        let book = trainer.open(&format!("{path}.xlsx")).await;
        assert!(book.body.starts_with(b"PK"));
        for garbage in ["x", &Uuid::now_v7().to_string()] {
            let reply = trainer.get(&format!("{path}?item={garbage}")).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{garbage}");
        }
        let mut proctor = firm.browser(&house, Role::Proctor.code()).await;
        assert_eq!(proctor.get(&path).await.status, StatusCode::FORBIDDEN);
        assert!(!proctor.open(&format!("/sittings/{sitting}")).await.says(&path));
    })
    .await;
}

#[tokio::test]
async fn an_exam_that_is_still_open_shows_no_key() {
    each_engine(|house| async move {
        let firm = Firm::own(&house).await;
        let mut all = firm.browser(&house, EVERYTHING).await;
        let path = firm.path("/sittings/{sitting}/analysis");
        let page = all.open(&path).await;
        assert!(page.says("考试尚未全部结束") && !page.says("对安全帽"));
        assert_eq!(all.get(&format!("{path}.xlsx")).await.status, StatusCode::SEE_OTHER);
    })
    .await;
}
