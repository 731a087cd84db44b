-- Keys of providers that were added while the product runs. The key itself is sealed (crates/server/src/keys/seal.rs).

-- owner: keys
CREATE TABLE provider_keys (
    id TEXT PRIMARY KEY NOT NULL,
    -- The workspace that brought it, or `installation`: then everybody's runs use it.
    owner TEXT NOT NULL,
    provider TEXT NOT NULL,
    -- The start of the key's hash, and its last four characters: what people recognise it by.
    fingerprint TEXT NOT NULL,
    last_four TEXT NOT NULL,
    -- Nonce, ciphertext and tag, bound to id, owner and provider.
    sealed BLOB NOT NULL,
    -- Names the master key it is sealed under.
    master_key TEXT NOT NULL,
    switched_off INTEGER NOT NULL DEFAULT 0 CHECK (switched_off = 0 OR switched_off = 1),
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX provider_keys_by_owner ON provider_keys (owner, provider, fingerprint);

-- Captions of a sound or clip, as files beside it.
-- owner: media
CREATE TABLE asset_captions (
    asset_id TEXT NOT NULL REFERENCES assets (id),
    format TEXT NOT NULL CHECK (format IN ('vtt', 'srt')),
    content_hash TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    PRIMARY KEY (asset_id, format)
) STRICT, WITHOUT ROWID;
