//! Question banks: files in, questions changed, nothing lost and nothing twice.

use std::io::Write as _;

use domain::{
    bank::{
        Content, Item, Kind,
        draft::{Ask, Draft},
        import::{Counts, Reason, RowOutcome},
    },
    id::{BankId, ImportId, ItemId, ItemVersionId},
    person::access::Role,
};
use formats::sheet::{LooksLike, Measure, SheetError};
use sea_orm::prelude::Uuid;
use services::{
    Ctx, Failure, Refusal, Result, audit,
    bank::{
        self, Edited, Filter, ItemFilter, Source,
        export::{self, Exchange, ExportWords, Loss, SheetWords, Target},
    },
    failure::{Fault, FieldFault},
};
use testkit::{House, MORNING, each_engine};

const THREE: &str = "题型,题干,选项A,选项B,选项C,答案,知识点\n\
    单选题,灭火器压力表指针应在（ ）,红区,绿区,黄区,B,消防\n\
    判断题,未经培训不得上岗,,,,正确,通则\n\
    单选题,起吊前应检查（ ）,吊具,天气,,D,起重\n";

fn trainer(house: &House) -> Ctx {
    house.acting(Role::Trainer)
}

async fn new_bank(ctx: &Ctx, name: &str) -> BankId {
    let id = BankId(Uuid::now_v7());
    bank::create(ctx, id, name).await.unwrap();
    id
}

async fn upload(ctx: &Ctx, bank: BankId, name: &str, bytes: impl Into<Vec<u8>>) -> Result<ImportId> {
    bank::preview(ctx, bank, ImportId(Uuid::now_v7()), name, bytes.into()).await
}

async fn size(ctx: &Ctx, bank: BankId) -> u64 {
    bank::show(ctx, bank, ItemFilter::default(), 1).await.unwrap().part.total
}

async fn counts(ctx: &Ctx, import: ImportId) -> Counts {
    bank::import(ctx, import, None, 1).await.unwrap().counts
}

/// A bank with the two good questions of [`THREE`].
async fn two_questions(ctx: &Ctx) -> (BankId, Vec<ItemId>) {
    let bank = new_bank(ctx, "消防").await;
    let import = upload(ctx, bank, "三题.csv", THREE).await.unwrap();
    assert_eq!(bank::commit(ctx, import).await.unwrap(), 2);
    let view = bank::show(ctx, bank, ItemFilter::default(), 1).await.unwrap();
    (bank, view.items.into_iter().map(|row| row.id).collect())
}

/// The form filled in with `item`, changed.
fn changed(item: &Item, reason: &str, change: impl FnOnce(&mut Ask)) -> Draft {
    let mut draft = Draft { reason: reason.into(), ..Draft::of(item) };
    change(&mut draft.ask);
    draft
}

fn once() -> ItemVersionId {
    ItemVersionId(Uuid::now_v7())
}

#[tokio::test]
async fn a_real_bank_of_248_questions_comes_in_whole_and_only_once() {
    const FILE: &str = "data/question-banks/converted-safety-principal/安全负责人题库.gbk.csv";
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(FILE);
    let Ok(file) = std::fs::read(&path) else {
        eprintln!("not run: {FILE} is not there");
        return;
    };
    each_engine(|house| {
        let file = file.clone();
        async move {
            let ctx = trainer(&house);
            let bank = new_bank(&ctx, "安全负责人").await;
            let first = upload(&ctx, bank, "安全负责人题库.gbk.csv", file.clone()).await.unwrap();
            assert_eq!(counts(&ctx, first).await.accepted(), 248);
            assert_eq!(size(&ctx, bank).await, 0, "a preview changes nothing");
            assert_eq!(bank::commit(&ctx, first).await.unwrap(), 248);
            let kinds = bank::show(&ctx, bank, ItemFilter::default(), 1).await.unwrap().kinds;
            assert_eq!(
                kinds,
                [(Kind::TrueFalse, 109), (Kind::SingleChoice, 89), (Kind::MultipleChoice, 50)].into()
            );

            let again = upload(&ctx, bank, "安全负责人题库.gbk.csv", file).await.unwrap();
            let view = bank::import(&ctx, again, None, 1).await.unwrap();
            assert_eq!(view.counts, Counts { skipped: 248, ..Counts::default() });
            assert!(view.rows.iter().all(|row| row.reasons == [Reason::AlreadyInBank] && row.item.is_some()));
            let nothing = bank::commit(&ctx, again).await;
            assert!(matches!(nothing, Err(Failure::Refused(Refusal::NothingToImport))));
            assert_eq!(size(&ctx, bank).await, 248);
        }
    })
    .await;
}

#[tokio::test]
async fn a_commit_sent_twice_adds_once() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let bank = new_bank(&ctx, "消防").await;
        let import = upload(&ctx, bank, "三题.csv", THREE).await.unwrap();
        let (one, other) = tokio::join!(bank::commit(&ctx, import), bank::commit(&ctx, import));
        let done = |result: &Result<usize>| matches!(result, Ok(2));
        let told = |result: &Result<usize>| matches!(result, Err(Failure::Refused(Refusal::AlreadyDone)));
        assert!(done(&one) && told(&other) || told(&one) && done(&other), "{one:?} {other:?}");
        let view = bank::import(&ctx, import, None, 1).await.unwrap();
        assert_eq!(view.committed.map(|committed| (committed.at, committed.added)), Some((MORNING, 2)));
        assert_eq!(size(&ctx, bank).await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_file_sent_twice_is_one_import() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let bank = new_bank(&ctx, "消防").await;
        let once = ImportId(Uuid::now_v7());
        for _ in 0..2 {
            assert_eq!(bank::preview(&ctx, bank, once, "三题.csv", THREE.into()).await.unwrap(), once);
        }
        assert_eq!(bank::show(&ctx, bank, ItemFilter::default(), 1).await.unwrap().imports.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_came_into_the_bank_since_the_preview_is_left_out() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let bank = new_bank(&ctx, "消防").await;
        let early = upload(&ctx, bank, "三题.csv", THREE).await.unwrap();
        let more = format!("{THREE}判断题,动火须审批,,,,对,动火\n");
        let late = upload(&ctx, bank, "四题.csv", more).await.unwrap();
        assert_eq!(bank::commit(&ctx, early).await.unwrap(), 2);
        assert_eq!(bank::commit(&ctx, late).await.unwrap(), 1);
        assert_eq!(size(&ctx, bank).await, 3);
    })
    .await;
}

#[tokio::test]
async fn the_report_shows_every_row_with_its_cells() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let bank = new_bank(&ctx, "消防").await;
        let import = upload(&ctx, bank, "C:\\题库\\三题.csv", THREE).await.unwrap();
        let view = bank::import(&ctx, import, None, 1).await.unwrap();
        assert_eq!(view.file_name, "三题.csv");
        assert_eq!(view.filter, Filter::Only(RowOutcome::Rejected), "what needs somebody comes first");
        let row = &view.rows[0];
        assert_eq!((row.row, row.stem.as_str()), (4, "起吊前应检查（ ）"));
        assert_eq!(row.reasons, [Reason::AnswerWithoutOption { answer: "D".into(), options: 2 }]);
        assert!(row.cells.iter().any(|(_, text)| text == "吊具"));
        let all = bank::import(&ctx, import, Some(Filter::All), 1).await.unwrap();
        assert_eq!((all.counts.rows(), all.part.total), (3, 3));
    })
    .await;
}

#[tokio::test]
async fn a_question_in_use_stays_as_it_was() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let (_, items) = two_questions(&ctx).await;
        let before = bank::item(&ctx, items[0]).await.unwrap();
        let used = before.newest().id;
        let draft = changed(&before.newest().item, "规范已修订", |ask| ask.key = "C".into());
        let edited = bank::change_item(&ctx, items[0], once(), 1, true, draft).await.unwrap();
        assert_eq!(edited, Edited::Stored { version: 2, released: true });

        let asked = house.guben.items.get(ctx.db().read(), [used]).await.unwrap();
        assert_eq!(*asked[&used], before.newest().item);
        let after = bank::item(&ctx, items[0]).await.unwrap();
        assert!(matches!(after.newest().item.content, Content::SingleChoice { key: 2, .. }));
        assert_eq!(after.newest().source, Source::Change { reason: "规范已修订".into() });
        assert_eq!(after.versions[1].item, before.newest().item);
        assert!(matches!(&after.versions[1].source, Source::File { row: 2, cells, .. } if cells[5] == "B"));
        assert!(services::audit::verify(ctx.db(), ctx.org().0).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_change_of_what_somebody_has_changed_since_is_held_back() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let (_, items) = two_questions(&ctx).await;
        let item = bank::item(&ctx, items[0]).await.unwrap().newest().item.clone();
        let to = |key: &str| changed(&item, "核对", |ask| ask.key = key.into());
        let sent = once();
        for _ in 0..2 {
            let first = bank::change_item(&ctx, items[0], sent, 1, true, to("A")).await.unwrap();
            assert_eq!(first, Edited::Stored { version: 2, released: true }, "sent twice, it is one version");
        }
        let second = bank::change_item(&ctx, items[0], once(), 1, true, to("C")).await.unwrap();
        assert!(matches!(second, Edited::Superseded { version: 2, .. }), "{second:?}");
        assert_eq!(
            bank::change_item(&ctx, items[0], once(), 2, true, to("A")).await.unwrap(),
            Edited::Unchanged
        );
        assert_eq!(bank::item(&ctx, items[0]).await.unwrap().versions.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_file_does_not_bring_back_what_was_corrected() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let (bank, items) = two_questions(&ctx).await;
        let item = bank::item(&ctx, items[0]).await.unwrap().newest().item.clone();
        let stem = "灭火器压力表的指针应在（ ）";
        let draft = changed(&item, "去掉错字", |ask| ask.stem = stem.into());
        bank::change_item(&ctx, items[0], once(), 1, true, draft).await.unwrap();
        let again = upload(&ctx, bank, "三题.csv", THREE).await.unwrap();
        assert_eq!(counts(&ctx, again).await, Counts { skipped: 2, rejected: 1, ..Counts::default() });
    })
    .await;
}

#[tokio::test]
async fn a_question_can_not_become_another_one_of_the_bank() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let bank = new_bank(&ctx, "通则").await;
        let file = "题型,题干,答案\n判断题,未经培训不得上岗,对\n判断题,动火须审批,对\n";
        let import = upload(&ctx, bank, "两题.csv", file).await.unwrap();
        bank::commit(&ctx, import).await.unwrap();
        let rows = bank::show(&ctx, bank, ItemFilter::default(), 1).await.unwrap().items;
        let item = bank::item(&ctx, rows[1].id).await.unwrap().newest().item.clone();
        let draft = changed(&item, "改", |ask| ask.stem = "未经培训不得上岗".into());
        let edited = bank::change_item(&ctx, rows[1].id, once(), 1, true, draft).await.unwrap();
        assert_eq!(edited, Edited::Repeats(rows[0].id));
        assert_eq!(bank::item(&ctx, rows[1].id).await.unwrap().versions.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn one_character_finds_its_questions() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let (bank, items) = two_questions(&ctx).await;
        let found = |words: &str, kind| {
            let filter = ItemFilter { words: words.to_owned(), kind, ..ItemFilter::default() };
            let ctx = &ctx;
            async move {
                let items = bank::show(ctx, bank, filter, 1).await.unwrap().items;
                items.into_iter().map(|row| row.id).collect::<Vec<_>>()
            }
        };
        assert_eq!(found("训", None).await, [items[1]]);
        assert_eq!(found("绿区", None).await, [items[0]], "options are searched as well");
        assert_eq!(found("stem", None).await, [], "and nothing that nobody wrote");
        assert_eq!(found("%", None).await, []);
        assert_eq!(found("", Some(Kind::TrueFalse)).await, [items[1]]);
        let point = ItemFilter { knowledge_point: Some("消防".into()), ..ItemFilter::default() };
        assert_eq!(bank::show(&ctx, bank, point, 1).await.unwrap().part.total, 1);
    })
    .await;
}

#[tokio::test]
async fn another_enterprises_bank_is_not_found() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let (bank, items) = two_questions(&ctx).await;
        let import = upload(&ctx, bank, "三题.csv", THREE).await.unwrap();
        let stranger = house.another_enterprise().await;
        let hidden =
            |failure: Option<Failure>| assert!(matches!(failure, Some(Failure::NotFound)), "{failure:?}");
        hidden(bank::show(&stranger, bank, ItemFilter::default(), 1).await.err());
        hidden(bank::item(&stranger, items[0]).await.err());
        hidden(bank::import(&stranger, import, None, 1).await.err());
        hidden(bank::commit(&stranger, import).await.err());
        hidden(upload(&stranger, bank, "三题.csv", THREE).await.err());
        let item = bank::item(&ctx, items[0]).await.unwrap().newest().item.clone();
        let draft = changed(&item, "改", |_| {});
        hidden(bank::change_item(&stranger, items[0], once(), 1, true, draft).await.err());
        assert!(bank::list(&stranger).await.unwrap().is_empty());

        let worker = house.acting(Role::Worker);
        assert!(matches!(bank::item(&worker, items[0]).await, Err(Failure::Forbidden)));
    })
    .await;
}

#[tokio::test]
async fn two_banks_do_not_share_a_name() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let id = new_bank(&ctx, "消防").await;
        bank::create(&ctx, id, "消防").await.expect("the form was sent twice");
        let taken = bank::create(&ctx, BankId(Uuid::now_v7()), " 消防 ").await;
        let fault = FieldFault { field: "name", fault: Fault::Taken };
        assert!(matches!(taken, Err(Failure::Refused(Refusal::Fields(faults))) if faults == [fault]));
        assert_eq!(bank::list(&ctx).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_can_not_be_read_says_why_and_leaves_nothing() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let bank = new_bank(&ctx, "消防").await;
        let refused = async |bytes: Vec<u8>| match upload(&ctx, bank, "题库.xlsx", bytes).await {
            Err(Failure::Refused(Refusal::Sheet(error))) => error,
            other => panic!("{other:?}"),
        };
        let large = 50 << 20;
        assert!(
            matches!(refused(vec![0xff; large]).await, SheetError::TooLarge { bytes, .. } if bytes == large)
        );
        assert_eq!(refused(Vec::new()).await, SheetError::Empty);
        assert_eq!(refused(b"\n \n,,\n".to_vec()).await, SheetError::Empty);
        let looks = |looks_like| SheetError::NotASheet { looks_like };
        assert_eq!(refused(b"%PDF-1.7 ...".to_vec()).await, looks(LooksLike::Pdf));
        assert_eq!(refused(b"<html><table><tr><td>".to_vec()).await, looks(LooksLike::Html));
        assert!(matches!(refused(b"PK\x03\x04 and then nothing".to_vec()).await, SheetError::Broken { .. }));
        assert_eq!(refused(encrypted()).await, SheetError::Encrypted);
        let bomb = refused(bomb()).await;
        assert!(matches!(bomb, SheetError::Bomb { what: Measure::InflatedBytes, .. }), "{bomb:?}");
        assert!(bank::show(&ctx, bank, ItemFilter::default(), 1).await.unwrap().imports.is_empty());
    })
    .await;
}

/// What Excel writes for a workbook with a password: a container with one sealed stream.
fn encrypted() -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    file.create_stream("EncryptedPackage").unwrap().write_all(&[7; 64]).unwrap();
    file.into_inner().into_inner()
}

/// 300 kB that become 300 MB.
fn bomb() -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..300 {
        archive.write_all(&zeros).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[tokio::test]
async fn formulas_count_by_their_result_and_errors_reject_their_row() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet();
    page.write_row(0, 0, ["题型", "题干", "答案"]).unwrap();
    page.write_row(1, 0, ["判断题", "动火须审批"]).unwrap();
    page.write_formula(1, 2, rust_xlsxwriter::Formula::new("=A9").set_result("正确")).unwrap();
    page.write_row(2, 0, ["判断题", "未经培训不得上岗"]).unwrap();
    page.write_formula(2, 2, rust_xlsxwriter::Formula::new("=NA()").set_result("#N/A")).unwrap();
    let file = book.save_to_buffer().unwrap();
    each_engine(|house| {
        let file = file.clone();
        async move {
            let ctx = trainer(&house);
            let bank = new_bank(&ctx, "动火").await;
            let import = upload(&ctx, bank, "公式.xlsx", file).await.unwrap();
            let rows = bank::import(&ctx, import, Some(Filter::All), 1).await.unwrap().rows;
            assert_eq!(rows[0].outcome, RowOutcome::Imported);
            assert!(matches!(&rows[1].reasons[..], [Reason::ErrorCell { value, .. }] if value == "#N/A"));
        }
    })
    .await;
}

#[tokio::test]
async fn the_author_gets_the_file_back_with_a_result_for_each_row() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let bank = new_bank(&ctx, "消防").await;
        let import = upload(&ctx, bank, "三题.csv", THREE).await.unwrap();
        let words = bank::ResultWords {
            corrected: "已更正",
            row: "行",
            text: "原文",
            result: "结果",
            reason: "原因",
            outcome: Box::new(|outcome| format!("{outcome:?}")),
            sentence: Box::new(|reason, _| reason.code().to_owned()),
        };
        let file = bank::result_file(&ctx, import, words).await.unwrap();
        let table = formats::sheet::read(&file.bytes, Default::default()).unwrap();
        let column =
            |at: usize| table.sheets[0].rows.iter().map(|row| row.cell(at).text()).collect::<Vec<_>>();
        assert_eq!(column(7), ["结果", "Imported", "Imported", "Rejected"]);
        assert_eq!(column(8), ["原因", "", "", "answer_without_option"]);
        assert_eq!(column(5), ["答案", "B", "正确", "D"]);
    })
    .await;
}

#[tokio::test]
async fn our_own_banks_must_be_faultless() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let stamp = services::db::Stamp { now: MORNING, actor: Some(ctx.actor.person) };
        let load = |file: &str| {
            bank::load(&house.guben, stamp, house.org, ctx.actor.person, "入厂教育", file.as_bytes().to_vec())
        };
        let refused = load(THREE).await;
        assert!(
            matches!(refused, Err(Failure::Internal(told)) if told.contains("row 4: answer_without_option"))
        );
        assert!(bank::list(&ctx).await.unwrap().is_empty());
        let two = THREE.rsplit_once("单选题").unwrap().0;
        let bank = load(two).await.unwrap();
        assert_eq!(size(&ctx, bank).await, 2);
    })
    .await;
}

pub fn words() -> ExportWords {
    let sheet = SheetWords {
        sheet: "题目",
        kind: "题型",
        stem: "题干",
        option: "选项",
        answer: "答案",
        explanation: "解析",
        legal_basis: "依据",
        knowledge_point: "知识点",
        difficulty: "难度",
        number: "编号",
        kinds: ["单选题", "多选题", "判断题", "填空题", "数值题", "匹配题", "排序题", "简答题"],
        truths: ["正确", "错误"],
    };
    ExportWords { sheet, print: Box::new(|_, _, _| panic!("nothing is printed here")) }
}

#[tokio::test]
async fn a_bank_that_is_taken_away_is_written_down_and_comes_back_whole() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let (bank, _) = two_questions(&ctx).await;
        let file = export::export(&ctx, bank, Target::Xlsx, words()).await.unwrap();
        assert_eq!(file.bank, "消防");
        let again = upload(&ctx, bank, "消防.xlsx", file.bytes).await.unwrap();
        assert_eq!(counts(&ctx, again).await, Counts { skipped: 2, ..Counts::default() });
        let history = audit::history(&house.guben.db, house.org.0, "bank", &bank.to_string()).await.unwrap();
        let actions: Vec<&str> = history.iter().map(|entry| entry.action.as_str()).collect();
        assert_eq!(actions, ["bank.create", "bank.export"]);
        assert_eq!(history[1].actor, ctx.actor.person.to_string());
        assert_eq!(audit::verify(&house.guben.db, house.org.0).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn what_a_format_cannot_hold_is_counted_before() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let (bank, _) = two_questions(&ctx).await;
        let view = export::export_view(&ctx, bank).await.unwrap();
        assert_eq!((view.name.as_str(), view.items), ("消防", 2));
        let of = |target| view.targets.iter().find(|held| held.target == target).unwrap();
        assert_eq!((of(Target::Xlsx).whole, of(Target::Xlsx).losses.len()), (2, 0));
        let aiken = of(Target::Exchange(Exchange::Aiken));
        assert_eq!((aiken.whole, aiken.left_out), (0, 0));
        assert_eq!(aiken.losses, [(Loss::KnowledgePoint, 2)].into());
    })
    .await;
}

#[tokio::test]
async fn only_who_edits_banks_takes_them_away() {
    each_engine(|house| async move {
        let (bank, _) = two_questions(&trainer(&house)).await;
        let stranger = house.another_enterprise().await;
        for (who, forbidden) in [(house.acting(Role::Auditor), true), (stranger, false)] {
            let viewed = export::export_view(&who, bank).await.map(|_| ());
            let taken = export::export(&who, bank, Target::Xlsx, words()).await.map(|_| ());
            for refused in [viewed, taken] {
                match forbidden {
                    true => assert!(matches!(refused, Err(Failure::Forbidden)), "{refused:?}"),
                    false => assert!(matches!(refused, Err(Failure::NotFound)), "{refused:?}"),
                }
            }
        }
        let history = audit::history(&house.guben.db, house.org.0, "bank", &bank.to_string()).await.unwrap();
        assert_eq!(history.len(), 1, "nothing was taken away");
    })
    .await;
}
