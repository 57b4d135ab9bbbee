//! Forms: what was typed, and what was wrong with it.
//!
//! A form posts to the page it stands on. When it is refused the same page is shown again with everything
//! that was typed and the reason beside the field, so that nothing is lost and no script is needed.

use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, Request, multipart::MultipartError},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse as _, Response},
};
use leptos::prelude::*;
use services::{
    Failure,
    failure::{Fault, FieldFault, FileFault, Refusal},
};
use uuid::Uuid;

use crate::{
    door::Visitor,
    text::Lang,
    ui::{Notice, Tone},
    wording,
};

/// Largest form without a file, in MB: a lesson's text is the longest thing that anybody types.
const FORM_LIMIT_MB: usize = 1;

/// A form as it was filled in; empty on the first visit.
#[derive(Clone, Debug, Default)]
pub struct Form {
    values: Vec<(String, String)>,
    files: Vec<Upload>,
    refusal: Option<Refusal>,
}

/// A file that came with a form.
#[derive(Clone, Debug)]
pub struct Upload {
    pub field: String,
    pub name: String,
    pub bytes: Bytes,
}

impl Form {
    /// A form that shows these values, such as those of the thing that is to be changed.
    pub fn of<const N: usize>(values: [(&str, String); N]) -> Form {
        Form { values: values.map(|(name, value)| (name.to_owned(), value)).into(), ..Form::default() }
    }

    /// Adds a value, for lists that grow with what they show.
    pub fn push(&mut self, name: &str, value: String) {
        self.values.push((name.to_owned(), value));
    }

    pub fn refused(mut self, refusal: Refusal) -> Form {
        self.refusal = Some(refusal);
        self
    }

    pub fn is_refused(&self) -> bool {
        self.refusal.is_some()
    }

    pub fn refusal(&self) -> Option<&Refusal> {
        self.refusal.as_ref()
    }

    /// What was typed into a field; empty when nothing was.
    pub fn get(&self, name: &str) -> &str {
        self.values.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// What was typed, without white space around it.
    pub fn text(&self, name: &str) -> String {
        self.get(name).trim().to_owned()
    }

    /// Every value of a field that may come more than once.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.values.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|chosen| chosen == value)
    }

    /// All values, in the order of the page.
    pub fn values(&self) -> &[(String, String)] {
        &self.values
    }

    /// The id that the page gave to what this form makes, so that a form sent twice makes one thing.
    pub fn once(&self) -> Uuid {
        self.get("once").parse().unwrap_or_else(|_| Uuid::now_v7())
    }

    /// The hidden field that [`Form::once`] reads.
    pub fn once_field(&self) -> impl IntoView + use<> {
        let id = self.once().to_string();
        view! { <input type="hidden" name="once" value=id /> }
    }

    pub fn number(&self, name: &'static str) -> Result<i64, FieldFault> {
        let text = self.text(name);
        if text.is_empty() {
            return Err(FieldFault { field: name, fault: Fault::Missing });
        }
        text.parse().map_err(|_| FieldFault { field: name, fault: Fault::NotANumber })
    }

    /// The file of a field.
    ///
    /// # Errors
    /// A refusal when none was chosen.
    pub fn file(&self, field: &str) -> Result<&Upload, Failure> {
        let file = self.files.iter().find(|file| file.field == field && !file.name.is_empty());
        file.ok_or_else(|| Refusal::File(FileFault::Missing).into())
    }

    pub fn files<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a Upload> {
        self.files.iter().filter(move |file| file.field == field && !file.name.is_empty())
    }

    /// What is wrong with a field, in words.
    pub fn error(&self, lang: Lang, field: &str) -> Option<String> {
        let Some(Refusal::Fields(faults)) = &self.refusal else { return None };
        faults.iter().find(|fault| fault.field == field).map(|fault| wording::fault(lang, &fault.fault))
    }

    /// Why the form was refused, above it. Field by field where fields are at fault.
    pub fn notice(&self, visitor: &Visitor) -> Option<AnyView> {
        let said = wording::refusal_at(visitor.lang, visitor.zone(), self.refusal.as_ref()?);
        Some(view! { <Notice tone=Tone::Bad title=said.what kept=said.kept next=said.then /> }.into_any())
    }
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Form, Response> {
        let upload_limit =
            request.extensions().get::<Visitor>().map(|visitor| visitor.guben.settings.upload_limit);
        let upload_limit_mb = upload_limit.unwrap_or_default() >> 20;
        let kind =
            request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.starts_with("multipart/form-data") {
            let multipart = Multipart::from_request(request, state).await.map_err(|_| unreadable())?;
            return read_multipart(multipart, upload_limit_mb).await;
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|_| too_large(upload_limit_mb))?;
        if bytes.len() > FORM_LIMIT_MB << 20 {
            return Err(too_large(FORM_LIMIT_MB));
        }
        let values: Vec<(String, String)> = serde_urlencoded::from_bytes(&bytes).map_err(|_| unreadable())?;
        let values = values.into_iter().map(|(name, value)| (name, typed(&value))).collect();
        Ok(Form { values, ..Form::default() })
    }
}

async fn read_multipart(mut multipart: Multipart, limit_mb: usize) -> Result<Form, Response> {
    let refuse = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(limit_mb),
        _ => unreadable(),
    };
    let mut form = Form::default();
    while let Some(field) = multipart.next_field().await.map_err(refuse)? {
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().map(str::to_owned);
        let bytes = field.bytes().await.map_err(refuse)?;
        match file_name {
            Some(file_name) => form.files.push(Upload { field: name, name: typed(&file_name), bytes }),
            None => form.values.push((name, typed(&String::from_utf8_lossy(&bytes)))),
        }
    }
    Ok(form)
}

/// Text as somebody can have typed it: without the control characters that no keyboard has, no reader sees
/// and no database or document wants.
fn typed(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control() || matches!(sign, '\t' | '\r' | '\n')).collect()
}

/// The body was longer than the server takes; the outer layer words it.
fn too_large(limit_mb: usize) -> Response {
    let limit_mb = u32::try_from(limit_mb).unwrap_or(u32::MAX);
    crate::answer::Trouble(Refusal::File(FileFault::TooLarge { limit_mb }).into()).into_response()
}

fn unreadable() -> Response {
    crate::answer::Trouble(Failure::NotFound).into_response()
}
