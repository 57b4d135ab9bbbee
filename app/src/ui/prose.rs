use leptos::{either::Either, prelude::*};

/// Words that hold dates and numbers: each of them stays on one line (`2026-11-22 09:30`, `LA-2026-QY-001873-7`).
#[component]
pub fn Prose(#[prop(into)] words: String) -> impl IntoView {
    pieces(&words)
        .into_iter()
        .map(|(whole, piece)| match whole {
            true => Either::Left(view! { <span class="whole">{piece.to_owned()}</span> }),
            false => Either::Right(piece.to_owned()),
        })
        .collect_view()
}

/// The longest number that is kept together; what is longer is a hash or an address.
const LONGEST: usize = 24;

/// The words in order, and whether each piece is to stay whole.
fn pieces(words: &str) -> Vec<(bool, &str)> {
    let mut pieces = Vec::new();
    let (mut told, mut at) = (0, 0);
    while at < words.len() {
        let run = run(&words[at..]);
        if run == 0 {
            at += words[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        }
        let mut end = at + run;
        if is_number(&words[at..end]) {
            // A date takes its time along.
            let time = words[end..].strip_prefix(' ').map_or(0, self::run);
            if words[at..end].len() == 10 && words[end..].get(1..1 + time).is_some_and(is_time) {
                end += 1 + time;
            }
            if told < at {
                pieces.push((false, &words[told..at]));
            }
            pieces.push((true, &words[at..end]));
            told = end;
        }
        at = end;
    }
    if told < words.len() {
        pieces.push((false, &words[told..]));
    }
    pieces
}

/// How many bytes of letters, digits and the signs between them `words` begin with.
fn run(words: &str) -> usize {
    let inside = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b':');
    let length = words.bytes().take_while(|byte| inside(byte)).count();
    words[..length].trim_end_matches(['-', ':']).len()
}

fn is_number(run: &str) -> bool {
    run.len() <= LONGEST && run.contains('-') && run.bytes().any(|byte| byte.is_ascii_digit())
}

fn is_time(run: &str) -> bool {
    run.contains(':') && run.bytes().all(|byte| byte.is_ascii_digit() || byte == b':')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(words: &str) -> Vec<&str> {
        let pieces = pieces(words);
        assert_eq!(pieces.iter().map(|(_, piece)| *piece).collect::<String>(), words);
        pieces.into_iter().filter(|(whole, _)| *whole).map(|(_, piece)| piece).collect()
    }

    #[test]
    fn dates_and_numbers_stay_whole() {
        assert_eq!(
            whole("2026-11-25 17:21 – 2026-12-25 17:21:05 · 60 分钟"),
            ["2026-11-25 17:21", "2026-12-25 17:21:05"]
        );
        assert_eq!(whole("编号 DEMO-2026-QY-000001-9。"), ["DEMO-2026-QY-000001-9"]);
        assert_eq!(whole("自 2026-11-25"), ["2026-11-25"]);
    }

    #[test]
    fn other_words_break_where_they_like() {
        assert_eq!(whole("签名正确 · 未吊销"), [""; 0]);
        assert_eq!(whole("a make-up exam — 17:21"), [""; 0]);
        assert_eq!(whole("01a21202-e3cd-7038-860d-0a9dee7c89c9"), [""; 0]);
    }
}
