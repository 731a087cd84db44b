//! The server's integration tests: one binary, a file per capability.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails, also in what tests share")]

mod accept;
mod account;
mod auth;
mod bad_input;
mod batch;
mod billing;
mod browser;
mod cache;
mod chaos;
mod chat;
mod comfyui;
mod conversation;
mod crash;
mod direct;
mod engine;
mod events;
mod flows;
mod full_disk;
mod keys;
mod language_model;
mod ledger;
mod media;
mod metrics;
mod models;
mod moderation;
mod n8n;
mod openapi;
mod ownership;
mod provider;
mod queue;
mod run;
mod runway;
mod static_files;
mod unresolved;
mod voice;
mod with_fakes;
