//! Finding questions across banks, and deciding about those that resemble each other.

use domain::{
    bank::{Item, Kind, alike::Likeness, draft::Draft},
    id::{BankId, ImportId, ItemId, ItemVersionId},
    paper::{Blueprint, Cell},
    person::access::Role,
    points::Points,
};
use sea_orm::prelude::Uuid;
use services::{
    Ctx, Failure, Guben, Refusal, audit,
    bank::{
        self, ItemFilter, alike, merge,
        search::{Found, Wanted, search},
    },
    exam::blueprint,
    failure::{Fault, FieldFault},
};
use testkit::{House, each_engine};

const HEAD: &str = "题型,题干,选项A,选项B,选项C,答案,知识点,解析\n";
const FIRE: &str = "单选题,灭火器压力表的指针应当指在（ ）,红区,绿区,黄区,B,消防,绿区表示压力正常\n\
    判断题,未经培训考核合格的人员不得上岗作业,,,,正确,通则,\n\
    单选题,Each ＦＩＲＥ extinguisher is checked every month（ ）,Yes,No,Never,A,消防,\n";
const SAFETY: &str = "判断题,未经培训考核合格的人员不得上岗作业。,,,,错误,通则,\n\
    单选题,灭火器压力表的指针应当指在____,绿区,红区,黄区,A,器材,\n\
    判断题,进入受限空间之前必须先通风,,,,正确,受限空间,灭火器也要带上\n";

fn trainer(house: &House) -> Ctx {
    house.acting(Role::Trainer)
}

async fn fill(ctx: &Ctx, name: &str, rows: &str) -> BankId {
    let id = BankId(Uuid::now_v7());
    bank::create(ctx, id, name).await.unwrap();
    let import = ImportId(Uuid::now_v7());
    bank::preview(ctx, id, import, "题.csv", format!("{HEAD}{rows}").into_bytes()).await.unwrap();
    bank::commit(ctx, import).await.unwrap();
    id
}

async fn find(ctx: &Ctx, words: &str) -> Found {
    search(ctx, Wanted { words: words.into(), ..Wanted::default() }, 1).await.unwrap()
}

fn stems(found: &Found) -> Vec<&str> {
    found.questions.iter().map(|question| question.item.stem.as_str()).collect()
}

async fn only(ctx: &Ctx, words: &str) -> ItemId {
    let found = find(ctx, words).await;
    assert_eq!(found.questions.len(), 1, "{words}");
    found.questions[0].id
}

/// The statement about training: true in the first bank, false in the second.
async fn contradiction(ctx: &Ctx) -> (ItemId, ItemId) {
    let found = find(ctx, "未经培训").await;
    let [one, other] = &found.questions[..] else { panic!("two") };
    (one.id.min(other.id), one.id.max(other.id))
}

#[tokio::test]
async fn words_are_found_in_all_banks_whatever_their_width_and_case() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let fire = fill(&ctx, "消防", FIRE).await;
        fill(&ctx, "安全", SAFETY).await;
        assert_eq!(find(&ctx, "指").await.part.total, 2, "one character");
        assert_eq!(find(&ctx, "指针 绿区").await.part.total, 2, "both words");
        assert_eq!(find(&ctx, "指针 通风").await.part.total, 0);
        assert_eq!(find(&ctx, "fire").await.part.total, 1);
        assert_eq!(find(&ctx, "\"Fire extinguisher\"").await.part.total, 1);
        assert_eq!(find(&ctx, "\"extinguisher fire\"").await.part.total, 0);
        assert_eq!(find(&ctx, " ").await.part.total, 0, "nothing is asked");
        let found = find(&ctx, "灭火器").await;
        assert_eq!(stems(&found)[2], "进入受限空间之前必须先通风", "the explanation comes last");

        let in_bank = Wanted { words: "灭火器".into(), bank: Some(fire), kind: None };
        assert_eq!(search(&ctx, in_bank, 1).await.unwrap().part.total, 1);
        let of_kind = Wanted { words: "灭火器".into(), kind: Some(Kind::TrueFalse), bank: None };
        assert_eq!(search(&ctx, of_kind, 1).await.unwrap().part.total, 1);
    })
    .await;
}

#[tokio::test]
async fn another_copy_of_the_server_finds_what_was_stored_here() {
    each_engine(|house| async move {
        let here = trainer(&house);
        fill(&here, "消防", FIRE).await;
        let there = Ctx { guben: Guben::open(house.guben.settings.clone()).await.unwrap(), ..here.clone() };
        assert_eq!(find(&there, "灭火器").await.part.total, 1);
        assert_eq!(alike::clusters(&there, None, 1).await.unwrap().part.total, 0);

        fill(&here, "安全", SAFETY).await;
        assert_eq!(find(&there, "灭火器").await.part.total, 3);
        assert_eq!(alike::clusters(&there, None, 1).await.unwrap().part.total, 2);

        let id = only(&here, "受限空间").await;
        change(&here, id, "进入有限空间之前必须先检测").await;
        assert_eq!(find(&there, "有限空间").await.part.total, 1);
        assert_eq!(find(&there, "先通风").await.part.total, 0, "the old version is not found");
    })
    .await;
}

async fn change(ctx: &Ctx, id: ItemId, stem: &str) {
    let newest = bank::item(ctx, id).await.unwrap().newest().clone();
    let mut draft = Draft { reason: "改".into(), ..Draft::of(&newest.item) };
    draft.ask.stem = stem.into();
    let once = ItemVersionId(Uuid::now_v7());
    let edited = bank::change_item(ctx, id, once, newest.version, true, draft).await.unwrap();
    assert!(matches!(edited, bank::Edited::Stored { .. }), "{edited:?}");
}

#[tokio::test]
async fn another_enterprise_finds_and_compares_its_own_questions_only() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        fill(&ctx, "消防", FIRE).await;
        let other = house.another_enterprise().await;
        let bank = fill(&other, "消防", FIRE).await;
        let foreign = only(&ctx, "指针").await;
        let found = find(&other, "指针").await;
        assert_eq!((found.part.total, found.questions[0].bank), (1, bank));
        let own = found.questions[0].id;
        assert_eq!(alike::clusters(&other, None, 1).await.unwrap().part.total, 0);
        assert!(matches!(merge::pair(&other, own, foreign).await, Err(Failure::NotFound)));
        let keep = merge::keep(&other, Uuid::now_v7(), own, foreign, "重复").await;
        assert!(matches!(keep, Err(Failure::NotFound)));
        assert!(matches!(merge::differ(&other, own, foreign).await, Err(Failure::NotFound)));
        assert!(matches!(merge::restore(&other, foreign).await, Err(Failure::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn contradictions_across_banks_come_first() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        fill(&ctx, "消防", FIRE).await;
        fill(&ctx, "安全", SAFETY).await;
        let all = alike::clusters(&ctx, None, 1).await.unwrap();
        let worst: Vec<_> = all.clusters.iter().map(|cluster| (cluster.worst, cluster.total)).collect();
        assert_eq!(worst, [(Likeness::Contradiction, 2), (Likeness::Same, 2)]);
        assert_eq!(all.counts, [(Likeness::Contradiction, 1), (Likeness::Same, 1)].into());
        let same = alike::clusters(&ctx, Some(Likeness::Same), 1).await.unwrap();
        assert_eq!((same.part.total, same.counts), (1, all.counts));

        let (one, other) = contradiction(&ctx).await;
        let beside = alike::of_item(&ctx, one).await.unwrap();
        assert_eq!((beside.total, beside.nearest[0].question.id), (1, other));
        assert_eq!(beside.nearest[0].likeness, Likeness::Contradiction);
    })
    .await;
}

#[tokio::test]
async fn questions_of_a_file_are_told_what_they_resemble() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let bank = fill(&ctx, "消防", FIRE).await;
        let id = only(&ctx, "指针").await;
        let known: Item = bank::item(&ctx, id).await.unwrap().newest().item.clone();
        let new = Item { stem: "动火作业许可证由谁签发".into(), ..known.clone() };
        let near = Item { stem: format!("{}（多选）", known.stem), ..known.clone() };
        let found = alike::alike_for(&ctx, vec![known, new, near]).await.unwrap();
        let likeness: Vec<_> =
            found.iter().map(|of| of.nearest.first().map(|of| (of.likeness, of.question.bank))).collect();
        assert_eq!(likeness, [Some((Likeness::Same, bank)), None, Some((Likeness::Near, bank))]);
    })
    .await;
}

#[tokio::test]
async fn a_retired_question_is_not_drawn_and_not_listed_until_it_comes_back() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        fill(&ctx, "消防", FIRE).await;
        let second = fill(&ctx, "安全", SAFETY).await;
        let offered = || async { blueprint::offer(&ctx, second).await.unwrap().counts.values().sum::<u32>() };
        assert_eq!(offered().await, 3);
        let (kept, gone) = contradiction(&ctx).await;

        let once = Uuid::now_v7();
        let no_reason = merge::keep(&ctx, once, kept, gone, " ").await;
        let missing = FieldFault { field: "reason", fault: Fault::Missing };
        assert!(matches!(no_reason, Err(Failure::Refused(Refusal::Fields(faults))) if faults == [missing]));
        for _ in 0..2 {
            merge::keep(&ctx, once, kept, gone, "以新标准为准").await.unwrap();
        }
        assert_eq!(offered().await, 2);
        let cells = Blueprint {
            cells: vec![Cell {
                kind: Kind::TrueFalse,
                knowledge_point: Some("通则".into()),
                count: 1,
                points: Points::whole(1),
            }],
        };
        let drawn = blueprint::create(&ctx, Uuid::now_v7().into(), second, "卷".into(), cells).await;
        assert!(matches!(drawn, Err(blueprint::Refused::Short(_))), "{drawn:?}");

        let retired = merge::retirement(&ctx, gone).await.unwrap().unwrap();
        assert_eq!((retired.kept, retired.reason.as_str(), retired.at), (kept, "以新标准为准", ctx.now));
        assert!(merge::retirement(&ctx, kept).await.unwrap().is_none());
        assert_eq!(alike::of_item(&ctx, kept).await.unwrap().total, 0);
        assert_eq!(alike::clusters(&ctx, None, 1).await.unwrap().part.total, 1);
        assert_eq!(bank::show(&ctx, second, ItemFilter::default(), 1).await.unwrap().part.total, 3);
        let found = find(&ctx, "未经培训").await;
        assert!(found.questions.iter().all(|question| question.retired == (question.id == gone)));

        for (one, other) in [(kept, gone), (gone, kept)] {
            let again = merge::keep(&ctx, Uuid::now_v7(), one, other, "再来").await;
            assert!(matches!(again, Err(Failure::Refused(Refusal::AlreadyDone))));
        }
        merge::restore(&ctx, gone).await.unwrap();
        assert_eq!(offered().await, 3);
        assert_eq!(alike::clusters(&ctx, None, 1).await.unwrap().part.total, 2);
        assert!(matches!(merge::restore(&ctx, gone).await, Err(Failure::Refused(Refusal::AlreadyDone))));
        merge::keep(&ctx, Uuid::now_v7(), gone, kept, "反过来").await.unwrap();
        assert!(audit::verify_all(&house.guben.db).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn different_questions_are_not_shown_again_until_one_is_changed() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        fill(&ctx, "消防", FIRE).await;
        fill(&ctx, "安全", SAFETY).await;
        let (one, other) = contradiction(&ctx).await;
        for _ in 0..2 {
            merge::differ(&ctx, other, one).await.unwrap();
        }
        assert!(merge::pair(&ctx, one, other).await.unwrap().different.is_some());
        assert_eq!(alike::of_item(&ctx, one).await.unwrap().total, 0);
        assert_eq!(alike::of_item(&ctx, other).await.unwrap().total, 0);
        assert_eq!(alike::clusters(&ctx, None, 1).await.unwrap().part.total, 1);

        change(&ctx, one, "未经培训考核合格的人员，不得上岗作业！").await;
        assert!(merge::pair(&ctx, one, other).await.unwrap().different.is_none());
        assert_eq!(alike::of_item(&ctx, other).await.unwrap().nearest[0].likeness, Likeness::Contradiction);
        assert_eq!(alike::clusters(&ctx, None, 1).await.unwrap().part.total, 2);
    })
    .await;
}

#[tokio::test]
async fn only_those_who_edit_banks_search_and_decide() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        fill(&ctx, "消防", FIRE).await;
        fill(&ctx, "安全", SAFETY).await;
        let (one, other) = contradiction(&ctx).await;
        let worker = house.acting(Role::Worker);
        let forbidden = |failure: Option<Failure>| assert!(matches!(failure, Some(Failure::Forbidden)));
        forbidden(search(&worker, Wanted::default(), 1).await.err());
        forbidden(alike::clusters(&worker, None, 1).await.err());
        forbidden(alike::of_item(&worker, one).await.err());
        forbidden(alike::alike_for(&worker, Vec::new()).await.err());
        forbidden(merge::pair(&worker, one, other).await.err());
        forbidden(merge::keep(&worker, Uuid::now_v7(), one, other, "我要").await.err());
        forbidden(merge::differ(&worker, one, other).await.err());
        forbidden(merge::restore(&worker, one).await.err());
    })
    .await;
}
