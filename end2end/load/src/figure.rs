//! What was measured beside what we aim at.

use crate::table::Table;

#[derive(Clone, Copy, Debug)]
pub enum Aim {
    AtMost(f64),
    AtLeast(f64),
    /// Nobody has set one.
    None,
}

pub struct Figure {
    pub name: &'static str,
    /// Nothing when it could not be measured here.
    pub measured: Option<f64>,
    pub unit: &'static str,
    pub aim: Aim,
}

impl Figure {
    pub fn new(name: &'static str, measured: impl Into<Option<f64>>, unit: &'static str, aim: Aim) -> Figure {
        Figure { name, measured: measured.into(), unit, aim }
    }

    fn verdict(&self) -> &'static str {
        let met = match (self.measured, self.aim) {
            (None, _) => return "not measured",
            (_, Aim::None) => return "",
            (Some(measured), Aim::AtMost(most)) => measured <= most,
            (Some(measured), Aim::AtLeast(least)) => measured >= least,
        };
        if met { "met" } else { "MISSED" }
    }
}

pub fn table(figures: &[Figure]) -> Table {
    let mut table = Table::new(["figure", "measured", "aim", "unit", ""]);
    for figure in figures {
        let aim = match figure.aim {
            Aim::AtMost(most) => format!("<= {}", number(most)),
            Aim::AtLeast(least) => format!(">= {}", number(least)),
            Aim::None => String::new(),
        };
        let measured = figure.measured.map_or_else(|| "-".to_owned(), number);
        table.row([figure.name.into(), measured, aim, figure.unit.into(), figure.verdict().into()]);
    }
    table
}

/// Whole where decimals would be noise.
fn number(value: f64) -> String {
    if value.fract() == 0.0 || value >= 100.0 { format!("{value:.0}") } else { format!("{value:.2}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_meets_its_aim_at_the_very_value() {
        let verdict = |measured, aim| Figure::new("", measured, "", aim).verdict();
        assert_eq!(verdict(Some(2.0), Aim::AtMost(2.0)), "met");
        assert_eq!(verdict(Some(2.1), Aim::AtMost(2.0)), "MISSED");
        assert_eq!(verdict(Some(1999.0), Aim::AtLeast(2000.0)), "MISSED");
        assert_eq!(verdict(Some(7.0), Aim::None), "");
    }

    #[test]
    fn what_was_not_measured_is_not_met() {
        assert_eq!(Figure::new("", None, "", Aim::AtMost(2.0)).verdict(), "not measured");
    }

    #[test]
    fn figures_have_no_false_precision() {
        assert_eq!([0.04, 47.519, 2312.4, 350.0].map(number), ["0.04", "47.52", "2312", "350"]);
    }
}
