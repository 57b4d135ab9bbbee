//! The desk of an import: columns named by hand, rows put right, numbers, and long files.

use domain::{
    bank::draft::Draft,
    bank::import::{
        Column, Counts, Decision, LayoutFault, Mend, Merge, Origin, Place, Reason, RowOutcome, header::Field,
    },
    id::{BankId, ImportId, ItemId, ItemVersionId},
    person::access::Role,
};
use sea_orm::prelude::Uuid;
use services::{
    Ctx, Failure, Refusal, audit,
    bank::{self, Filter, ImportView, ItemFilter, LONG},
};
use testkit::{House, MORNING, each_engine};

const ODD: &str = "考什么,甲,乙,选哪个,编号\n\
    灭火器压力表指针应在（ ）,红区,绿区,B,H-1\n\
    起吊前应检查（ ）,吊具,天气,D,H-2\n\
    动火须审批,,,对,H-3\n";

fn trainer(house: &House) -> Ctx {
    house.acting(Role::Trainer)
}

async fn new_bank(ctx: &Ctx) -> BankId {
    let id = BankId(Uuid::now_v7());
    bank::create(ctx, id, "消防").await.unwrap();
    id
}

async fn upload(ctx: &Ctx, bank: BankId, file: &str) -> ImportId {
    let once = ImportId(Uuid::now_v7());
    bank::preview(ctx, bank, once, "题库.csv", file.as_bytes().to_vec()).await.unwrap()
}

async fn seen(ctx: &Ctx, import: ImportId) -> ImportView {
    bank::import(ctx, import, Some(Filter::All), 1).await.unwrap()
}

fn columns() -> Vec<(Column, Field)> {
    let fields = [Field::Stem, Field::Option(0), Field::Option(1), Field::Answer, Field::Number];
    fields.into_iter().enumerate().map(|(at, field)| (Column(at), field)).collect()
}

fn row(row: u32) -> Place {
    Place { sheet: 0, row }
}

/// A bank with [`ODD`] looked at as its columns are.
async fn mapped(ctx: &Ctx) -> (BankId, ImportId) {
    let bank = new_bank(ctx).await;
    let import = upload(ctx, bank, ODD).await;
    assert_eq!(bank::set_columns(ctx, import, 0, 1, columns(), true).await.unwrap(), None);
    (bank, import)
}

async fn items(ctx: &Ctx, bank: BankId) -> Vec<ItemId> {
    let view = bank::show(ctx, bank, ItemFilter::default(), 1).await.unwrap();
    view.items.into_iter().map(|row| row.id).collect()
}

async fn chain_is_whole(ctx: &Ctx) {
    assert!(audit::verify(ctx.db(), ctx.org().0).await.unwrap().is_empty());
}

#[tokio::test]
async fn columns_named_by_hand_are_remembered_until_somebody_forgets_them() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let bank = new_bank(&ctx).await;
        let first = upload(&ctx, bank, ODD).await;
        let before = seen(&ctx, first).await;
        assert_eq!((before.counts.accepted(), before.columns[0].header), (0, None));
        let fault = bank::set_columns(&ctx, first, 0, 1, vec![(Column(0), Field::Answer)], true).await;
        assert_eq!(fault.unwrap(), Some(LayoutFault::NoStem));
        assert_eq!(seen(&ctx, first).await.counts, before.counts, "nothing was stored");

        bank::set_columns(&ctx, first, 0, 1, columns(), true).await.unwrap();
        let after = seen(&ctx, first).await;
        assert_eq!((after.counts.accepted(), after.columns[0].origin.clone()), (2, Origin::Hand));
        assert_eq!(after.columns[0].columns[0].heading, "考什么");

        // The next file with these headings is read so at once, and says so.
        let second = upload(&ctx, bank, &ODD.replace("动火", "高处作业")).await;
        let next = seen(&ctx, second).await;
        assert_eq!(next.counts.accepted(), 2);
        assert!(matches!(next.columns[0].origin, Origin::Remembered { .. }));
        assert_eq!(next.columns[0].remembered.as_ref().map(|(_, at)| *at), Some(MORNING));

        bank::forget_columns(&ctx, second, 0).await.unwrap();
        assert_eq!(seen(&ctx, second).await.counts.accepted(), 0);
        let third = upload(&ctx, bank, &ODD.replace("动火", "吊装")).await;
        assert_eq!(seen(&ctx, third).await.counts.accepted(), 0);
        assert_eq!(seen(&ctx, first).await.counts.accepted(), 2, "this file keeps what was said of it");
        chain_is_whole(&ctx).await;
    })
    .await;
}

#[tokio::test]
async fn what_one_enterprise_remembers_another_does_not_know() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let (_, import) = mapped(&ctx).await;
        let other = house.another_enterprise().await;
        let bank = new_bank(&other).await;
        let theirs = upload(&other, bank, ODD).await;
        assert_eq!(seen(&other, theirs).await.counts.accepted(), 0);
        for refused in [
            bank::columns(&other, import, 0).await.map(|_| ()),
            bank::set_columns(&other, import, 0, 1, columns(), false).await.map(|_| ()),
            bank::forget_columns(&other, import, 0).await,
            bank::row(&other, import, row(3)).await.map(|_| ()),
            bank::decide(&other, import, row(3), Decision::LeaveOut).await.map(|_| ()),
            bank::set_merge(&other, import, Merge::Skip).await,
        ] {
            assert!(matches!(refused, Err(Failure::NotFound)), "{refused:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_row_put_right_comes_in_and_the_file_keeps_its_own_words() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let (bank, import) = mapped(&ctx).await;
        let form = bank::row(&ctx, import, row(3)).await.unwrap();
        assert_eq!((form.outcome, form.mend.options.as_str()), (RowOutcome::Rejected, "吊具\n天气"));
        let mend = |answer: &str| Mend { answer: answer.into(), ..form.mend.clone() };
        let still = bank::decide(&ctx, import, row(3), Decision::Mend(mend("E"))).await.unwrap();
        assert_eq!(still, RowOutcome::Rejected, "a correction is judged by the same rules");
        let ready = bank::decide(&ctx, import, row(3), Decision::Mend(mend("A"))).await.unwrap();
        assert_eq!(ready, RowOutcome::Noted);

        // A new mapping under which the row is the same does not lose it.
        let without_numbers = columns().into_iter().filter(|(_, field)| *field != Field::Number);
        bank::set_columns(&ctx, import, 0, 1, without_numbers.collect(), true).await.unwrap();
        let view = seen(&ctx, import).await;
        assert_eq!(view.counts.accepted(), 3);
        let mended = bank::row(&ctx, import, row(3)).await.unwrap();
        assert_eq!(mended.mend.answer, "A");
        assert!(mended.decided.is_some());
        assert_eq!(mended.cells[3].3, "D", "the file's own cell stands beside it");

        let out = bank::decide(&ctx, import, row(4), Decision::LeaveOut).await.unwrap();
        assert_eq!(out, RowOutcome::Skipped);
        assert_eq!(bank::commit(&ctx, import).await.unwrap(), 2);
        assert_eq!(items(&ctx, bank).await.len(), 2);
        let late = bank::decide(&ctx, import, row(4), Decision::AsRead).await;
        assert!(matches!(late, Err(Failure::Refused(Refusal::AlreadyDone))));
        chain_is_whole(&ctx).await;
    })
    .await;
}

#[tokio::test]
async fn a_decision_can_be_taken_back() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let (_, import) = mapped(&ctx).await;
        let before = seen(&ctx, import).await.counts;
        bank::decide(&ctx, import, row(2), Decision::LeaveOut).await.unwrap();
        assert_eq!(seen(&ctx, import).await.counts.skipped, before.skipped + 1);
        bank::decide(&ctx, import, row(2), Decision::AsRead).await.unwrap();
        assert_eq!(seen(&ctx, import).await.counts, before);
        assert!(bank::row(&ctx, import, row(2)).await.unwrap().decided.is_none());
        let nowhere = bank::decide(&ctx, import, row(99), Decision::LeaveOut).await;
        assert!(matches!(nowhere, Err(Failure::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn rows_are_found_by_their_reason() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let (_, import) = mapped(&ctx).await;
        let code = "answer_without_option";
        let view = bank::import_with(&ctx, import, Some(Filter::All), Some(code.into()), 1).await.unwrap();
        assert_eq!(view.rows.iter().map(|row| row.row).collect::<Vec<_>>(), [3]);
        assert!(view.reasons.iter().any(|(reason, rows)| reason.code() == code && *rows == 1));
    })
    .await;
}

/// A bank with H-1 and H-3, and an import in which H-1 has another key and H-3 is the same.
async fn renumbered(ctx: &Ctx) -> (BankId, ImportId) {
    let (bank, import) = mapped(ctx).await;
    assert_eq!(bank::commit(ctx, import).await.unwrap(), 2);
    let changed = "编号,题干,选项A,选项B,答案\nH-1,压力表指针应在（ ）,红区,绿区,B\nH-3,动火须审批,,,对\n";
    (bank, upload(ctx, bank, changed).await)
}

#[tokio::test]
async fn a_number_of_the_bank_with_another_text_waits_for_a_decision() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let (bank, import) = renumbered(&ctx).await;
        let asked = seen(&ctx, import).await;
        assert_eq!(asked.counts, Counts { rejected: 1, skipped: 1, ..Counts::default() });
        assert_eq!((asked.merge, asked.versions), (Merge::Ask, 1));
        assert!(matches!(asked.rows[0].reasons.last(), Some(Reason::VersionUndecided { .. })));
        assert!(matches!(bank::commit(&ctx, import).await, Err(Failure::Refused(Refusal::NothingToImport))));

        bank::set_merge(&ctx, import, Merge::Skip).await.unwrap();
        assert_eq!(seen(&ctx, import).await.counts.skipped, 2);
        bank::set_merge(&ctx, import, Merge::NewVersions).await.unwrap();
        assert_eq!(bank::commit(&ctx, import).await.unwrap(), 1);
        let items = items(&ctx, bank).await;
        assert_eq!(items.len(), 2, "no question more");
        let item = bank::item(&ctx, items[0]).await.unwrap();
        assert_eq!((item.number.as_deref(), item.newest().version), (Some("H-1"), 2));
        assert_eq!(item.newest().item.stem, "压力表指针应在（ ）");
        assert_eq!(item.versions[1].item.stem, "灭火器压力表指针应在（ ）");
        chain_is_whole(&ctx).await;
    })
    .await;
}

#[tokio::test]
async fn as_new_questions_they_come_without_their_numbers() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let (bank, import) = renumbered(&ctx).await;
        bank::set_merge(&ctx, import, Merge::AsNew).await.unwrap();
        assert_eq!(bank::commit(&ctx, import).await.unwrap(), 1);
        let items = items(&ctx, bank).await;
        assert_eq!(items.len(), 3);
        assert_eq!(bank::item(&ctx, items[2]).await.unwrap().number, None);
    })
    .await;
}

#[tokio::test]
async fn a_new_version_does_not_cover_what_somebody_changed_since() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let (bank, import) = renumbered(&ctx).await;
        bank::set_merge(&ctx, import, Merge::NewVersions).await.unwrap();
        let id = items(&ctx, bank).await[0];
        let item = bank::item(&ctx, id).await.unwrap().newest().item.clone();
        let mut draft = Draft { reason: "核对".into(), ..Draft::of(&item) };
        draft.ask.explanation = "现场核对".into();
        bank::change_item(&ctx, id, ItemVersionId(Uuid::now_v7()), 1, true, draft).await.unwrap();
        assert_eq!(bank::commit(&ctx, import).await.unwrap(), 0);
        assert_eq!(bank::item(&ctx, id).await.unwrap().newest().item.explanation, "现场核对");
    })
    .await;
}

#[tokio::test]
async fn a_long_file_is_judged_by_a_job_that_may_run_twice() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let bank = new_bank(&ctx).await;
        let rows = (0..LONG + 1).map(|no| format!("判断题,第{no}号设备须点检,对\n")).collect::<String>();
        let import = upload(&ctx, bank, &format!("题型,题干,答案\n{rows}")).await;
        let waiting = seen(&ctx, import).await;
        assert!(waiting.reading.is_some_and(|reading| !reading.failed && reading.total > LONG as u64));
        assert!(matches!(bank::commit(&ctx, import).await, Err(Failure::Refused(Refusal::NothingToImport))));
        let guben = &ctx.guben;
        let (one, other) =
            tokio::join!(bank::judge_waiting(guben, MORNING), bank::judge_waiting(guben, MORNING));
        assert_eq!(one.unwrap() + other.unwrap(), 1, "one of two servers makes the report");
        assert_eq!(bank::judge_waiting(guben, MORNING).await.unwrap(), 0);
        let done = seen(&ctx, import).await;
        assert_eq!((done.reading, done.counts.imported), (None, LONG + 1));
        assert_eq!(done.part.pages(), 41);
        assert_eq!(bank::commit(&ctx, import).await.unwrap(), LONG + 1);
        chain_is_whole(&ctx).await;
    })
    .await;
}

#[tokio::test]
async fn a_job_that_stopped_in_the_middle_is_taken_up_by_the_next() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let bank = new_bank(&ctx).await;
        let rows = (0..LONG + 1).map(|no| format!("判断题,第{no}号阀门须挂牌,对\n")).collect::<String>();
        let import = upload(&ctx, bank, &format!("题型,题干,答案\n{rows}")).await;
        let until = MORNING.0 + 30_000;
        house.tamper(&format!("UPDATE import_job SET taken_until = {until}")).await;
        let guben = &ctx.guben;
        assert_eq!(bank::judge_waiting(guben, MORNING).await.unwrap(), 0, "another one is at it");
        let later = domain::time::Timestamp(until + 1);
        assert_eq!(bank::judge_waiting(guben, later).await.unwrap(), 1);
        assert_eq!(seen(&ctx, import).await.counts.imported, LONG + 1);
    })
    .await;
}

#[tokio::test]
async fn numbers_are_kept_on_export_and_known_again() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let (bank, import) = mapped(&ctx).await;
        bank::commit(&ctx, import).await.unwrap();
        let target = bank::export::Target::Xlsx;
        let file = bank::export::export(&ctx, bank, target, super::bank::words()).await.unwrap();
        let again = bank::preview(&ctx, bank, ImportId(Uuid::now_v7()), "题库.xlsx", file.bytes.clone());
        let again = seen(&ctx, again.await.unwrap()).await;
        assert_eq!(again.counts, Counts { skipped: 2, ..Counts::default() });
        assert!(again.columns[0].columns.iter().any(|column| column.field == Field::Number));
    })
    .await;
}
