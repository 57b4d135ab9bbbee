//! What two questions are compared by.

use crate::bank::{
    Content, Item, ItemOption,
    import::{options::sums_up, repeats::unpunctuated, text},
};

/// Three Chinese characters are a word and its neighbour.
const SHINGLE: usize = 3;

/// In an alphabet it takes more letters to say as much.
const SHINGLE_OF_LETTERS: usize = 5;

/// What a question says and what it takes for right, as numbers that are quick to compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The stem without its punctuation.
    pub(super) stem: u64,
    /// Every option, or the statement itself, and whether it is right; in ascending order.
    claims: Box<[(u64, bool)]>,
    /// For each blank what fills it.
    blanks: Box<[Box<[u64]>]>,
    /// Each once, in ascending order.
    pub(in crate::bank) shingles: Box<[u64]>,
    /// A bit for each shingle; several may have the same.
    bits: [u64; 4],
}

impl Said {
    pub fn by(item: &Item) -> Said {
        let (mut claims, blanks) = claims(&item.content);
        claims.sort_unstable();
        let shingles = shingles(item);
        let mut bits = [0; 4];
        for shingle in &shingles {
            bits[(shingle >> 6) as usize % 4] |= 1 << (shingle % 64);
        }
        Said { stem: mix(unpunctuated(&item.stem).chars()), claims: claims.into(), blanks, shingles, bits }
    }

    /// Whether both ask the same and cannot both be right.
    ///
    /// That is so when something that both offer is right in one and wrong in the other, or when a blank is
    /// filled with nothing that both take. Options that speak of the others ("all of the above") do not count.
    pub(super) fn contradicts(&self, other: &Said) -> bool {
        if self.stem != other.stem {
            return false;
        }
        let differ = |(said, right): &(u64, bool)| other.claims.binary_search(&(*said, !right)).is_ok();
        let apart = |one: &[u64], other: &[u64]| !one.iter().any(|text| other.contains(text));
        self.claims.iter().any(differ)
            || self.blanks.len() == other.blanks.len()
                && self.blanks.iter().zip(&other.blanks).any(|(one, other)| apart(one, other))
    }

    /// Whether both say the same but for punctuation and the order of options, and take the same for right.
    pub(super) fn repeats(&self, other: &Said) -> bool {
        self.stem == other.stem
            && self.shingles == other.shingles
            && self.claims == other.claims
            && self.blanks == other.blanks
    }

    /// Whether both may share `percent` of their shingles, judged by their number and their bits. A bit that only
    /// one of them has is a shingle, or more, that only one has.
    pub(super) fn may_share(&self, other: &Said, percent: usize) -> bool {
        let (one, two) = (self.shingles.len(), other.shingles.len());
        if one.min(two) * 100 < one.max(two) * percent {
            return false;
        }
        let bits = self.bits.iter().zip(&other.bits).map(|(one, other)| (one ^ other).count_ones() as usize);
        let most = (one + two).saturating_sub(bits.sum()) / 2;
        most * (100 + percent) >= (one + two) * percent
    }

    /// How many shingles both have.
    fn shared(&self, other: &Said) -> usize {
        let (mut one, mut two) = (self.shingles.iter().peekable(), other.shingles.iter().peekable());
        let mut shared = 0;
        while let (Some(a), Some(b)) = (one.peek(), two.peek()) {
            match a.cmp(b) {
                std::cmp::Ordering::Less => drop(one.next()),
                std::cmp::Ordering::Greater => drop(two.next()),
                std::cmp::Ordering::Equal => {
                    shared += 1;
                    one.next();
                    two.next();
                }
            }
        }
        shared
    }

    /// Jaccard's measure of the two sets of shingles, in whole percent, cut.
    pub(super) fn percent(&self, other: &Said) -> usize {
        let shared = self.shared(other);
        let all = self.shingles.len() + other.shingles.len() - shared;
        (shared * 100).checked_div(all).unwrap_or(0)
    }
}

type Claims = (Vec<(u64, bool)>, Box<[Box<[u64]>]>);

fn claims(content: &Content) -> Claims {
    let text = |text: &str| mix(unpunctuated(text).chars());
    let fill = |texts: &Vec<String>| texts.iter().map(|said| mix(text::lower(said).chars())).collect();
    let offered = |is_right: &dyn Fn(usize) -> bool| {
        let options = content.options().iter().enumerate().filter(|(_, option)| !sums_up(&option.text));
        options.map(|(at, option)| (text(&option.text), is_right(at))).collect()
    };
    match content {
        Content::SingleChoice { key, .. } => (offered(&|at| at == *key), Box::default()),
        Content::MultipleChoice { key, .. } => (offered(&|at| key.contains(&at)), Box::default()),
        Content::TrueFalse { key } => (vec![(mix("true".chars()), *key)], Box::default()),
        Content::FillIn { blanks, .. } => (Vec::new(), blanks.iter().map(fill).collect()),
        Content::Numeric { answers, .. } => {
            let numbers = answers.iter().map(|range| mix(range.to_string().chars())).collect();
            (Vec::new(), Box::new([numbers]))
        }
        Content::Matching { lines, options, key, .. } => {
            let pairs = lines.iter().zip(key).flat_map(|(line, right)| {
                let to = |(at, option): (usize, &ItemOption)| {
                    let pair = format!("{}→{}", unpunctuated(&line.text), unpunctuated(&option.text));
                    (mix(pair.chars()), at == *right)
                };
                options.iter().enumerate().map(to)
            });
            (pairs.collect(), Box::default())
        }
        Content::Ordering { options, .. } => {
            let before = |one: usize, other: usize| {
                let texts = [one, other].map(|at| unpunctuated(&options[at].text));
                (mix(texts.join("<").chars()), one < other)
            };
            let all = 0..options.len();
            let pairs = all.clone().flat_map(|one| all.clone().map(move |other| (one, other)));
            let pairs = pairs.filter(|(one, other)| one != other).map(|(one, other)| before(one, other));
            (pairs.collect(), Box::default())
        }
        // Two good answers can be worded differently; a picture has no words; a case is more than its stem.
        Content::Hotspot { .. } | Content::ShortAnswer { .. } | Content::Case { .. } => Claims::default(),
    }
}

/// The shingles of what a question says: its stem and its options, each on their own, since options have
/// no order that matters.
fn shingles(item: &Item) -> Box<[u64]> {
    let options =
        item.content.options().iter().chain(item.content.lines()).map(|option| option.text.as_str());
    let parts = item.content.parts().iter().map(|part| part.stem.as_str());
    let mut shingles = Vec::new();
    for said in std::iter::once(item.stem.as_str()).chain(options).chain(parts) {
        let said: Vec<char> = text::lower(said).chars().filter(|c| c.is_alphanumeric()).collect();
        let letters = said.iter().filter(|c| c.is_ascii()).count();
        let size = if letters * 2 > said.len() { SHINGLE_OF_LETTERS } else { SHINGLE };
        // A text shorter than a shingle is one.
        let size = size.min(said.len()).max(1);
        shingles.extend(said.windows(size).map(|run| mix(run.iter().copied())));
    }
    shingles.sort_unstable();
    shingles.dedup();
    shingles.into()
}

/// A number for a text. Two texts get the same one about once in 2⁶⁴ pairs.
fn mix(text: impl IntoIterator<Item = char>) -> u64 {
    // The finalizer of SplitMix64 after each character.
    text.into_iter().fold(0x9e37_79b9_7f4a_7c15, |sum, c| {
        let mut sum = (sum ^ u64::from(u32::from(c))).wrapping_add(0x9e37_79b9_7f4a_7c15);
        sum = (sum ^ (sum >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        sum = (sum ^ (sum >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        sum ^ (sum >> 31)
    })
}
