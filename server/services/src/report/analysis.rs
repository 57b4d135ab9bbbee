//! Item analysis (试题分析) of one sitting: what its graded attempts say about its questions.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    analysis::{self, Analysis, Answered, Asked, Counted, Sat, Thresholds},
    attempt::State,
    bank::{Content, Item, Kind},
    grading::{grade, marking::Markers},
    id::{AttemptId, ItemVersionId, PersonId, SittingId},
    person::access::Action,
};

use crate::{
    Ctx,
    attempt::{Withheld, marking, result, room, store as attempts},
    exam::{sitting, store as exams},
    failure::{Failure, Result},
};

/// What a sitting's attempts say, or why it is too early to say it.
#[derive(Clone, Debug)]
pub struct SittingAnalysis {
    pub sitting: SittingId,
    pub name: String,
    pub pass_percent: u8,
    /// Keys wait for the last candidate, and so does everything that shows them.
    pub found: Result<Analysed, Withheld>,
}

#[derive(Clone, Debug)]
pub struct Analysed {
    pub analysis: Analysis,
    pub thresholds: Thresholds,
    pub questions: BTreeMap<ItemVersionId, Question>,
}

/// A question as it reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub kind: Kind,
    pub stem: String,
    /// As stored; true/false has none.
    pub options: Vec<String>,
}

/// Analyses the graded attempts of those candidates who are within the actor's reach. Practice is no sitting
/// and never counts; neither does what was voided, is still open, or waits for its marks.
pub async fn analysis(ctx: &Ctx, id: SittingId, counted: Counted) -> Result<SittingAnalysis> {
    ctx.must_here(Action::SeeCoverage)?;
    let view = sitting::show(ctx, id).await?;
    let rules = &view.row.rules;
    let found = match result::withheld(ctx.db().read(), rules, ctx.now).await? {
        Some(why) => Err(why),
        None => {
            let mut graded = Vec::new();
            for row in &view.people {
                for attempt in &row.attempts {
                    if matches!(attempt.state, State::Graded { .. }) {
                        graded.push((row.person, attempt.no, attempt.id));
                    }
                }
            }
            let row = exams::sitting(ctx.db().read(), ctx.org().0, id.0).await?;
            Ok(analysed(ctx, exams::markers(&row), graded, counted).await?)
        }
    };
    Ok(SittingAnalysis { sitting: id, pass_percent: rules.pass_percent, name: view.row.name, found })
}

async fn analysed(
    ctx: &Ctx,
    markers: Markers,
    graded: Vec<(PersonId, i32, AttemptId)>,
    counted: Counted,
) -> Result<Analysed> {
    let conn = ctx.db().read();
    let ids = graded.iter().map(|(_, _, attempt)| attempt.0).collect();
    let mut answers = attempts::answers_of(conn, ids).await?;
    let mut papers = Vec::with_capacity(graded.len());
    let mut marked = Vec::with_capacity(graded.len());
    for (_, _, attempt) in &graded {
        let paper = ctx.guben.papers.get(conn, *attempt).await?;
        let answers = answers.entry(attempt.0).or_default();
        marked.push(marking::settled(conn, markers, attempt.0, &paper, answers).await?);
        papers.push(paper);
    }
    let versions: BTreeSet<ItemVersionId> =
        papers.iter().flat_map(|paper| &paper.slots).map(|slot| slot.version).collect();
    let items = ctx.guben.items.get(conn, versions).await?;
    let find = |version| items.get(&version).map(|item| &**item);
    let sats = graded.into_iter().zip(papers.iter().zip(&marked));
    let sats = sats.map(|((person, no, attempt), (paper, marked))| {
        let responses = room::responses(answers.remove(&attempt.0).unwrap_or_default());
        let graded = grade(paper, find, &responses, marked);
        let graded = graded.map_err(|error| Failure::Corrupt(error.to_string()))?;
        let slots: Vec<_> = paper.numbered().zip(&graded.marks).collect();
        // The questions of a case are looked at as one: they were answered from one situation.
        let of_case = slots
            .chunk_by(|((_, one), _), ((_, other), _)| one.part.is_some() && one.version == other.version);
        let answers = of_case.map(|together| {
            let ((place, slot), _) = together[0];
            Answered {
                version: slot.version,
                earned: together.iter().map(|(_, mark)| mark.points).sum(),
                possible: together.iter().map(|((_, slot), _)| slot.points).sum(),
                chosen: match slot.part {
                    Some(_) => BTreeSet::new(),
                    None => Asked::chosen(responses.get(&place)),
                },
            }
        });
        Ok(Sat { person, no, answers: answers.collect() })
    });
    let sats = sats.collect::<Result<Vec<_>>>()?;
    let asked = items.iter().map(|(version, item)| (*version, Asked::of(&item.content))).collect();
    let thresholds = Thresholds::default();
    let analysis = analysis::analyse(&sats, &asked, counted, &thresholds);
    let questions = items.iter().map(|(version, item)| (*version, question(item))).collect();
    Ok(Analysed { analysis, thresholds, questions })
}

fn question(item: &Item) -> Question {
    Question {
        kind: item.content.kind(),
        stem: item.stem.clone(),
        options: match &item.content {
            Content::Hotspot { areas, .. } => areas.iter().map(|area| area.name.clone()).collect(),
            content => content.options().iter().map(|option| option.text.clone()).collect(),
        },
    }
}
