//! Raised and lowered characters, which Unicode has for digits, signs and a few letters.

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Script {
    #[default]
    Plain,
    Raised,
    Lowered,
}

/// The text in its form; `false` when some characters have none and stay as they are.
pub fn write(text: &str, script: Script) -> (String, bool) {
    let (plain, formed) = match script {
        Script::Plain => return (text.to_owned(), true),
        Script::Raised => ("0123456789+-−=()ni°o", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ°º"),
        Script::Lowered => ("0123456789+-−=()aeoxhklmnpst", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜ"),
    };
    let mut complete = true;
    let written = text.chars().map(|c| {
        let at = plain.chars().position(|known| known == c);
        let form = at.and_then(|at| formed.chars().nth(at));
        complete &=
            form.is_some() || c.is_whitespace() || matches!(c, '，' | '。' | '、' | '；' | '（' | '）');
        form.unwrap_or(c)
    });
    let written = written.collect();
    (written, complete)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_signs_have_their_own_forms() {
        assert_eq!(write("2", Script::Lowered), ("₂".into(), true));
        assert_eq!(write("-3", Script::Raised), ("⁻³".into(), true));
        assert_eq!(write("额", Script::Lowered), ("额".into(), false));
        assert_eq!(write("ab", Script::Plain), ("ab".into(), true));
    }
}
