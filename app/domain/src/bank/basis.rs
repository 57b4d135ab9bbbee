//! What a question rests on: the law or standard and its article, found in the words of its legal basis.
//!
//! A law is what stands in 《》, by its short name: people write 《安全生产法》, 《中华人民共和国安全生产法》 and
//! 《安全生产法（2021修正）》 of the same law. A standard is its number, with or without 《》 around its title. Numbers
//! of the same standard in different years are different: that is what a change of it is about.

use std::collections::{BTreeMap, BTreeSet};

use super::import::text::{folded, trim};

/// A law or standard, with the articles that are named after it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Basis {
    pub law: String,
    /// `第十六条`, `5.1.3`; empty when the law as a whole is meant.
    pub article: String,
}

/// How many questions rest on a law, and on each of its articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resting {
    pub questions: u64,
    pub articles: BTreeMap<String, u64>,
}

/// Prefixes of the numbers of Chinese standards that workplaces meet, the longer before the shorter.
const STANDARDS: [&str; 19] = [
    "GB/T", "GBZ/T", "GBZ", "GBJ", "GB", "AQ/T", "AQ", "JGJ/T", "JGJ", "DL/T", "DL", "TSG", "HG/T", "HG",
    "SY/T", "SY", "XF", "DB", "ISO",
];

/// Every law and standard that `words` name; the words themselves where they name none.
pub fn of(words: &str) -> BTreeSet<Basis> {
    let mut found = BTreeSet::new();
    let mut rest = words;
    while let Some((law, after)) = next(rest) {
        let own = &after[..next_start(after).unwrap_or(after.len())];
        let articles = articles(own);
        if articles.is_empty() {
            found.insert(Basis { law: law.clone(), article: String::new() });
        }
        found.extend(articles.into_iter().map(|article| Basis { law: law.clone(), article }));
        rest = after;
    }
    let words = trim(words);
    if found.is_empty() && !words.is_empty() {
        found.insert(Basis { law: words.to_owned(), article: String::new() });
    }
    found
}

/// Whether `words` rest on `law`, and on its `article` where one is given.
pub fn rests_on(words: &str, law: &str, article: &str) -> bool {
    let (law, article) = (folded(law), folded(article));
    of(words).iter().any(|basis| {
        // Whoever cites a law as a whole cites its article as well.
        let touched = article.is_empty() || basis.article.is_empty() || folded(&basis.article) == article;
        touched && same(&folded(&basis.law), &law)
    })
}

/// Whether two names mean the same; a standard without its year is that of every year.
fn same(one: &str, other: &str) -> bool {
    let undated = |name: &str| match name.rsplit_once('-') {
        Some((number, year)) if year.len() == 4 && year.chars().all(|sign| sign.is_ascii_digit()) => {
            (number.to_owned(), false)
        }
        _ => (name.to_owned(), true),
    };
    let ((one_number, one_undated), (other_number, other_undated)) = (undated(one), undated(other));
    one == other || one_number == other_number && (one_undated || other_undated)
}

/// What sorts articles as the law does: `第九条` before `第十条`, `5.2` before `5.10`.
pub fn order(article: &str) -> Vec<u32> {
    let mut numbers = Vec::new();
    // A number in Chinese: what is finished, and the digit that waits for its place.
    let (mut sum, mut digit, mut begun) = (0, 0, false);
    for sign in article.chars() {
        if let Some(value) = sign.to_digit(10) {
            (digit, begun) = (u32::saturating_add(u32::saturating_mul(digit, 10), value), true);
        } else if let Some(value) = "零一二三四五六七八九".chars().position(|of| of == sign) {
            (digit, begun) = (value as u32, true);
        } else if let Some(place) = "十百千".chars().position(|of| of == sign) {
            sum += digit.max(1).saturating_mul(10_u32.pow(place as u32 + 1));
            (digit, begun) = (0, true);
        } else if begun {
            numbers.push(u32::saturating_add(sum, digit));
            (sum, digit, begun) = (0, 0, false);
        }
    }
    numbers.extend(begun.then(|| u32::saturating_add(sum, digit)));
    numbers
}

/// A law's title as it is spoken of: without the state's name before it and the year of its wording behind it.
fn short(title: &str) -> &str {
    let title = title.strip_prefix("中华人民共和国").filter(|rest| !trim(rest).is_empty()).unwrap_or(title);
    let cut = title.rfind(['（', '(']).filter(|at| {
        let inside = title[*at..].trim_start_matches(['（', '(']).trim_end_matches(['）', ')']);
        let is_wording = |words: &&str| inside.contains(*words);
        title.ends_with(['）', ')'])
            && (["修正", "修订"].iter().any(is_wording)
                || inside.chars().filter(char::is_ascii_digit).count() == 4)
    });
    match cut.map(|at| trim(&title[..at])) {
        Some(shorter) if !shorter.is_empty() => shorter,
        _ => trim(title),
    }
}

/// All legal bases of many questions, by law.
pub fn grouped<'a>(all: impl IntoIterator<Item = &'a str>) -> BTreeMap<String, Resting> {
    let mut laws: BTreeMap<String, Resting> = BTreeMap::new();
    for words in all {
        let found = of(words);
        let named: BTreeSet<&str> = found.iter().map(|basis| basis.law.as_str()).collect();
        for law in named {
            laws.entry(law.to_owned()).or_default().questions += 1;
        }
        for basis in found {
            *laws.entry(basis.law).or_default().articles.entry(basis.article).or_default() += 1;
        }
    }
    laws
}

/// The first law or standard in `words` and what follows it.
fn next(words: &str) -> Option<(String, &str)> {
    let start = next_start(words)?;
    let from = &words[start..];
    if let Some(inner) = from.strip_prefix('《') {
        // A title may hold another title.
        let (mut depth, mut end) = (1, inner.len());
        for (at, sign) in inner.char_indices() {
            depth += i32::from(sign == '《') - i32::from(sign == '》');
            if depth == 0 {
                end = at;
                break;
            }
        }
        let title = trim(&inner[..end]);
        let mut after = inner.get(end..).unwrap_or_default();
        after = after.strip_prefix('》').unwrap_or(after);
        // 《title》(GB 1234-2010) is one thing, known by its number.
        let opened = after.trim_start().trim_start_matches(['（', '(']);
        if let Some(number) = number(opened) {
            return Some((spelled(number), opened[number.len()..].trim_start_matches(['）', ')'])));
        }
        if let Some(number) = number(title) {
            return Some((spelled(number), after));
        }
        let title = short(title);
        return (!title.is_empty()).then(|| (title.to_owned(), after)).or_else(|| next(after));
    }
    let number = number(from)?;
    let after = &from[number.len()..];
    // GB 1234-2010《title》: the title says the same again.
    let after = match after.trim_start().strip_prefix('《').and_then(|inner| inner.split_once('》')) {
        Some((_, behind)) => behind,
        None => after,
    };
    Some((spelled(number), after))
}

fn next_start(words: &str) -> Option<usize> {
    let starts = words.char_indices().find(|(at, sign)| {
        let fresh = !words[..*at].ends_with(|before: char| before.is_ascii_alphanumeric() || before == '/');
        *sign == '《' || fresh && sign.is_ascii_uppercase() && number(&words[*at..]).is_some()
    });
    starts.map(|(at, _)| at)
}

/// The number of a standard at the beginning of `words`, such as `GB/T 33000-2016`.
fn number(words: &str) -> Option<&str> {
    let prefix = STANDARDS.into_iter().find(|prefix| words.starts_with(prefix))?;
    let digits = words[prefix.len()..].trim_start();
    let from = words.len() - digits.len();
    let part = |sign: char| sign.is_ascii_digit() || matches!(sign, '.' | '-' | '—' | '–' | '－');
    let length = digits.find(|sign| !part(sign)).unwrap_or(digits.len());
    let number = words[..from + length].trim_end_matches(['.', '-', '—', '–', '－']);
    number[prefix.len()..].chars().any(|sign| sign.is_ascii_digit()).then_some(number)
}

/// One spelling for `GB1234—2010` and `GB 1234-2010`.
fn spelled(number: &str) -> String {
    let letters = number.find(|sign: char| sign.is_ascii_digit()).unwrap_or(number.len());
    let dashes = |sign: char| if matches!(sign, '—' | '–' | '－') { '-' } else { sign };
    let mut digits = String::new();
    for sign in number[letters..].chars().map(dashes).filter(|sign| !sign.is_whitespace()) {
        if !(sign == '-' && digits.ends_with('-')) {
            digits.push(sign);
        }
    }
    format!("{} {digits}", number[..letters].trim_end())
}

/// The articles that follow a law: `第十六条`, `第5.1.3条`, or a bare `5.1.3` of a standard.
fn articles(words: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = words;
    while let Some(at) = rest.find('第') {
        let from = &rest[at + '第'.len_utf8()..];
        let count = |sign: char| {
            sign.is_ascii_digit() || sign == '.' || "零〇一二三四五六七八九十百千".contains(sign)
        };
        let length = from.find(|sign| !count(sign)).unwrap_or(from.len());
        if length > 0 && from[length..].starts_with('条') {
            found.push(format!("第{}条", &from[..length]));
        }
        rest = from;
    }
    if found.is_empty() {
        let bare = words.trim_start_matches(|sign: char| !sign.is_ascii_digit());
        let length = bare.find(|sign: char| !sign.is_ascii_digit() && sign != '.').unwrap_or(bare.len());
        let bare = bare[..length].trim_end_matches('.');
        if bare.contains('.') {
            found.push(bare.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(words: &str) -> Vec<(String, String)> {
        of(words).into_iter().map(|basis| (basis.law, basis.article)).collect()
    }

    #[test]
    fn laws_standards_and_articles_are_found_as_people_write_them() {
        let table: [(&str, &[(&str, &str)]); 13] = [
            ("《中华人民共和国消防法》第十六条", &[("消防法", "第十六条")]),
            (
                "《安全生产法》第二十五条、第二十八条",
                &[("安全生产法", "第二十五条"), ("安全生产法", "第二十八条")],
            ),
            ("《安全生产法》", &[("安全生产法", "")]),
            ("《中华人民共和国安全生产法（2021修正）》", &[("安全生产法", "")]),
            ("《危险化学品目录（试行）》", &[("危险化学品目录（试行）", "")]),
            ("GB 30871-2022 第5.1.3条", &[("GB 30871-2022", "第5.1.3条")]),
            ("GB30871—2022 5.1.3", &[("GB 30871-2022", "5.1.3")]),
            ("《危险化学品企业特殊作业安全规范》（GB 30871-2022）第4.5条", &[("GB 30871-2022", "第4.5条")]),
            ("GB/T 33000-2016《企业安全生产标准化基本规范》", &[("GB/T 33000-2016", "")]),
            ("《消防法》第五条；《刑法》第一百三十四条", &[("刑法", "第一百三十四条"), ("消防法", "第五条")]),
            ("公司动火作业规程", &[("公司动火作业规程", "")]),
            ("《关于<x>的通知》", &[("关于<x>的通知", "")]),
            ("  ", &[]),
        ];
        for (words, expected) in table {
            let expected: Vec<_> =
                expected.iter().map(|(law, article)| ((*law).to_owned(), (*article).to_owned())).collect();
            assert_eq!(told(words), expected, "{words}");
        }
    }

    #[test]
    fn whoever_cites_the_whole_law_rests_on_its_articles() {
        let law = "消防法";
        assert!(rests_on("《消防法》第十六条", law, ""));
        assert!(rests_on("《消防法》第十六条", law, "第十六条"));
        assert!(rests_on("《消防法》", law, "第十六条"));
        assert!(!rests_on("《消防法》第十七条", law, "第十六条"));
        assert!(!rests_on("《消防法实施办法》第十六条", law, ""));
    }

    #[test]
    fn a_standard_without_its_year_is_that_of_every_year() {
        assert!(rests_on("GB 2894", "GB 2894-2008", "") && rests_on("GB 2894-2008", "GB 2894", ""));
        assert!(!rests_on("GB 2894-2025", "GB 2894-2008", "") && !rests_on("GB 28941", "GB 2894", ""));
    }

    #[test]
    fn articles_stand_in_the_order_of_the_law() {
        let mut articles = ["第一百零三条", "第二十八条", "第九条", "第十条", "第三十条", "5.10", "5.2"];
        articles.sort_by_key(|article| order(article));
        assert_eq!(articles, ["5.2", "5.10", "第九条", "第十条", "第二十八条", "第三十条", "第一百零三条"]);
    }

    #[test]
    fn a_question_counts_once_for_a_law_however_many_articles_it_names() {
        let found = grouped(["《安全生产法》第一条、第二条", "《安全生产法》第二条"]);
        let law = &found["安全生产法"];
        assert_eq!((law.questions, law.articles["第一条"], law.articles["第二条"]), (2, 1, 2));
    }

    proptest::proptest! {
        #[test]
        fn any_words_are_read_without_a_fall(words in "[《》（）第条GB/T 0-9.—-一二十a-z 消防]{0,40}") {
            for basis in of(&words) {
                proptest::prop_assert!(!basis.law.is_empty());
                proptest::prop_assert!(rests_on(&words, &basis.law, &basis.article));
            }
        }
    }
}
