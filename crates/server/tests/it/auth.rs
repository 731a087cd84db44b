//! Signing up, in and out, and what stands between an attacker and an account.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod abuse;
mod lockout;
mod session;
mod sign_up;
