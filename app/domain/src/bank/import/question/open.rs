//! Rows that are not answered by choosing, by a mark or by filling gaps.
//!
//! ```text
//! 数值题 ¦ 安全电压不超过多少伏 ¦            ¦            ¦         ¦ 36 ± 0 V
//! 匹配题 ¦ 标志的颜色           ¦ 红 => 禁止 ¦ 黄 => 警告 ¦  => 指令 ¦
//! 排序题 ¦ 检修前的步骤         ¦ 验电       ¦ 停电       ¦ 接地    ¦ BAC
//! 简答题 ¦ 有人触电时怎么办     ¦            ¦            ¦         ¦ 1. 断开电源（2 分）⏎2. 就地抢救（3 分）
//! ```

use crate::bank::{
    import::{guide, number, reason::Reason, record, table::Cell, text},
    item::{Content, ItemOption, Kind, PartScoring},
};

use super::Reading;

/// Between a line and what belongs to it.
const ARROWS: [&str; 3] = ["=>", "＝＞", "→"];

impl Reading {
    /// A calculation is a number where its answer is one, and otherwise the way to it.
    pub(super) fn calculated(&self) -> Kind {
        match number::decimal(&self.answer) {
            Some(_) => Kind::Numeric,
            None => Kind::ShortAnswer,
        }
    }

    fn without_options(&self, kind: Kind) -> Result<(), Reason> {
        match self.options.is_empty() {
            true => Ok(()),
            false => Err(Reason::KindContradicted { kind, value: self.options.texts.join(" / ") }),
        }
    }

    fn answered(&self) -> Result<&str, Reason> {
        match &self.answer_cell {
            Cell::Date(date) => Err(Reason::DateCell { column: self.answer_column, value: date.to_string() }),
            _ if self.answer.is_empty() => Err(Reason::AnswerMissing),
            _ => Ok(&self.answer),
        }
    }

    pub(super) fn numeric(&mut self) -> Result<Content, Reason> {
        self.without_options(Kind::Numeric)?;
        let answer = self.answered()?;
        let unclear = || Reason::AnswerUnclear { value: answer.to_owned() };
        let (ranges, unit) = number::ranges(answer).ok_or_else(unclear)?;
        record::numeric(ranges, unit)
    }

    pub(super) fn short_answer(&mut self) -> Result<Content, Reason> {
        self.without_options(Kind::ShortAnswer)?;
        Ok(Content::ShortAnswer { guide: guide::read(self.answered()?) })
    }

    /// Each option is a line, an arrow and what belongs to it.
    pub(super) fn matching(&mut self) -> Result<Content, Reason> {
        if !self.answer.is_empty() {
            return Err(Reason::AnswerUnclear { value: self.answer.clone() });
        }
        let (mut pairs, mut others) = (Vec::new(), Vec::new());
        for said in &self.options.texts {
            let unclear = || Reason::OptionsUnclear { text: said.clone() };
            let mut found = ARROWS.iter().filter_map(|arrow| said.split_once(arrow));
            let (Some((line, option)), None) = (found.next(), found.next()) else { return Err(unclear()) };
            if ARROWS.iter().any(|arrow| option.contains(arrow)) {
                return Err(unclear());
            }
            let (line, option) = (ItemOption::words(text::trim(line)), ItemOption::words(text::trim(option)));
            match line.text.is_empty() {
                true => others.push(option),
                false => pairs.push((line, option)),
            }
        }
        record::matching(pairs, others, PartScoring::default())
    }

    /// The answer names every option once, in the right order.
    pub(super) fn ordering(&mut self) -> Result<Content, Reason> {
        let answer = self.answered()?;
        let unclear = || Reason::AnswerUnclear { value: answer.to_owned() };
        // Of a key that is stated as a set, nobody knows the order.
        if self.key.is_some() {
            return Err(unclear());
        }
        let mut order: Vec<usize> = Vec::new();
        for c in answer.chars().filter(|c| !text::is_blank(*c) && !"、，,；;-—>→<＞.．".contains(*c))
        {
            let (letter, _) = text::letter(c).ok_or_else(unclear)?;
            let at = self.options.position(letter).ok_or_else(unclear)?;
            if order.contains(&at) {
                return Err(unclear());
            }
            order.push(at);
        }
        if order.len() != self.options.len() {
            return Err(unclear());
        }
        let options = order.into_iter().map(|at| ItemOption::words(self.options.texts[at].as_str()));
        record::ordering(options.collect(), PartScoring::default())
    }
}

#[cfg(test)]
mod tests {
    use crate::bank::import::{
        Known, judge,
        table::{Cell, Row, Sheet, Table},
    };

    use super::*;

    fn judged(kind: &str, stem: &str, options: [&str; 3], answer: &str) -> Result<Content, Vec<Reason>> {
        let row = |number, cells: Vec<&str>| Row {
            number,
            cells: cells.into_iter().map(|cell| Cell::Text(cell.to_owned())).collect(),
            ..Row::default()
        };
        let head = row(1, vec!["题型", "题干", "A", "B", "C", "答案"]);
        let said = [&[kind, stem][..], &options, &[answer]].concat();
        let table = Table { sheets: vec![Sheet { rows: vec![head, row(2, said)], ..Sheet::default() }] };
        let report = judge(&table, &Known::default());
        report.rows[0].item.clone().map(|item| item.content).ok_or_else(|| report.rows[0].reasons.clone())
    }

    fn words(options: &[ItemOption]) -> Vec<&str> {
        options.iter().map(|option| option.text.as_str()).collect()
    }

    #[test]
    fn a_written_answer_is_what_people_mark_by() {
        let none = ["", "", ""];
        for kind in ["简答题", "问答", "论述题", "名词解释", "Short answer", "essay"] {
            let content = judged(kind, "有人触电怎么办", none, "1. 断电（2分）\n2. 救人（3分）").unwrap();
            let Content::ShortAnswer { guide } = &content else { panic!("{content:?}") };
            assert_eq!((guide.points.len(), guide.points[1].weight), (2, 3), "{kind}");
        }
        assert_eq!(judged("简答题", "为什么", none, ""), Err(vec![Reason::AnswerMissing]));
        assert!(judged("简答题", "为什么", ["甲", "乙", ""], "甲").is_err());
        // The text of a case stands elsewhere.
        assert!(judged("案例分析题", "某厂发生爆炸", none, "略").is_err());
    }

    #[test]
    fn a_calculation_is_a_number_or_the_way_to_it() {
        let none = ["", "", ""];
        assert_eq!(judged("计算题", "电流多大", none, "2.5").unwrap().kind(), Kind::Numeric);
        assert_eq!(judged("计算题", "电流多大", none, "I=U/R=2.5 A").unwrap().kind(), Kind::ShortAnswer);
        let content = judged("数值题", "电压", none, "220 ± 5 V").unwrap();
        assert!(matches!(content, Content::Numeric { unit: Some(_), .. }));
        assert!(judged("数值题", "电压", none, "约220").is_err());
    }

    #[test]
    fn pairs_stand_on_both_sides_of_an_arrow() {
        let content = judged("连线题", "颜色", ["红 => 禁止", "黄 => 警告", " => 指令"], "").unwrap();
        let Content::Matching { lines, options, key, .. } = &content else { panic!("{content:?}") };
        assert_eq!((words(lines), words(options)), (vec!["红", "黄"], vec!["禁止", "警告", "指令"]));
        assert_eq!(key, &[0, 1]);
        for options in [["红", "黄 => 警告", ""], ["红 => 禁止 => 停", "黄 => 警告", ""]] {
            assert!(judged("连线题", "颜色", options, "").is_err(), "{options:?}");
        }
        assert!(judged("连线题", "颜色", ["红 => 禁止", "黄 => 警告", ""], "A").is_err());
    }

    #[test]
    fn the_answer_of_an_order_names_every_option_once() {
        let options = ["验电", "停电", "接地"];
        for answer in ["BAC", "B、A、C", "b->a->c", "Ｂ→Ａ→Ｃ"] {
            let content = judged("排序题", "步骤", options, answer).unwrap();
            assert_eq!(words(content.options()), ["停电", "验电", "接地"], "{answer}");
        }
        for answer in ["BA", "BAA", "BAD", "停电、验电、接地", ""] {
            assert!(judged("排序题", "步骤", options, answer).is_err(), "{answer}");
        }
    }
}
