//! What somebody looks for: words that must all occur.

use memchr::memmem;

use super::fold::{Class, folded, folded_with_places};
use crate::id::ItemId;

/// Words beyond these are not looked at.
pub const WORD_LIMIT: usize = 12;

/// Longest query, in characters.
pub const LENGTH_LIMIT: usize = 200;

/// Words to find. White space separates them; what stands in quotation marks is one.
#[derive(Clone, Debug, Default)]
pub struct Query {
    words: Vec<Word>,
    /// A question's id or the address of its page was pasted.
    pub item: Option<ItemId>,
}

/// A word in folded form.
#[derive(Clone, Debug)]
struct Word {
    text: String,
    finder: memmem::Finder<'static>,
}

/// A part of a text, and whether it is what was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    pub text: &'a str,
    pub hit: bool,
}

impl Query {
    pub fn of(typed: &str) -> Query {
        let typed: String = typed.chars().take(LENGTH_LIMIT).collect();
        let mut words: Vec<Word> = Vec::new();
        for word in split(&typed) {
            let text = folded(&word);
            if !text.is_empty() && words.len() < WORD_LIMIT && words.iter().all(|other| other.text != text) {
                words.push(Word { finder: memmem::Finder::new(text.as_bytes()).into_owned(), text });
            }
        }
        Query { words, item: item(&typed) }
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// For each word the first place in `text`, which is folded; nothing unless all of them occur.
    pub(super) fn first_places<'a>(&'a self, text: &'a str) -> Option<impl Iterator<Item = usize> + 'a> {
        // The word that is missing most often would decide soonest; the longest is a fair guess and needs no count.
        let occurs = |word: &Word| word.places(text).next().is_some();
        let longest = self.words.iter().max_by_key(|word| word.text.len())?;
        (occurs(longest) && self.words.iter().all(occurs))
            .then(|| self.words.iter().filter_map(|word| word.places(text).next()))
    }

    /// `text` cut where hits begin and end.
    pub fn pieces<'a>(&self, text: &'a str) -> Vec<Piece<'a>> {
        let (folded, places) = folded_with_places(text);
        let mut hits: Vec<(usize, usize)> = self
            .words
            .iter()
            .flat_map(|word| word.places(&folded).map(|at| (at, at + word.text.len() - 1)))
            .map(|(first, last)| (places[first].0, places[last].1))
            .collect();
        hits.sort_unstable();
        let mut pieces = Vec::new();
        let mut done = 0;
        let mut put = |from: usize, to: usize, hit: bool| {
            if from < to {
                pieces.push(Piece { text: &text[from..to], hit });
            }
        };
        let mut open: Option<(usize, usize)> = None;
        for (from, to) in hits {
            match &mut open {
                Some((_, end)) if from <= *end => *end = (*end).max(to),
                _ => {
                    if let Some((begin, end)) = open.replace((from, to)) {
                        put(done, begin, false);
                        put(begin, end, true);
                        done = end;
                    }
                }
            }
        }
        if let Some((begin, end)) = open {
            put(done, begin, false);
            put(begin, end, true);
            done = end;
        }
        put(done, text.len(), false);
        pieces
    }

    /// Whether any of the words is in `text`.
    pub fn touches(&self, text: &str) -> bool {
        let folded = folded(text);
        self.words.iter().any(|word| word.places(&folded).next().is_some())
    }
}

impl Word {
    /// Where the word stands in `text`, which is folded.
    ///
    /// Chinese is found anywhere. A word of an alphabet is found where one begins ("fire" in "fires", "fireman",
    /// not in "misfire"), a number only as a whole.
    fn places<'a>(&'a self, text: &'a str) -> impl Iterator<Item = usize> + 'a {
        let first = self.text.chars().next().unwrap_or_default();
        let last = self.text.chars().next_back().unwrap_or_default();
        self.finder.find_iter(text.as_bytes()).filter(move |at| {
            let before = text[..*at].chars().next_back();
            let after = text[at + self.text.len()..].chars().next();
            let goes_on = Class::of(last) == Class::Digit && after.is_some_and(|c| Class::joins(last, c));
            !goes_on && !before.is_some_and(|c| Class::joins(c, first))
        })
    }
}

/// The words of a query, and what stands between quotation marks as a whole.
fn split(typed: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut closing = None;
    for c in typed.chars() {
        let quote = match c {
            '"' | '＂' => Some('"'),
            '“' | '”' => Some('”'),
            '「' | '」' => Some('」'),
            _ => None,
        };
        let ends = match (closing, quote) {
            (Some(_), None) => false,
            (Some(end), Some(quote)) if end != quote => false,
            (Some(_), Some(_)) => {
                closing = None;
                true
            }
            (None, Some(quote)) => {
                closing = Some(quote);
                true
            }
            (None, None) => c.is_whitespace(),
        };
        match ends {
            true => words.push(std::mem::take(&mut word)),
            false => word.push(c),
        }
    }
    words.push(word);
    words
}

/// The id in `https://…/items/019a…`, or one that stands alone.
fn item(typed: &str) -> Option<ItemId> {
    let last = typed.trim().trim_end_matches('/').rsplit('/').next()?;
    uuid::Uuid::parse_str(last).ok().map(ItemId)
}
