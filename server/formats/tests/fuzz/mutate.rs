//! Files as they come when they are damaged: real ones, with bytes and parts changed by chance.

use std::io::{Cursor, Read, Write};

/// Chance that can be repeated: SplitMix64.
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; 0 where there is none.
    pub fn below(&mut self, end: usize) -> usize {
        self.next() as usize % end.max(1)
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// What means something in one of the formats, and numbers at which arithmetic ends.
const TOKENS: [&str; 64] = [
    "<",
    ">",
    "</",
    "/>",
    "&#0;",
    "&#x110000;",
    "&amp;",
    "&x;",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<!DOCTYPE x [",
    "\"",
    "'",
    "\"\"",
    ",",
    ";",
    "\t",
    "\r",
    "\n\n",
    "\0",
    "{",
    "}",
    "[",
    "]",
    "{}",
    "[[",
    "\\",
    "\\u0000",
    "~",
    "=",
    "#",
    "%50%",
    "::",
    "->",
    "$CATEGORY:",
    "ANSWER: A\n",
    "A. ",
    "A）",
    "（ ）",
    "____",
    "√",
    "【答案】",
    "一、",
    "1.",
    "0",
    "-1",
    "65535",
    "65536",
    "4294967295",
    "18446744073709551616",
    "1e308",
    "NaN",
    "A1:XFD1048576",
    "XFD1048576",
    "{1:SA:=x}",
    "<table><tr><td rowspan=\"9999999\" colspan=\"9999999\">",
    "ss:Index=\"4294967295\"",
    "😀",
    "\u{feff}",
    "\u{200b}",
    "\u{85}",
    "É",
];

const NUMBERS: [u32; 10] =
    [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x0010_0000, 0x7fff_ffff, 0xffff_fffe, 0xffff_ffff];

/// The longest piece that is repeated or spliced, so that a case stays small.
const PIECE: usize = 4_096;

fn range(chance: &mut Chance, length: usize) -> std::ops::Range<usize> {
    let start = chance.below(length + 1);
    let size = if chance.below(4) == 0 { chance.below(PIECE) } else { chance.below(16) };
    start..(start + size).min(length)
}

/// Changes one to eight places.
fn bytes(chance: &mut Chance, data: &mut Vec<u8>, other: &[u8]) {
    for _ in 0..=chance.below(8) {
        let at = chance.below(data.len() + 1);
        match chance.below(10) {
            0 if at < data.len() => data[at] ^= 1 << chance.below(8),
            1 if at < data.len() => data[at] = chance.next() as u8,
            2 => drop(data.drain(range(chance, data.len()))),
            3 => {
                let piece = data[range(chance, data.len())].to_vec();
                let times = if chance.below(8) == 0 { 1 + chance.below(200) } else { 1 };
                data.splice(at..at, piece.repeat(times));
            }
            4 => drop(data.splice(at..at, other[range(chance, other.len())].iter().copied())),
            5 => {
                let number = chance.of(&NUMBERS).to_le_bytes();
                let width = *chance.of(&[1, 2, 4]);
                if let Some(place) = data.get_mut(at..at + width) {
                    place.copy_from_slice(&number[..width]);
                }
            }
            6 if chance.below(8) == 0 => data.truncate(at),
            7 => {
                // A number of the file becomes another.
                if let Some(digit) = data[at..].iter().position(u8::is_ascii_digit).map(|found| at + found) {
                    let end =
                        data[digit..].iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(0) + digit;
                    data.splice(digit..end, chance.of(&NUMBERS).to_string().into_bytes());
                }
            }
            8 => {
                // What stood between two lines or tags stands elsewhere.
                let piece = data.drain(range(chance, data.len())).collect::<Vec<_>>();
                let at = chance.below(data.len() + 1);
                data.splice(at..at, piece);
            }
            _ => drop(data.splice(at..at, chance.of(&TOKENS).bytes())),
        }
    }
}

/// A damaged copy of `seed`. What a container holds is damaged inside of it as often as the container itself.
pub fn mutated(chance: &mut Chance, seed: &[u8], other: &[u8]) -> Vec<u8> {
    if chance.below(4) > 0 {
        let inside = match seed {
            [b'P', b'K', 3, 4, ..] => in_zip(chance, seed, other),
            [0xd0, 0xcf, 0x11, 0xe0, ..] => in_container(chance, seed, other),
            _ => None,
        };
        if let Some(inside) = inside {
            return inside;
        }
    }
    let mut data = seed.to_vec();
    bytes(chance, &mut data, other);
    data
}

/// The entries of an archive by their names.
fn entries(zip: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).ok()?;
    let count = archive.len().min(200);
    let entry = |index| {
        let mut entry = archive.by_index(index).ok()?;
        let mut content = Vec::new();
        entry.by_ref().take(4 << 20).read_to_end(&mut content).ok()?;
        Some((entry.name().ok()?.to_string(), content))
    };
    (0..count).map(entry).collect()
}

pub fn zipped(entries: &[(String, Vec<u8>)]) -> Option<Vec<u8>> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        // Two of one name are refused by the writer.
        if zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).is_ok() {
            zip.write_all(content).ok()?;
        }
    }
    Some(zip.finish().ok()?.into_inner())
}

fn in_zip(chance: &mut Chance, seed: &[u8], other: &[u8]) -> Option<Vec<u8>> {
    let mut parts = entries(seed)?;
    let others = entries(other).unwrap_or_default();
    for _ in 0..=chance.below(2) {
        let at = chance.below(parts.len());
        match chance.below(12) {
            0 => drop(parts.remove(at)),
            1 if !others.is_empty() => parts[at].1.clone_from(&chance.of(&others).1),
            2 => {
                let to = chance.below(parts.len());
                parts[to].1 = parts[at].1.clone();
            }
            _ => {
                let from = if others.is_empty() { other } else { &chance.of(&others).1 };
                bytes(chance, &mut parts[at].1, from);
            }
        }
        if parts.is_empty() {
            break;
        }
    }
    zipped(&parts)
}

fn in_container(chance: &mut Chance, seed: &[u8], other: &[u8]) -> Option<Vec<u8>> {
    let mut workbook = Vec::new();
    let mut old = cfb::CompoundFile::open(Cursor::new(seed)).ok()?;
    old.open_stream("Workbook").ok()?.read_to_end(&mut workbook).ok()?;
    bytes(chance, &mut workbook, other);
    let mut new = cfb::CompoundFile::create(Cursor::new(Vec::new())).ok()?;
    new.create_stream("Workbook").ok()?.write_all(&workbook).ok()?;
    new.flush().ok()?;
    Some(new.into_inner().into_inner())
}
