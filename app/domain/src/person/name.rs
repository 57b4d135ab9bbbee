//! How a name is shown to people whom it does not concern: `刘**`.

/// Surnames of two characters: those of the 百家姓 that one still meets. A rarer one loses its second
/// character to a star, which hides more and not less.
const COMPOUND_SURNAMES: [&str; 17] = [
    "欧阳", "上官", "司马", "诸葛", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "司空", "端木",
    "东方", "南宫", "长孙", "宇文",
];

/// A name of which only the surname can be read.
///
/// - Chinese: the surname and a star for each further character; `欧阳娜娜` → `欧阳**`.
/// - One character alone: a star, since it would be the whole name.
/// - Names with a middle dot (`艾力·买买提`) begin with the given name and have no surname in this sense:
///   the first character and two stars.
/// - Names in other scripts: the first letter of each word and two stars, which does not tell their
///   length; `John Smith` → `J** S**`.
pub fn masked(name: &str) -> String {
    let name = name.trim();
    if name.contains(['·', '•', '・']) {
        return initial(name);
    }
    if !name.chars().all(is_han) {
        return name.split_whitespace().map(initial).collect::<Vec<_>>().join(" ");
    }
    let length = name.chars().count();
    let compound = length > 2 && COMPOUND_SURNAMES.iter().any(|surname| name.starts_with(surname));
    let shown = match length {
        0 | 1 => 0,
        _ if compound => 2,
        _ => 1,
    };
    name.chars().take(shown).chain(std::iter::repeat_n('*', length - shown)).collect()
}

fn initial(word: &str) -> String {
    word.chars().take(1).chain(['*', '*']).collect()
}

/// Han characters, with the extensions that rare names need.
fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_surname_can_be_read() {
        for (name, shown) in [
            ("刘建国", "刘**"),
            (" 刘伟 ", "刘*"),
            ("刘", "*"),
            ("欧阳娜娜", "欧阳**"),
            ("诸葛亮", "诸葛*"),
            ("欧阳", "欧*"),
            ("买买提艾力", "买****"),
            ("𠮷田", "𠮷*"),
            ("艾力·买买提", "艾**"),
            ("John Smith", "J** S**"),
            ("Prince", "P**"),
            ("Ли Вэй", "Л** В**"),
            ("", ""),
        ] {
            assert_eq!(masked(name), shown, "{name}");
        }
    }
}
