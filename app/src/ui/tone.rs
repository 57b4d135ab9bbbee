/// What a colour says. A word or a sign always says it too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Valid, passed, saved.
    Ok,
    /// Soon, late, to be looked at.
    Warn,
    /// Refused, expired, not allowed.
    Bad,
    /// Noted, changed.
    Info,
    #[default]
    Plain,
}

impl Tone {
    /// The value of `data-tone` in the style sheet.
    pub fn name(self) -> &'static str {
        match self {
            Tone::Ok => "ok",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
            Tone::Info => "info",
            Tone::Plain => "plain",
        }
    }
}
