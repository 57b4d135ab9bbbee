//! The contrast that `style/tokens.css` states beside each colour is computed again here (WCAG 2.2,
//! relative luminance).

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../../../style/tokens.css");

/// A theme's colours, and what it states: (token, ground, ratio).
struct Theme<'a> {
    selector: &'a str,
    colours: BTreeMap<&'a str, &'a str>,
    stated: Vec<(&'a str, &'a str, f64)>,
}

fn themes() -> Vec<Theme<'static>> {
    let mut themes: Vec<Theme> = Vec::new();
    for line in TOKENS.lines().map(str::trim) {
        if let Some(selector) = line.strip_suffix(" {") {
            themes.push(Theme { selector, colours: BTreeMap::new(), stated: Vec::new() });
        }
        let Some((theme, rest)) = themes.last_mut().zip(line.strip_prefix("--")) else {
            continue;
        };
        let Some((name, value)) = rest.split_once(": #") else {
            continue;
        };
        let (hex, comment) = value.split_once(';').expect("a declaration ends");
        theme.colours.insert(name, hex);
        let Some(pairs) = comment.trim().strip_prefix("/* on ") else {
            continue;
        };
        for pair in pairs.trim_end_matches(" */").split(", ") {
            let (ground, ratio) = pair.split_once(' ').expect("a ground and a ratio");
            theme.stated.push((name, ground, ratio.parse().expect("a number")));
        }
    }
    themes.retain(|theme| !theme.colours.is_empty());
    themes
}

fn luminance(hex: &str) -> f64 {
    let channel = |at: usize| {
        let c = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).expect("hex")) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_stated_contrast_is_true_and_enough() {
    for theme in themes() {
        assert!(theme.stated.len() >= 20, "{}", theme.selector);
        for (token, ground, stated) in theme.stated {
            let true_ratio = contrast(theme.colours[token], theme.colours[ground]);
            let place = format!("{}: --{token} on --{ground} is {true_ratio:.2}", theme.selector);
            assert!((true_ratio - stated).abs() <= 0.06, "{place}, not {stated}");
            let enough = if token == "edge" { 3.0 } else { 4.5 };
            assert!(true_ratio >= enough, "{place}");
        }
    }
}

#[test]
fn a_theme_asked_for_and_a_theme_of_the_device_are_the_same() {
    let themes = themes();
    let [light, dark, device_dark, contrast, device_contrast] = &themes[..] else {
        panic!("five blocks of colours, not {}", themes.len());
    };
    assert_eq!(light.selector, ":root");
    assert_eq!(dark.colours, device_dark.colours);
    assert_eq!(contrast.colours, device_contrast.colours);
}
