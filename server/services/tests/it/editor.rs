//! Questions written by hand: stored once, kept as drafts meanwhile, with their pictures.

use domain::{
    bank::{
        Figure, Kind,
        draft::{Ask, Draft, FigureDraft, Wrong},
        figure::{MediaId, Picture},
    },
    id::BankId,
    person::access::Role,
};
use sea_orm::prelude::Uuid;
use services::{
    Ctx, Failure, Refusal,
    bank::{self, DraftKept, DraftPlace, Edited, ItemFilter, Source, Written},
    failure::FileFault,
    media::MediaKind,
};
use testkit::{House, each_engine};

/// A picture of 3 by 2 pixels, as far as anybody looks.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x06\0\0\0";

fn trainer(house: &House) -> Ctx {
    house.acting(Role::Trainer)
}

async fn new_bank(ctx: &Ctx) -> BankId {
    let id = BankId(Uuid::now_v7());
    bank::create(ctx, id, "手写").await.unwrap();
    id
}

fn truth(stem: &str) -> Draft {
    let ask = Ask { stem: stem.into(), key: "true".into(), ..Ask::new(Kind::TrueFalse) };
    Draft { ask, ..Draft::default() }
}

async fn write(ctx: &Ctx, bank: BankId, draft: Draft) -> Written {
    bank::write_item(ctx, bank, Uuid::now_v7(), Uuid::now_v7(), draft).await.unwrap()
}

#[tokio::test]
async fn a_question_written_by_hand_is_stored_once() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let bank = new_bank(&ctx).await;
        let once = Uuid::now_v7();
        for _ in 0..2 {
            let written = bank::write_item(&ctx, bank, once, once, truth("动火须审批")).await.unwrap();
            assert_eq!(written, Written::Stored(once.into()), "sent twice, it is one question");
        }
        let same = write(&ctx, bank, truth(" 动火须审批 ")).await;
        assert_eq!(same, Written::Repeats(once.into()));
        let view = bank::item(&ctx, once.into()).await.unwrap();
        assert_eq!((view.versions.len(), &view.newest().source), (1, &Source::Written));
        assert_eq!(bank::show(&ctx, bank, ItemFilter::default(), 1).await.unwrap().part.total, 1);
        let Written::Wrong(faults) = write(&ctx, bank, Draft::new(Kind::Numeric)).await else { panic!() };
        assert!(faults.iter().any(|fault| fault.field == "stem" && fault.wrong == Wrong::Missing));
        assert!(services::audit::verify(ctx.db(), ctx.org().0).await.unwrap().is_empty());
        let worker = house.acting(Role::Worker);
        let refused = bank::write_item(&worker, bank, once, once, truth("x")).await;
        assert!(matches!(refused, Err(Failure::Forbidden)));
        let stranger = house.another_enterprise().await;
        let refused = bank::write_item(&stranger, bank, Uuid::now_v7(), once, truth("x")).await;
        assert!(matches!(refused, Err(Failure::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn a_question_keeps_its_kind() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let bank = new_bank(&ctx).await;
        let Written::Stored(item) = write(&ctx, bank, truth("动火须审批")).await else { panic!() };
        let mut draft = truth("动火必须审批");
        (draft.ask.kind, draft.reason) = (Kind::ShortAnswer, "改".into());
        let edited = bank::change_item(&ctx, item, Uuid::now_v7().into(), 1, true, draft).await.unwrap();
        assert_eq!(edited, Edited::Stored { version: 2, released: true });
        let kind = bank::item(&ctx, item).await.unwrap().newest().item.content.kind();
        assert_eq!(kind, Kind::TrueFalse);
    })
    .await;
}

#[tokio::test]
async fn a_picture_is_kept_once_and_seen_by_the_own_enterprise_alone() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let files = vec![("a.png".to_owned(), PNG.to_vec()), ("b.png".to_owned(), PNG.to_vec())];
        let kept = bank::media::upload(&ctx, files.clone()).await.unwrap();
        assert_eq!(kept[0], kept[1]);
        assert_eq!((kept[0].kind, kept[0].width, kept[0].height), (MediaKind::Png, 3, 2));
        assert_eq!(bank::media::upload(&ctx, files).await.unwrap(), kept, "again changes nothing");
        let worker = house.acting(Role::Worker);
        let file = bank::media::media(&worker, &kept[0].id).await.unwrap();
        assert_eq!(file.read(&house.guben, 0..file.size).await.unwrap(), PNG);
        let stranger = house.another_enterprise().await;
        assert!(matches!(bank::media::media(&stranger, &kept[0].id).await, Err(Failure::NotFound)));
        let refused = bank::media::upload(&worker, Vec::new()).await;
        assert!(matches!(refused, Err(Failure::Forbidden)));
        let program = vec![("a.png".to_owned(), PNG.to_vec()), ("b.png".to_owned(), b"<svg/>".to_vec())];
        let refused = bank::media::upload(&ctx, program).await;
        assert!(matches!(refused, Err(Failure::Refused(Refusal::File(FileFault::Kind { .. })))));
        assert!(services::audit::verify(ctx.db(), ctx.org().0).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_question_shows_only_pictures_that_are_there_in_their_own_size() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let bank = new_bank(&ctx).await;
        let kept = bank::media::upload(&ctx, vec![("a.png".to_owned(), PNG.to_vec())]).await.unwrap();
        let with = |media: &MediaId| {
            let mut draft = truth("图中是禁止标志");
            draft.ask.figures =
                vec![FigureDraft { media: media.0.clone(), width: 9000, ..FigureDraft::default() }];
            draft
        };
        let missing = write(&ctx, bank, with(&MediaId("0".repeat(64)))).await;
        let Written::Wrong(faults) = missing else { panic!("{missing:?}") };
        assert_eq!(faults[0].wrong, Wrong::NoSuchFile);
        let Written::Stored(item) = write(&ctx, bank, with(&kept[0].id)).await else { panic!() };
        let figures = bank::item(&ctx, item).await.unwrap().newest().item.figures.clone();
        let picture = Picture { media: kept[0].id.clone(), alt: String::new(), width: 3, height: 2 };
        assert_eq!(figures, [Figure::Picture(picture)]);
    })
    .await;
}

#[tokio::test]
async fn two_windows_do_not_overwrite_each_others_draft() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let bank = new_bank(&ctx).await;
        let id = Uuid::now_v7();
        let at = |seen| DraftPlace { id, bank, item: None, from_version: 0, seen };
        let keep = |seen, stem: &'static str| bank::keep_draft(&ctx, at(seen), truth(stem));
        assert_eq!(keep(0, "一").await.unwrap(), DraftKept::Saved { revision: 1 });
        assert_eq!(keep(1, "一二").await.unwrap(), DraftKept::Saved { revision: 2 });
        let other = keep(1, "别的").await.unwrap();
        assert!(matches!(other, DraftKept::Newer { revision: 2, .. }), "{other:?}");
        assert_eq!(bank::draft(&ctx, id).await.unwrap().draft, truth("一二"));
        assert_eq!(bank::drafts(&ctx, bank).await.unwrap().len(), 1);

        let colleague = house.acting(Role::EnterpriseAdmin);
        if colleague.actor.person != ctx.actor.person
            && colleague.must_here(domain::person::access::Action::EditBank).is_ok()
        {
            assert!(matches!(bank::draft(&colleague, id).await, Err(Failure::NotFound)));
            assert!(bank::drafts(&colleague, bank).await.unwrap().is_empty());
        }
        let stored = bank::write_item(&ctx, bank, Uuid::now_v7(), id, truth("一二")).await.unwrap();
        assert!(matches!(stored, Written::Stored(_)));
        assert!(bank::drafts(&ctx, bank).await.unwrap().is_empty(), "what was stored is no draft");
    })
    .await;
}

#[tokio::test]
async fn a_question_has_one_draft_for_each_person() {
    each_engine(|house| async move {
        let ctx = trainer(&house);
        let bank = new_bank(&ctx).await;
        let Written::Stored(item) = write(&ctx, bank, truth("动火须审批")).await else { panic!() };
        let at = |id| DraftPlace { id, bank, item: Some(item), from_version: 1, seen: 0 };
        let (one, other) = (Uuid::now_v7(), Uuid::now_v7());
        bank::keep_draft(&ctx, at(one), truth("动火必须审批")).await.unwrap();
        let second = bank::keep_draft(&ctx, at(other), truth("动火应审批")).await.unwrap();
        assert!(matches!(second, DraftKept::Newer { id, revision: 1, .. } if id == one), "{second:?}");
        assert_eq!(bank::draft_of(&ctx, item).await.unwrap().unwrap().draft, truth("动火必须审批"));
        let draft = Draft { reason: "改".into(), ..truth("动火应审批") };
        let edited = bank::change_item(&ctx, item, Uuid::now_v7().into(), 1, true, draft).await.unwrap();
        assert_eq!(edited, Edited::Stored { version: 2, released: true });
        assert_eq!(bank::draft_of(&ctx, item).await.unwrap(), None);
        bank::keep_draft(&ctx, DraftPlace { from_version: 2, ..at(one) }, truth("x")).await.unwrap();
        bank::discard_draft(&ctx, one).await.unwrap();
        assert_eq!(bank::draft_of(&ctx, item).await.unwrap(), None);
    })
    .await;
}
