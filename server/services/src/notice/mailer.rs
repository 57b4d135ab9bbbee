use std::time::{Duration, SystemTime};

use domain::{id::NoticeId, time::Timestamp};
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{Mailbox, header},
    transport::smtp::PoolConfig,
};

use super::Mail;
use crate::{
    failure::{Failure, Result},
    settings::MailSettings,
};

/// How long a mail server may take over one step of a conversation.
const PATIENCE: Duration = Duration::from_secs(20);

/// The way to the mail server.
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Why a mail was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NotSent {
    /// Worth another try.
    #[error("{0}")]
    ForNow(String),
    /// It will never be taken: no such mailbox, or an address that is none.
    #[error("{0}")]
    Ever(String),
}

impl Mailer {
    /// Reads the settings; nothing is sent yet.
    ///
    /// # Errors
    /// [`Failure::Internal`] that names the setting which can't be used.
    pub fn open(settings: &MailSettings) -> Result<Mailer> {
        let wrong =
            |key: &str, error: &dyn std::fmt::Display| Failure::Internal(format!("mail_{key}: {error}"));
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&settings.server);
        let transport = transport.map_err(|error| wrong("server", &error))?.timeout(Some(PATIENCE));
        Ok(Mailer {
            transport: transport.pool_config(PoolConfig::new().max_size(1)).build(),
            from: settings.from.parse().map_err(|error| wrong("from", &error))?,
        })
    }

    /// Sends one mail. `id` makes the same Message-ID in every try, so that a mail that arrived although
    /// the answer was lost can be told from a new one.
    pub(super) async fn send(
        &self,
        id: NoticeId,
        to: (&str, &str),
        mail: Mail,
        now: Timestamp,
    ) -> Result<(), NotSent> {
        let message = self.message(id, to, mail, now).map_err(NotSent::Ever)?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(NotSent::Ever(error.to_string())),
            Err(error) => Err(NotSent::ForNow(error.to_string())),
        }
    }

    fn message(
        &self,
        id: NoticeId,
        (name, email): (&str, &str),
        mail: Mail,
        now: Timestamp,
    ) -> Result<Message, String> {
        let address: Address = email.parse().map_err(|error| format!("{email}: {error}"))?;
        let since = Duration::from_millis(u64::try_from(now.0).unwrap_or_default());
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(name.to_owned()), address))
            .subject(mail.subject)
            .date(SystemTime::UNIX_EPOCH + since)
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .header(header::ContentType::TEXT_PLAIN)
            .header(AutoSubmitted)
            .body(mail.body)
            .map_err(|error| error.to_string())
    }
}

/// Keeps out-of-office answers away (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl header::Header for AutoSubmitted {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(AutoSubmitted)
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "auto-generated".into())
    }
}
