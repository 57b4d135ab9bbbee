//! Entities of HTML: the names that people and editors write, and numbers.

/// Replaces entities by their characters; what is none stays as it is.
pub fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let name = rest[1..].char_indices().take(33).find(|(_, c)| *c == ';').map(|(end, _)| &rest[1..=end]);
        match name.and_then(|name| Some((entity(name)?, name.len() + 2))) {
            Some((c, length)) => {
                out.push(c);
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| !c.is_control() || c.is_ascii_whitespace());
    }
    const NAMES: &[(&str, &str)] = &[
        ("lt", "<"),
        ("gt", ">"),
        ("amp", "&"),
        ("quot", "\""),
        ("apos", "'"),
        ("nbsp", "\u{a0}"),
        ("ensp", " "),
        ("emsp", "\u{3000}"),
        ("thinsp", " "),
        ("zwnj", "\u{200c}"),
        ("zwj", "\u{200d}"),
        ("lrm", "\u{200e}"),
        ("rlm", "\u{200f}"),
        ("shy", "\u{ad}"),
        ("hellip", "…"),
        ("mdash", "—"),
        ("ndash", "–"),
        ("middot", "·"),
        ("bull", "•"),
        ("ldquo", "“"),
        ("rdquo", "”"),
        ("lsquo", "‘"),
        ("rsquo", "’"),
        ("laquo", "«"),
        ("raquo", "»"),
        ("deg", "°"),
        ("plusmn", "±"),
        ("times", "×"),
        ("divide", "÷"),
        ("le", "≤"),
        ("ge", "≥"),
        ("ne", "≠"),
        ("asymp", "≈"),
        ("equiv", "≡"),
        ("infin", "∞"),
        ("radic", "√"),
        ("sum", "∑"),
        ("prod", "∏"),
        ("int", "∫"),
        ("part", "∂"),
        ("minus", "−"),
        ("frac12", "½"),
        ("frac14", "¼"),
        ("frac34", "¾"),
        ("sup1", "¹"),
        ("sup2", "²"),
        ("sup3", "³"),
        ("micro", "µ"),
        ("permil", "‰"),
        ("prime", "′"),
        ("Prime", "″"),
        ("alpha", "α"),
        ("beta", "β"),
        ("gamma", "γ"),
        ("delta", "δ"),
        ("Delta", "Δ"),
        ("epsilon", "ε"),
        ("eta", "η"),
        ("theta", "θ"),
        ("lambda", "λ"),
        ("mu", "μ"),
        ("pi", "π"),
        ("rho", "ρ"),
        ("sigma", "σ"),
        ("Sigma", "Σ"),
        ("tau", "τ"),
        ("phi", "φ"),
        ("Phi", "Φ"),
        ("omega", "ω"),
        ("Omega", "Ω"),
        ("larr", "←"),
        ("uarr", "↑"),
        ("rarr", "→"),
        ("darr", "↓"),
        ("harr", "↔"),
        ("rArr", "⇒"),
        ("hArr", "⇔"),
        ("copy", "©"),
        ("reg", "®"),
        ("trade", "™"),
        ("sect", "§"),
        ("para", "¶"),
        ("yen", "¥"),
        ("euro", "€"),
        ("pound", "£"),
        ("cent", "¢"),
        ("sube", "⊆"),
        ("isin", "∈"),
        ("cap", "∩"),
        ("cup", "∪"),
        ("and", "∧"),
        ("or", "∨"),
        ("not", "¬"),
        ("perp", "⊥"),
        ("ang", "∠"),
    ];
    NAMES.iter().find(|(known, _)| *known == name).and_then(|(_, text)| text.chars().next())
}
