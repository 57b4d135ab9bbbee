use std::borrow::Cow;

/// Words that may be missing. A property of this type is left out, or takes words of any kind or an
/// `Option` of them: a page hands on what it has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Maybe(pub Option<String>);

impl Maybe {
    pub fn map<T>(self, with: impl FnOnce(String) -> T) -> Option<T> {
        self.0.map(with)
    }
}

impl From<String> for Maybe {
    fn from(words: String) -> Self {
        Maybe(Some(words))
    }
}

impl From<&str> for Maybe {
    fn from(words: &str) -> Self {
        Maybe(Some(words.to_owned()))
    }
}

impl From<Cow<'_, str>> for Maybe {
    fn from(words: Cow<'_, str>) -> Self {
        Maybe(Some(words.into_owned()))
    }
}

impl From<Option<String>> for Maybe {
    fn from(words: Option<String>) -> Self {
        Maybe(words)
    }
}
