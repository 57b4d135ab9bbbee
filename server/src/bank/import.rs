//! `guben bank import`: a file of questions into a bank of the database.

use std::{path::PathBuf, process::ExitCode};

use app::{bank::wording, text::Lang};
use domain::{
    bank::import::Counts,
    id::{BankId, ImportId},
    person::access::Action,
};
use services::{
    Ctx, bank, clock,
    person::errand::{self, Unclear},
};
use uuid::Uuid;

use super::{bytes, rejected, sum};
use crate::{
    config,
    serve::{self, Error},
};

#[derive(clap::Args)]
pub struct ImportArguments {
    #[command(flatten)]
    config: config::Flags,
    /// The code of the enterprise.
    #[arg(long)]
    enterprise: String,
    /// The name of the bank; one that is not there is made.
    #[arg(long)]
    bank: String,
    /// The number of the trainer in whose name the questions come in. It may be left out where there is
    /// only one.
    #[arg(long)]
    by: Option<String>,
    file: PathBuf,
    /// Take what is accepted although rows are rejected.
    #[arg(long)]
    partial: bool,
    /// The language of messages: `zh-CN` or `en`.
    #[arg(long, default_value = "zh-CN", value_parser = super::language)]
    lang: Lang,
}

/// What an import came to.
#[derive(Debug, PartialEq, Eq)]
enum Done {
    /// Rows are rejected, and nothing was stored.
    Refused(Counts),
    Added(Counts, usize),
}

pub async fn run(arguments: ImportArguments) -> Result<ExitCode, Error> {
    let guben = serve::open(arguments.config).await?;
    let by = arguments.by.as_deref();
    let ctx = errand::of(&guben, &arguments.enterprise, by, Action::EditBank, clock::now()).await?;
    let ctx = ctx.map_err(|unclear| said(&unclear, &arguments.enterprise, by))?;
    let content = bytes(&arguments.file)?;
    let name = arguments.file.file_name().unwrap_or_default().to_string_lossy();
    let told = |line: &str| eprintln!("{}: {line}", arguments.file.display());
    let done = import(&ctx, &arguments.bank, &name, content, arguments.partial, arguments.lang, told).await?;
    let file = arguments.file.display();
    Ok(match done {
        Done::Refused(counts) => {
            super::say(format_args!("{file}: {}", sum(counts)))?;
            eprintln!("nothing was stored; mend the rejected rows, or give --partial to leave them out");
            ExitCode::FAILURE
        }
        Done::Added(counts, added) => {
            super::say(format_args!("{file}: {}", sum(counts)))?;
            super::say(format_args!("{}: {added} added", arguments.bank))?;
            ExitCode::SUCCESS
        }
    })
}

fn said(unclear: &Unclear, enterprise: &str, by: Option<&str>) -> String {
    match (unclear, by) {
        (Unclear::NoEnterprise, _) => format!("there is no enterprise {enterprise}"),
        (Unclear::Nobody, Some(by)) => format!("{by} is no trainer of {enterprise}"),
        (Unclear::Nobody, None) => format!("{enterprise} has no trainer"),
        (Unclear::Several(numbers), _) => {
            format!("{enterprise} has several trainers; name one of them by --by: {}", numbers.join(", "))
        }
    }
}

/// Looks first, so that a file with rejected rows leaves nothing behind.
async fn import(
    ctx: &Ctx,
    name: &str,
    file: &str,
    content: Vec<u8>,
    partial: bool,
    lang: Lang,
    told: impl Fn(&str),
) -> Result<Done, Error> {
    let there = bank::called(ctx, name).await?;
    let report = match bank::look(ctx, there, content.clone()).await {
        Err(services::Failure::Refused(services::Refusal::Sheet(error))) => {
            return Err(wording::sheet_error(lang, &error).into());
        }
        looked => looked?,
    };
    let counts = report.counts();
    rejected(&report, lang).iter().for_each(|line| told(line));
    if counts.rejected > 0 && !partial {
        return Ok(Done::Refused(counts));
    }
    if counts.accepted() == 0 {
        return Ok(Done::Added(counts, 0));
    }
    let id = match there {
        Some(id) => id,
        None => {
            let id = BankId(Uuid::now_v7());
            bank::create(ctx, id, name).await?;
            id
        }
    };
    let previewed = bank::preview(ctx, id, ImportId(Uuid::now_v7()), file, content).await?;
    Ok(Done::Added(counts, bank::commit(ctx, previewed).await?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking, as tests do")]

    use domain::person::access::Role;
    use services::bank::ItemFilter;
    use testkit::{House, each_engine};

    use super::*;

    const FILE: &str =
        "题型,题干,选项A,选项B,答案\n单选题,指针应在（ ）,红区,绿区,B\n单选题,先（ ）,停,看,D\n";

    async fn done(ctx: &Ctx, content: &str, partial: bool) -> Done {
        import(ctx, "消防", "消防.csv", content.into(), partial, Lang::Zh, |_| {}).await.unwrap()
    }

    async fn size(ctx: &Ctx) -> Option<u64> {
        let bank = bank::called(ctx, "消防").await.unwrap()?;
        Some(bank::show(ctx, bank, ItemFilter::default(), 1).await.unwrap().part.total)
    }

    #[tokio::test]
    async fn a_file_with_a_rejected_row_leaves_nothing_behind_unless_it_may() {
        each_engine(|house: House| async move {
            let ctx = house.acting(Role::Trainer);
            let counts = Counts { imported: 1, rejected: 1, ..Counts::default() };
            assert_eq!(done(&ctx, FILE, false).await, Done::Refused(counts));
            assert_eq!(size(&ctx).await, None);
            assert_eq!(done(&ctx, FILE, true).await, Done::Added(counts, 1));
            assert_eq!(size(&ctx).await, Some(1));
        })
        .await;
    }

    #[tokio::test]
    async fn the_same_file_again_adds_nothing() {
        each_engine(|house: House| async move {
            let ctx = house.acting(Role::Trainer);
            let good = FILE.lines().take(2).collect::<Vec<_>>().join("\n");
            let imported = Counts { imported: 1, ..Counts::default() };
            assert_eq!(done(&ctx, &good, false).await, Done::Added(imported, 1));
            let skipped = Counts { skipped: 1, ..Counts::default() };
            assert_eq!(done(&ctx, &good, false).await, Done::Added(skipped, 0));
            assert_eq!(size(&ctx).await, Some(1));
        })
        .await;
    }
}
