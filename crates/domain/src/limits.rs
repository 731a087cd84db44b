//! Every bound in the product, each with its reason.

/// Files that may come with the words of one request.
pub const INPUT_ASSETS_MAX: usize = 10;

/// Characters in a prompt (product reference §3); more tells no model anything useful.
pub const PROMPT_CHARACTERS_MAX: usize = 1_000;
/// The largest seed: every whole number up to 2^53 − 1 survives JSON in a browser.
pub const SEED_MAX: i64 = 9_007_199_254_740_991;
/// Bytes of a JSON request body; the largest honest one is a prompt of 1,000 four-byte characters.
pub const JSON_BODY_BYTES_MAX: usize = 64 * 1024;
/// Bytes of a JSON body that carries a batch: 500 prompts of 1,000 four-byte characters with their
/// parameters, and room for a table with a cell that is far too long, so that its row can be named.
pub const BATCH_BODY_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Characters in an idempotency key; a UUID has 36.
pub const IDEMPOTENCY_KEY_CHARACTERS_MAX: usize = 128;
/// Rows on one page of a list.
pub const PAGE_ROWS_MAX: u32 = 100;
/// Rows on a page when the caller does not say.
pub const PAGE_ROWS_DEFAULT: u32 = 20;
/// Characters in a conversation's title.
pub const TITLE_CHARACTERS_MAX: usize = 120;
/// Characters of a title taken from the first message.
pub const TITLE_FROM_PROMPT_CHARACTERS: usize = 60;
/// Characters in a person's name.
pub const NAME_CHARACTERS_MAX: usize = 80;
/// Characters in an e-mail address (RFC 5321 §4.5.3.1.3 bounds a path at 256 octets).
pub const EMAIL_CHARACTERS_MAX: usize = 254;
/// Characters in a password: the floor is the product's, the ceiling bounds hashing work.
pub const PASSWORD_CHARACTERS_MIN: usize = 12;
/// See [`PASSWORD_CHARACTERS_MIN`].
pub const PASSWORD_CHARACTERS_MAX: usize = 256;
/// How long a quote binds, in milliseconds.
pub const QUOTE_LIFE_MS: i64 = 10 * crate::time::MINUTE_MS;
/// How long a session lives, in milliseconds.
pub const SESSION_LIFE_MS: i64 = 24 * crate::time::HOUR_MS;
/// How often a submit may be tried before a step fails, on all models together.
pub const STEP_ATTEMPTS_MAX: u32 = 6;
/// Bytes of a live preview's data address inside an event.
pub const PREVIEW_BYTES_MAX: usize = 4 * 1024;
/// Credits that are given or bought at once: ten million dollars' worth. More is a typing mistake, and sums of any
/// number of lots that a workspace can have stay far from the ends of 64 bits.
pub const GRANT_CREDITS_MAX: crate::money::Credits = crate::money::Credits(1_000_000_000);
