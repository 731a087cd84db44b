//! Hands letters to a mail server by SMTP (`[mail]`). Knows no business: who writes what to whom, and when again, is the
//! capability [`crate::mail`]'s.
//!
//! What a server answers may name the address that was written to, so only its code is told: no address reaches a log
//! or a row.

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    message::{Attachment, Mailbox, Message, MultiPart, SinglePart, header::ContentType},
    transport::smtp::authentication::Credentials,
};

use crate::config::{Mail, MailSecurity};

/// A server that does not answer for so long is tried again later.
const SECONDS_MAX: Duration = Duration::from_secs(20);

/// A letter, ready to be handed over. Has no `Debug`: it holds an address.
pub struct Envelope {
    /// Whom to.
    pub to: String,
    /// What makes copies of it known as one: without angle brackets.
    pub message_id: String,
    /// Its subject.
    pub subject: String,
    /// For those who read plain text.
    pub text: String,
    /// The same, to be looked at.
    pub html: String,
    /// A PDF with its name.
    pub attachment: Option<(String, Vec<u8>)>,
}

/// Why a letter was not taken. The text names no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// It may be taken later.
    #[error("not now: {0}")]
    Later(String),
    /// It never will.
    #[error("refused: {0}")]
    Never(String),
}

/// The way to the mail server.
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mailer {
    /// Nothing where no server is named.
    ///
    /// # Errors
    /// A sentence that names the setting.
    pub fn start(settings: &Mail) -> Result<Option<Mailer>, String> {
        let host = settings.smtp_host.as_str();
        if host.is_empty() {
            return Ok(None);
        }
        let from = settings.from.parse().map_err(|error| format!("mail.from: {error}"))?;
        let builder = match settings.security {
            MailSecurity::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(host),
            MailSecurity::Starttls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(host),
            MailSecurity::None => Ok(AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)),
        };
        let builder = builder.map_err(|error| format!("mail.smtp_host: {error}"))?;
        let mut builder = builder.port(settings.smtp_port).timeout(Some(SECONDS_MAX));
        if !settings.username.is_empty() {
            let password = settings.password.reveal().to_owned();
            builder = builder.credentials(Credentials::new(settings.username.clone(), password));
        }
        Ok(Some(Mailer { transport: builder.build(), from }))
    }

    /// Hands a letter over. An answer that was lost is an error, though the letter may have been taken.
    ///
    /// # Errors
    /// [`MailError`].
    pub async fn send(&self, envelope: Envelope) -> Result<(), MailError> {
        let message = self.message(envelope)?;
        self.transport.send(message).await.map(drop).map_err(|error| {
            let code = error.status().map_or_else(|| "no answer".to_owned(), |code| code.to_string());
            // 53x: we were not let in. That is the operator's to mend, and the letter's to wait for.
            let refused = error.is_permanent() && !code.starts_with("53");
            if refused { MailError::Never(code) } else { MailError::Later(code) }
        })
    }

    fn message(&self, envelope: Envelope) -> Result<Message, MailError> {
        let to = envelope.to.parse().map_err(|_| MailError::Never("the address cannot be written".into()))?;
        let words = MultiPart::alternative()
            .singlepart(SinglePart::plain(envelope.text))
            .singlepart(SinglePart::html(envelope.html));
        let host = self.from.email.domain();
        let builder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(envelope.subject)
            .message_id(Some(format!("<{}@{host}>", envelope.message_id)));
        let body = match envelope.attachment {
            None => words,
            Some((name, bytes)) => {
                let kind = ContentType::parse("application/pdf")
                    .map_err(|error| MailError::Never(error.to_string()))?;
                MultiPart::mixed().multipart(words).singlepart(Attachment::new(name).body(bytes, kind))
            }
        };
        builder.multipart(body).map_err(|_| MailError::Never("the letter cannot be written".into()))
    }
}
