//! Pictures, sound, PDF and video over HTTP: whole, or in the parts that a player asks for.

use std::ops::Range;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use futures::stream;
use services::{
    Ctx,
    media::{MediaFile, MediaKind},
};

/// How much of a file is in memory at once, in bytes.
const CHUNK: u64 = 256 * 1024;

/// What a file that is opened by itself may do: be seen. PDF has no `sandbox`, in which Chromium's reader
/// does not start; scripts inside a PDF never run in the page's origin.
const SEEN: &str = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox";
const READ: &str = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'";

/// Whether an address may come to mean another file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Address {
    /// A name may get another file: the browser keeps it, but asks each time.
    Name,
    /// The address is made from the bytes.
    Content,
}

pub fn send(ctx: &Ctx, file: &MediaFile, address: Address, asking: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", file.digest);
    let asked = |name: HeaderName| asking.get(name).and_then(|value| value.to_str().ok());
    let wanted = Wanted {
        known: asked(header::IF_NONE_MATCH),
        range: asked(header::RANGE),
        if_range: asked(header::IF_RANGE),
    };
    let mut response = match wanted.part(file.size, &tag) {
        Part::Unchanged => StatusCode::NOT_MODIFIED.into_response(),
        Part::Beyond => {
            (StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, format!("bytes */{}", file.size))])
                .into_response()
        }
        Part::Whole => body(ctx, file, StatusCode::OK, 0..file.size),
        Part::Some(range) => {
            let place = format!("bytes {}-{}/{}", range.start, range.end - 1, file.size);
            let mut response = body(ctx, file, StatusCode::PARTIAL_CONTENT, range);
            if let Ok(place) = HeaderValue::from_str(&place) {
                response.headers_mut().insert(header::CONTENT_RANGE, place);
            }
            response
        }
    };
    let policy = if file.kind == MediaKind::Pdf { READ } else { SEEN };
    let kept = match address {
        Address::Name => "private, no-cache",
        Address::Content => "private, max-age=31536000, immutable",
    };
    let fixed = [
        (header::ACCEPT_RANGES, "bytes"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, kept),
    ];
    let headers = response.headers_mut();
    headers.extend(fixed.map(|(name, value)| (name, HeaderValue::from_static(value))));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

fn body(ctx: &Ctx, file: &MediaFile, status: StatusCode, range: Range<u64>) -> Response {
    let length = range.end - range.start;
    let (guben, sent) = (ctx.guben.clone(), file.clone());
    let chunks = stream::try_unfold(range, move |rest| {
        let (guben, file) = (guben.clone(), sent.clone());
        async move {
            if rest.is_empty() {
                return Ok(None);
            }
            let end = rest.end.min(rest.start + CHUNK);
            let chunk = file.read(&guben, rest.start..end).await?;
            Ok::<_, services::Failure>(Some((chunk, end..rest.end)))
        }
    });
    let headers =
        [(header::CONTENT_TYPE, file.kind.mime().to_owned()), (header::CONTENT_LENGTH, length.to_string())];
    (status, headers, Body::from_stream(chunks)).into_response()
}

/// What a browser knows of a file, and what it wants of it.
#[derive(Clone, Copy, Default)]
struct Wanted<'a> {
    known: Option<&'a str>,
    range: Option<&'a str>,
    if_range: Option<&'a str>,
}

/// What it gets.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Unchanged,
    Whole,
    Some(Range<u64>),
    /// The part begins after the file's end.
    Beyond,
}

impl Wanted<'_> {
    /// RFC 9110 §13 and §14. Several ranges at once get the whole file, which the RFC allows; no player
    /// asks for them.
    fn part(self, size: u64, tag: &str) -> Part {
        let same = |tags: &str| {
            tags.split(',').any(|known| [tag, "*"].contains(&known.trim().trim_start_matches("W/")))
        };
        if self.known.is_some_and(same) {
            return Part::Unchanged;
        }
        // A part of another version of the file would not fit what the browser has already.
        if self.if_range.is_some_and(|known| known != tag) {
            return Part::Whole;
        }
        let Some(Ok(asked)) = self.range.map(http_range_header::parse_range_header) else {
            return Part::Whole;
        };
        if asked.ranges.len() > 1 {
            return Part::Whole;
        }
        match asked.validate(size) {
            Ok(ranges) => {
                ranges.first().map_or(Part::Whole, |range| Part::Some(*range.start()..range.end() + 1))
            }
            Err(http_range_header::RangeUnsatisfiableError::FileSuffixOutOfBounds) => Part::Whole,
            Err(_) => Part::Beyond,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAG: &str = "\"abc\"";

    fn range(range: &str) -> Part {
        Wanted { range: Some(range), ..Wanted::default() }.part(100, TAG)
    }

    #[test]
    fn a_player_gets_the_part_that_it_asks_for() {
        let cases = [
            ("bytes=0-", Part::Some(0..100)),
            ("bytes=0-9", Part::Some(0..10)),
            ("bytes=90-500", Part::Some(90..100)),
            ("bytes=-10", Part::Some(90..100)),
            ("bytes=-500", Part::Whole),
            ("bytes=99-99", Part::Some(99..100)),
            ("bytes=100-", Part::Beyond),
            ("bytes=0-9,20-29", Part::Whole),
            ("lines=0-9", Part::Whole),
            ("bytes=x", Part::Whole),
        ];
        for (asked, expected) in cases {
            assert_eq!(range(asked), expected, "{asked}");
        }
    }

    #[test]
    fn a_part_is_only_sent_of_the_same_file() {
        let asked = Wanted { range: Some("bytes=5-"), ..Wanted::default() };
        assert_eq!(Wanted { if_range: Some(TAG), ..asked }.part(100, TAG), Part::Some(5..100));
        assert_eq!(Wanted { if_range: Some("\"old\""), ..asked }.part(100, TAG), Part::Whole);
        assert_eq!(
            Wanted { if_range: Some("W/\"abc\""), ..asked }.part(100, TAG),
            Part::Whole,
            "weak is not the same"
        );
    }

    #[test]
    fn what_the_browser_has_already_is_not_sent_again() {
        for known in [TAG, "\"x\", \"abc\"", "W/\"abc\"", "*"] {
            assert_eq!(
                Wanted { known: Some(known), ..Wanted::default() }.part(100, TAG),
                Part::Unchanged,
                "{known}"
            );
        }
        assert_eq!(Wanted { known: Some("\"x\""), ..Wanted::default() }.part(100, TAG), Part::Whole);
    }
}
