//! Session tokens, their cookie, and the CSRF token that belongs to them.
//!
//! A token is 256 random bits in base64url, given to the browser once; only its SHA-256 is stored, so a
//! copy of the database opens no session. Every sign-in makes a new one, so a token planted beforehand
//! (session fixation) is never raised to a signed-in one. The CSRF token is derived from the session
//! token, so it needs no storage and dies with it: knowing it does not give the session token away.

use axum::http::{HeaderMap, HeaderValue, header};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::limits::SESSION_LIFE_MS;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::env::Env;

const COOKIE: &str = "marty_session";
/// 32 bytes in base64url without padding.
const TOKEN_CHARACTERS: usize = 43;

/// A fresh session token. Has no `Debug`, so that it cannot be logged by accident.
pub(super) struct Token(String);

/// A session token as a request carries it: of the right shape, not yet known to be valid.
#[derive(Clone, Copy)]
pub(super) struct TokenText<'a>(&'a str);

impl Token {
    pub(super) fn fresh(env: &Env) -> Token {
        Token(URL_SAFE_NO_PAD.encode(env.random_bytes::<32>()))
    }

    pub(super) fn text(&self) -> TokenText<'_> {
        TokenText(&self.0)
    }

    /// The header that gives the token to the browser. `Lax` keeps it off requests other sites make,
    /// except plain navigations, which change nothing.
    pub(super) fn set_cookie(&self, https: bool) -> HeaderValue {
        cookie(&self.0, SESSION_LIFE_MS / domain::time::SECOND_MS, https)
    }
}

/// The header that takes the token away again.
pub(super) fn clear_cookie(https: bool) -> HeaderValue {
    cookie("", 0, https)
}

fn cookie(value: &str, life_seconds: i64, https: bool) -> HeaderValue {
    let secure = if https { "; Secure" } else { "" };
    let text = format!("{COOKIE}={value}; Path=/; Max-Age={life_seconds}; HttpOnly; SameSite=Lax{secure}");
    let mut header = HeaderValue::try_from(text).expect("base64url and our own words fit a header");
    header.set_sensitive(true);
    header
}

impl TokenText<'_> {
    /// What is stored of it.
    pub(super) fn hash(self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.0.as_bytes()))
    }

    /// The CSRF token of this session.
    pub(super) fn csrf_token(self) -> String {
        let digest = Sha256::new().chain_update(b"csrf:").chain_update(self.0.as_bytes()).finalize();
        URL_SAFE_NO_PAD.encode(digest)
    }
}

/// Whether `sent` is the CSRF token of the session, compared in constant time.
pub(super) fn csrf_token_matches(token: TokenText<'_>, sent: &[u8]) -> bool {
    token.csrf_token().as_bytes().ct_eq(sent).into()
}

/// The session token a request carries, read in place: this runs on every request.
pub(super) fn token_of(headers: &HeaderMap) -> Option<TokenText<'_>> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
        .find(|value| value.len() == TOKEN_CHARACTERS)
        .map(TokenText)
}

#[cfg(test)]
mod tests {
    use domain::time::Millis;

    use super::*;

    fn headers(lines: &[&str]) -> HeaderMap {
        lines.iter().map(|line| (header::COOKIE, HeaderValue::from_str(line).unwrap())).collect()
    }

    #[test]
    fn finds_its_cookie_among_others() {
        let token = Token::fresh(&Env::manual(Millis(0), 1).0);
        let line = format!("a=b; marty_session={}; c=d", token.0);
        assert_eq!(token_of(&headers(&["x=y", &line])).unwrap().0, token.0);
        for line in ["", "marty_session=", "marty_session=short", "other=1", "marty_session"] {
            assert!(token_of(&headers(&[line])).is_none(), "{line} was taken for a token");
        }
        let prefixed = format!("not_marty_session={0}; marty_session2={0}", token.0);
        assert!(token_of(&headers(&[&prefixed])).is_none());
    }

    #[test]
    fn tokens_differ_and_their_csrf_tokens_match_only_them() {
        let env = Env::manual(Millis(0), 1).0;
        let (one, two) = (Token::fresh(&env), Token::fresh(&env));
        assert_eq!(one.0.len(), TOKEN_CHARACTERS);
        assert_ne!(one.0, two.0);
        assert!(csrf_token_matches(one.text(), one.text().csrf_token().as_bytes()));
        assert!(!csrf_token_matches(one.text(), two.text().csrf_token().as_bytes()));
        assert!(!csrf_token_matches(one.text(), b""));
    }

    #[test]
    fn the_cookie_is_kept_from_scripts_and_other_sites() {
        let token = Token::fresh(&Env::manual(Millis(0), 1).0);
        let plain = token.set_cookie(false);
        let expected = format!("marty_session={}; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax", token.0);
        assert_eq!(plain.to_str().unwrap(), expected);
        assert!(plain.is_sensitive());
        assert!(token.set_cookie(true).to_str().unwrap().ends_with("; Secure"));
        assert!(clear_cookie(false).to_str().unwrap().contains("marty_session=; Path=/; Max-Age=0;"));
    }
}
