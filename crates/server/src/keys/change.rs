//! Adding, switching and removing keys. Each is written with who did it, and holds without a restart.

use domain::{
    generation::request::FieldError,
    id::{ProviderKeyId, UserId},
    problem::ProblemCode,
};
use providers::{Checked, FaultClass, Provider, http::Secret};
use tokio::task::spawn_blocking;

use super::{KEYS_MAX, KeysError, Owner, master::MasterKey, reload, seal, store};
use crate::{
    app::App,
    auth::{SecurityEvent, SecurityRecord},
    platform::{db::DbError, http::problem::Problem},
};

/// Characters of the longest key that is taken; vendors' keys have at most about 200.
pub(super) const KEY_CHARS_MAX: usize = 512;

impl From<KeysError> for Problem {
    fn from(error: KeysError) -> Self {
        match error {
            KeysError::Db(error) => error.into(),
            KeysError::Master(sentence) => Problem::internal(&sentence),
        }
    }
}

/// Adds a key after its vendor took it. Nothing is kept of one that is refused.
pub(super) async fn add(
    app: &App,
    by: UserId,
    owner: Owner,
    provider_id: &str,
    key: &str,
) -> Result<ProviderKeyId, Problem> {
    let provider = app.providers.get(provider_id).filter(|provider| provider.takes_keys());
    let provider = provider
        .ok_or_else(|| wrong("provider", "unknown_value", "Keys cannot be added to this provider."))?;
    let secret = read(key)?;
    let owner_text = owner.text();
    let (many, known) =
        app.db.read(|reader| store::known(reader, &owner_text, provider_id, &secret.fingerprint())).await?;
    refuse_known(many, known)?;
    ask(provider, provider_id, &secret).await?;
    let master = master_key(app).await?;
    let id: ProviderKeyId = app.env.new_id();
    let id_text = id.to_string();
    let place = seal::Place { id: &id_text, owner: &owner_text, provider: provider_id };
    let row = store::KeyRow {
        id,
        provider: provider_id.to_owned(),
        fingerprint: secret.fingerprint(),
        last_four: secret.last_four(),
        sealed: seal::seal(&master, place, &secret, app.env.random_bytes()),
        master_key: master.id().to_owned(),
        switched_off: false,
        created_at: app.env.now(),
        owner: owner_text.clone(),
    };
    let record = SecurityRecord::new(&app.env, SecurityEvent::ProviderKeyAdded, Some(by));
    let detail = format!("{} for {}, of {}", row.id, row.provider, row.owner);
    app.db
        .write(move |tx| {
            let (many, known) = store::known(tx, &row.owner, &row.provider, &row.fingerprint)?;
            refuse_known(many, known)?;
            store::insert(tx, &row, by)?;
            record.write(tx, &detail, row.created_at).map_err(Problem::from)
        })
        .await?;
    reload(app)?;
    tracing::info!(provider = provider_id, key.id = %id, user.id = %by, "a provider key was added");
    Ok(id)
}

fn read(key: &str) -> Result<Secret, Problem> {
    let secret = Secret::new(key);
    let text = secret.reveal();
    if text.is_empty() {
        return Err(wrong("key", "required", "Enter the key."));
    }
    if text.len() > KEY_CHARS_MAX {
        return Err(wrong("key", "too_long", "This is longer than any key. Enter the key alone."));
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(wrong("key", "invalid", "A key has letters, digits and signs, without spaces."));
    }
    Ok(secret)
}

fn wrong(path: &str, code: &'static str, message: &str) -> Problem {
    Problem::invalid(vec![FieldError::new(path, code, message)])
}

fn refuse_known(many: i64, known: bool) -> Result<(), Problem> {
    if known {
        return Err(Problem::new(ProblemCode::KeyExists, "This key was added before."));
    }
    if many >= KEYS_MAX {
        return Err(wrong(
            "key",
            "too_many",
            "There are 20 keys of this provider already. Remove one first.",
        ));
    }
    Ok(())
}

/// Asks the vendor whether it takes the key, with a call that costs nothing.
async fn ask(provider: &Provider, name: &str, secret: &Secret) -> Result<(), Problem> {
    let fault = match provider.check_key(secret).await {
        Checked::Works(_) | Checked::NotAsked(_) => return Ok(()),
        Checked::Fails(fault) => fault,
    };
    tracing::info!(provider = name, class = ?fault.class, "a key was not saved");
    Err(match fault.class {
        FaultClass::Unauthorised => Problem::new(
            ProblemCode::KeyRefused,
            format!("{name} does not take this key. Check that it was copied whole. It was not saved."),
        ),
        FaultClass::OutOfCredit => Problem::new(
            ProblemCode::KeyRefused,
            format!("The account of this key at {name} has no credit left. It was not saved."),
        ),
        _ => Problem::new(
            ProblemCode::ProviderUnavailable,
            format!("{name} could not be asked about this key right now. It was not saved; try again."),
        ),
    })
}

/// The master key that seals; made now where there is none yet, and said so.
async fn master_key(app: &App) -> Result<MasterKey, Problem> {
    let (source, fresh) = (app.keys.source.clone(), app.env.random_bytes());
    let made = spawn_blocking(move || source.read_or_make(fresh)).await;
    let (masters, made) = made.map_err(|error| Problem::internal(&error))?.map_err(KeysError::Master)?;
    let master = masters.current().cloned();
    let master = master.ok_or_else(|| Problem::internal(&"there is no master key"))?;
    if made {
        tracing::warn!(
            master_key = master.id(),
            "a master key was made: the file master.key in the data directory. Without it the provider keys in \
             the database cannot be read any more; keep a copy of it elsewhere"
        );
    }
    Ok(master)
}

/// Switches a key on or off.
pub(super) async fn switch(
    app: &App,
    by: UserId,
    owner: Owner,
    id: ProviderKeyId,
    on: bool,
) -> Result<(), Problem> {
    let record = SecurityRecord::new(&app.env, SecurityEvent::ProviderKeySwitched, Some(by));
    let detail = format!("{id} {}", if on { "on" } else { "off" });
    let (now, owner) = (app.env.now(), owner.text());
    let write = app.db.write(move |tx| {
        let found = store::switch(tx, id, &owner, !on)?;
        if found { record.write(tx, &detail, now) } else { Ok(()) }.map(|()| found)
    });
    found(write.await)?;
    reload(app)?;
    tracing::info!(key.id = %id, on, user.id = %by, "a provider key was switched");
    Ok(())
}

/// Removes a key. Work under way with it is finished.
pub(super) async fn remove(app: &App, by: UserId, owner: Owner, id: ProviderKeyId) -> Result<(), Problem> {
    let record = SecurityRecord::new(&app.env, SecurityEvent::ProviderKeyRemoved, Some(by));
    let (now, owner) = (app.env.now(), owner.text());
    let write = app.db.write(move |tx| {
        let found = store::remove(tx, id, &owner)?;
        if found { record.write(tx, &id.to_string(), now) } else { Ok(()) }.map(|()| found)
    });
    found(write.await)?;
    reload(app)?;
    tracing::info!(key.id = %id, user.id = %by, "a provider key was removed");
    Ok(())
}

fn found(outcome: Result<bool, DbError>) -> Result<(), Problem> {
    if outcome? { Ok(()) } else { Err(Problem::not_found()) }
}

/// Asks the vendor about a key that was added before.
pub(super) async fn check(app: &App, owner: Owner, id: ProviderKeyId) -> Result<Checked, Problem> {
    let owner = owner.text();
    let rows = app.db.read(|reader| store::of(reader, &owner)).await?;
    let row = rows.into_iter().find(|row| row.id == id).ok_or_else(Problem::not_found)?;
    let provider = app.providers.get(&row.provider).ok_or_else(Problem::not_found)?;
    let masters = app.keys.source.read().map_err(KeysError::Master)?;
    let id = id.to_string();
    let place = seal::Place { id: &id, owner: &row.owner, provider: &row.provider };
    match seal::open(&masters, &row.master_key, place, &row.sealed) {
        Ok(secret) => Ok(provider.check_key(&secret).await),
        Err(error) => Err(Problem::new(
            ProblemCode::KeyRefused,
            format!("This key cannot be read: {error}. Remove it and add it again."),
        )),
    }
}
