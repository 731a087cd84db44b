//! Signing up, in and out, and what stands between an attacker and an account.

mod abuse;
mod lockout;
mod session;
mod sign_up;
