//! Chance that can be repeated: a stored seed and a named generator.

use std::fmt;

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use serde::{Deserialize, Serialize};

/// 32 bytes drawn once by the server and kept with what was drawn from them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Seed(pub [u8; 32]);

/// A generator whose results must never change: papers are rebuilt from their seeds years later.
///
/// ChaCha20 gives the words; the shuffle is ours, because a library may change how it uses them.
pub struct Draw(ChaCha20Rng);

impl Seed {
    pub fn draw(&self) -> Draw {
        Draw(ChaCha20Rng::from_seed(self.0))
    }
}

impl Draw {
    /// A number below `bound`, each as likely as the others (rejection, so without modulo bias).
    ///
    /// # Panics
    /// When `bound` is zero.
    pub fn below(&mut self, bound: u32) -> u32 {
        assert!(bound > 0, "nothing to draw from");
        let fair = u32::MAX - u32::MAX % bound;
        loop {
            let word = self.0.next_u32();
            if word < fair {
                return word % bound;
            }
        }
    }

    /// Fisher–Yates, from the last place to the first.
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            let other = self.below(u32::try_from(last + 1).expect("a paper has fewer than 2^32 items"));
            things.swap(last, other as usize);
        }
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Seed({self})")
    }
}

impl std::str::FromStr for Seed {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return Err(());
        }
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| ())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| ())?;
        }
        Ok(Seed(bytes))
    }
}

impl Serialize for Seed {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Seed {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(|()| serde::de::Error::custom("not a seed"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_order_for_ever() {
        let mut order: Vec<u8> = (0..10).collect();
        Seed([7; 32]).draw().shuffle(&mut order);
        assert_eq!(order, GOLDEN);
        assert_eq!(Seed([7; 32]).to_string().parse(), Ok(Seed([7; 32])));
    }

    /// Written down once. If this changes, papers can no longer be rebuilt.
    const GOLDEN: [u8; 10] = [6, 8, 5, 2, 1, 9, 3, 4, 7, 0];

    #[test]
    fn every_place_is_equally_likely() {
        let mut draw = Seed([1; 32]).draw();
        let mut hits = [0u32; 6];
        for _ in 0..6000 {
            hits[draw.below(6) as usize] += 1;
        }
        assert!(hits.iter().all(|n| (850..1150).contains(n)), "{hits:?}");
    }
}
