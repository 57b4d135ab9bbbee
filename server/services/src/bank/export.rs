//! A bank as a file to take away, and what it would lose on the way.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    bank::{Item, figure::MediaId},
    id::{BankId, OrgId},
    person::access::Action,
};
use formats::{export, media::Lookup, pdf::Press};
use futures::FutureExt as _;

pub use formats::{
    exchange::write::{Loss, Target as Exchange},
    export::{BankLabels, BankPrint, BankQuestion, BankSection, Keys, OptionLine, SheetWords, Target},
    pdf::Fact,
};

use super::{ItemFilter, apart, store};
use crate::{
    ctx::Ctx,
    db::Db,
    failure::{Failure, Result},
};

/// A bank before it is taken away.
#[derive(Clone, Debug)]
pub struct ExportView {
    pub name: String,
    pub items: usize,
    /// In the order of [`Target::ALL`].
    pub targets: Vec<Held>,
}

/// How much of a bank a format holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub target: Target,
    /// How many questions there are.
    pub items: usize,
    /// How many of them lose nothing at all.
    pub whole: usize,
    /// How many questions are left out of the file.
    pub left_out: usize,
    /// How many questions lose what, the gravest first; of those that are left out, only why.
    pub losses: BTreeMap<Loss, usize>,
}

/// A bank in words: what it is called and the questions, to be put on paper.
pub type Worded = dyn FnOnce(&str, &[Item], Keys) -> BankPrint + Send;

/// The words of exported files, in the reader's language.
pub struct ExportWords {
    pub sheet: SheetWords,
    pub print: Box<Worded>,
}

/// A file to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankFile {
    pub bank: String,
    pub bytes: Vec<u8>,
}

/// What each format would hold of a bank.
pub async fn export_view(ctx: &Ctx, bank: BankId) -> Result<ExportView> {
    ctx.must_here(Action::EditBank)?;
    let name = store::bank(ctx.db().read(), ctx.org(), bank).await?.name;
    let (items, _) = questions(ctx.db(), ctx.org(), bank).await?;
    apart(move || ExportView {
        name,
        items: items.len(),
        targets: Target::ALL.map(|target| held(target, &items)).into(),
    })
    .await
}

/// How much of `items` a format holds.
pub fn held(target: Target, items: &[Item]) -> Held {
    let mut held = Held { target, items: items.len(), whole: 0, left_out: 0, losses: BTreeMap::new() };
    for item in items {
        let mut lost = export::losses(target, item);
        if lost.iter().any(|loss| loss.leaves_out()) {
            held.left_out += 1;
            lost.retain(|loss| loss.leaves_out());
        }
        held.whole += usize::from(lost.is_empty());
        for loss in lost {
            *held.losses.entry(loss).or_default() += 1;
        }
    }
    held
}

/// Makes a file of a bank in its newest versions. That it was taken away is written down before it goes.
pub async fn export(ctx: &Ctx, bank: BankId, target: Target, words: ExportWords) -> Result<BankFile> {
    ctx.must_here(Action::EditBank)?;
    let name = store::bank(ctx.db().read(), ctx.org(), bank).await?.name;
    let (items, numbers) = questions(ctx.db(), ctx.org(), bank).await?;
    let (org, press) = (ctx.org().0, ctx.guben.press.clone());
    let shown = shown(ctx, target, &items).await?;
    let file = apart(move || {
        let lookup = |id: &MediaId| shown.get(id).cloned();
        let bytes = numbered_file(target, &name, (&items, &numbers), words, &lookup, || Ok(press));
        bytes.map(|bytes| BankFile { bank: name, bytes })
    })
    .await??;
    ctx.write(move |tx| {
        async move {
            tx.log("bank.export", org, "bank", bank.to_string());
            Ok(())
        }
        .boxed()
    })
    .await?;
    Ok(file)
}

/// The files that questions show, for the formats that take them along.
async fn shown(ctx: &Ctx, target: Target, items: &[Item]) -> Result<BTreeMap<MediaId, Vec<u8>>> {
    let mut files = BTreeMap::new();
    if !matches!(target, Target::Exchange(_)) {
        return Ok(files);
    }
    for id in items.iter().flat_map(Item::media) {
        if files.contains_key(id) {
            continue;
        }
        match ctx.guben.blobs.read(&id.0).await {
            Ok(bytes) => drop(files.insert(id.clone(), bytes)),
            Err(Failure::NotFound) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(files)
}

/// Makes a file of questions, wherever they come from; `lookup` finds the files that they show. Only a PDF needs the press.
pub fn file(
    target: Target,
    name: &str,
    items: &[Item],
    words: ExportWords,
    lookup: Lookup,
    press: impl FnOnce() -> Result<Arc<Press>>,
) -> Result<Vec<u8>> {
    numbered_file(target, name, (items, &[]), words, lookup, press)
}

/// The same with the numbers of the questions, where the format holds them.
fn numbered_file(
    target: Target,
    name: &str,
    (items, numbers): (&[Item], &[String]),
    words: ExportWords,
    lookup: Lookup,
    press: impl FnOnce() -> Result<Arc<Press>>,
) -> Result<Vec<u8>> {
    let internal = |error: String| Failure::Internal(format!("a bank as {}: {error}", target.code()));
    match target {
        Target::Exchange(target) => Ok(target.write(items, lookup)),
        Target::Xlsx => {
            export::xlsx_numbered(items, numbers, &words.sheet).map_err(|error| internal(error.to_string()))
        }
        Target::Docx(keys) => Ok(export::docx(&(words.print)(name, items, keys))),
        Target::Pdf(keys) => {
            let print = (words.print)(name, items, keys);
            press()?.bank(&print).map_err(|error| internal(error.to_string()))
        }
    }
}

/// The questions of a bank in the order in which they came in, and their numbers, empty where they have none.
async fn questions(db: &Db, org: OrgId, bank: BankId) -> Result<(Vec<Item>, Vec<String>)> {
    let rows = store::newest_in(db.read(), org, bank, &ItemFilter::default()).await?;
    let numbers = rows.iter().map(|row| row.number.clone().unwrap_or_default()).collect();
    Ok((rows.iter().map(store::Newest::item).collect::<Result<_>>()?, numbers))
}
