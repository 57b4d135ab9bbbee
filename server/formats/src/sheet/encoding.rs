//! The encoding of a text file: byte-order mark, then strict UTF-8, then GB18030.
//!
//! The order matters: almost no Chinese text in GB18030 is valid UTF-8, while almost every UTF-8
//! text is valid GB18030 and would turn into nonsense.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::{LooksLike, SheetError};

pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, SheetError> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return strictly(encoding, &bytes[mark..]);
    }
    if let Some(encoding) = wide(bytes) {
        return strictly(encoding, bytes);
    }
    if bytes.iter().any(|byte| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1a)) {
        return Err(SheetError::NotASheet { looks_like: LooksLike::Unknown });
    }
    match strictly(UTF_8, bytes) {
        Ok(text) => Ok(text),
        Err(_) => strictly(GB18030, bytes),
    }
}

fn strictly<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Result<Cow<'a, str>, SheetError> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or(SheetError::UnknownEncoding)
}

/// UTF-16 without a byte-order mark: line ends and separators are then pairs with a zero.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let pairs = || bytes.as_chunks::<2>().0.iter().take(2_000);
    let count = |zero: usize| {
        pairs()
            .filter(|pair| pair[zero] == 0 && matches!(pair[1 - zero], b' '..=b'~' | b'\t' | b'\r' | b'\n'))
            .count()
    };
    let (little, big) = (count(1), count(0));
    let enough = |hits: usize| bytes.len().is_multiple_of(2) && hits > 0 && hits * 50 >= pairs().count();
    match () {
        () if big == 0 && enough(little) => Some(UTF_16LE),
        () if little == 0 && enough(big) => Some(UTF_16BE),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect()
    }

    #[test]
    fn the_same_text_is_read_in_every_encoding() {
        let text = "题干,答案\r\n动火须审批,对\r\n";
        let mut files = vec![text.as_bytes().to_vec(), GB18030.encode(text).0.into_owned()];
        files.push([b"\xef\xbb\xbf", text.as_bytes()].concat());
        files.push([b"\xff\xfe".to_vec(), utf16(text, false)].concat());
        files.push([b"\xfe\xff".to_vec(), utf16(text, true)].concat());
        files.push(utf16(text, false));
        files.push(utf16(text, true));
        for file in files {
            assert_eq!(decode(&file).as_deref(), Ok(text), "{file:?}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        assert_eq!(decode(b"\xff\xff\xff\x80,"), Err(SheetError::UnknownEncoding));
        assert_eq!(decode(b"a\x00\x01\x02b"), Err(SheetError::NotASheet { looks_like: LooksLike::Unknown }));
    }
}
