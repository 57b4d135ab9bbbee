//! Characters of a GIFT text that know whether they were escaped.

/// A character, and whether a backslash took its meaning away.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    pub c: char,
    pub literal: bool,
}

impl Glyph {
    /// Whether this is `c` with its meaning.
    pub fn means(self, c: char) -> bool {
        self.c == c && !self.literal
    }
}

/// Characters that a backslash makes literal. Before others it stands for itself, as in formulas.
const ESCAPED: &str = "~=#{}:\\";

pub fn of(text: &str) -> Vec<Glyph> {
    let mut glyphs = Vec::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().filter(|_| c == '\\');
        let glyph = match next {
            Some('n') => Glyph { c: '\n', literal: true },
            Some(next) if ESCAPED.contains(next) => Glyph { c: next, literal: true },
            _ => {
                glyphs.push(Glyph { c, literal: false });
                continue;
            }
        };
        chars.next();
        glyphs.push(glyph);
    }
    glyphs
}

pub fn text(glyphs: &[Glyph]) -> String {
    let text: String = glyphs.iter().map(|glyph| glyph.c).collect();
    text.trim().to_owned()
}

/// Takes white space off that nobody escaped.
pub fn trimmed(mut glyphs: &[Glyph]) -> &[Glyph] {
    let blank = |glyph: &Glyph| glyph.c.is_whitespace() && !glyph.literal;
    while let [first, rest @ ..] = glyphs
        && blank(first)
    {
        glyphs = rest;
    }
    while let [rest @ .., last] = glyphs
        && blank(last)
    {
        glyphs = rest;
    }
    glyphs
}

/// Where braces stand, line by line.
#[derive(Clone, Copy, Debug, Default)]
pub struct Braces {
    inside: bool,
    opened: bool,
}

impl Braces {
    pub fn after(self, line: &str) -> Braces {
        let mut braces = self;
        let mut escaped = false;
        for c in line.chars() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '{' => braces = Braces { inside: true, opened: true },
                '}' => braces.inside = false,
                _ => {}
            }
        }
        braces
    }

    pub fn inside(self) -> bool {
        self.inside
    }

    /// Whether a line opens braces, which none inside of others may do.
    pub fn opens_anew(self) -> bool {
        self.opened
    }
}
