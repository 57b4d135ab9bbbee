//! Coverage: how many of the roster are trained and have passed, and the names behind each number.

mod coverage;
mod names;
mod words;

use axum::{extract::Query, routing::get};
use domain::{
    id::{SittingId, UnitId},
    person::{access::Action, roster::Employment},
};
use serde::{Deserialize, Serialize};
use services::report::{Filter, Missing};

use crate::{
    access::{Access::Needs, Route, page},
    door::Visitor,
};
use names::Which;

pub fn routes() -> Vec<Route> {
    let see = Needs(Action::SeeCoverage);
    let list =
        |which: Which| get(move |visitor: Visitor, asked: Query<Asked>| names::show(visitor, asked, which));
    vec![
        page("/coverage", see, get(coverage::show)),
        page("/coverage/passed", see, list(Which::Passed)),
        page("/coverage/missing", see, list(Which::Missing)),
        page("/coverage/trained", see, list(Which::Trained)),
        page("/coverage/untrained", see, list(Which::Untrained)),
        page("/coverage/missing.xlsx", see, get(names::xlsx)),
        page("/coverage/missing.csv", see, get(names::csv)),
    ]
}

/// What part of the roster is looked at, as it stands in the address. What is no filter filters nothing.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Asked {
    #[serde(skip_serializing_if = "String::is_empty")]
    unit: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    employment: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    sitting: String,
    /// Of those who have not passed, those with this reason.
    #[serde(skip_serializing_if = "String::is_empty")]
    why: String,
}

impl Asked {
    fn filter(&self) -> Filter {
        Filter {
            unit: self.unit.parse::<UnitId>().ok(),
            employment: Employment::from_code(&self.employment),
            sitting: self.sitting.parse::<SittingId>().ok(),
        }
    }

    fn why(&self) -> Option<Missing> {
        Missing::from_code(&self.why)
    }

    /// The same filter on another page.
    fn on(&self, path: &str) -> String {
        match serde_urlencoded::to_string(self) {
            Ok(query) if !query.is_empty() => format!("{path}?{query}"),
            _ => path.to_owned(),
        }
    }

    fn of_unit(&self, unit: UnitId) -> Asked {
        Asked { unit: unit.to_string(), ..self.clone() }
    }

    fn of_employment(&self, code: &str) -> Asked {
        Asked { employment: code.to_owned(), ..self.clone() }
    }

    fn of_sitting(&self, sitting: SittingId) -> Asked {
        Asked { sitting: sitting.to_string(), ..self.clone() }
    }

    fn because(&self, why: Missing) -> Asked {
        Asked { why: why.code().to_owned(), ..self.clone() }
    }
}
