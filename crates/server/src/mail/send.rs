//! Sends what waits.

use std::time::Duration;

use domain::time::MINUTE_MS;
use sha2::{Digest, Sha256};

use super::{
    Letter, compose,
    store::{self, Due},
};
use crate::{
    account,
    app::App,
    failpoint, invoice,
    platform::{
        db::DbError,
        hex,
        mail::{Envelope, MailError, Mailer},
    },
};

/// Letters that are looked up at once.
const AT_ONCE: u32 = 50;
/// Tries before a letter is given up: the last one more than a day after the first.
const TRIES_MAX: i64 = 11;

/// Looks every `mail.look_seconds` until the server stops.
pub async fn watch(app: App) {
    let pause = Duration::from_secs(app.config.mail.look_seconds);
    loop {
        if let Err(error) = send_due(&app).await {
            tracing::error!(%error, "letters could not be sent; they will be at the next look");
        }
        tokio::select! {
            () = app.stopping.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Sends every letter that is due, one after the other.
///
/// # Errors
/// [`DbError`].
pub async fn send_due(app: &App) -> Result<(), DbError> {
    let Some(mailer) = &app.mailer else { return Ok(()) };
    loop {
        let now = app.env.now();
        let due = app.db.read(|reader| store::due(reader, now, AT_ONCE)).await?;
        if due.is_empty() || app.stopping.is_cancelled() {
            return Ok(());
        }
        for one in due {
            send(app, mailer, one).await?;
        }
    }
}

async fn send(app: &App, mailer: &Mailer, one: Due) -> Result<(), DbError> {
    let (cause, tries) = (one.cause.clone(), one.tries + 1);
    let handed = match envelope(app, &one).await? {
        Some(envelope) => mailer.send(envelope).await,
        None => Err(MailError::Never("nobody has this account any more".into())),
    };
    failpoint!("letter_sent");
    let now = app.env.now();
    let written = app.db.write(move |tx| match handed {
        Ok(()) => store::sent(tx, &cause, now).map(|()| None),
        Err(MailError::Later(why)) if tries < TRIES_MAX => {
            // 1, 2, 4 … minutes.
            let pause = MINUTE_MS << (tries - 1).clamp(0, 20);
            store::later(tx, &cause, now.plus_ms(pause), &why).map(|()| None)
        }
        Err(error) => store::given_up(tx, &cause, &error.to_string()).map(|()| Some(error)),
    });
    if let Some(error) = written.await? {
        tracing::error!(letter = %one.cause, %error, "a letter was given up");
    }
    Ok(())
}

/// The letter in words, with its invoice; nothing where its reader is gone.
async fn envelope(app: &App, one: &Due) -> Result<Option<Envelope>, DbError> {
    let Some(user) = app.db.read(|reader| account::user(reader, &one.to)).await? else { return Ok(None) };
    let mut attachment = None;
    if let Letter::Receipt { payment, .. } = &one.letter {
        let page = app.db.read(|reader| invoice::page_of(reader, payment)).await?;
        if let Some((number, page)) = page {
            let drawn = tokio::task::spawn_blocking(move || documents::render(&page)).await;
            let bytes = drawn.map_err(|_| DbError::Panicked)?;
            let bytes = bytes.map_err(|error| DbError::Engine(error.to_string()))?;
            attachment = Some((format!("{}.pdf", number.replace('/', "-")), bytes));
        }
    }
    let words = compose::compose(&one.letter, &user.name, &app.config);
    Ok(Some(Envelope {
        to: user.email,
        message_id: hex(&Sha256::digest(one.cause.as_bytes())[..16]),
        subject: words.subject,
        text: words.text,
        html: words.html,
        attachment,
    }))
}
