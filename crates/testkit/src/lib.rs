//! What tests stand on: a server of their own on a free loopback port, people who use it, and vendors.
//!
//! [`razorpay`] and [`stripe`] take payments (what they share is in [`gateway`]), [`smtp`] takes letters; [`fal`], [`runway`] and those in [`direct`] are
//! vendors, [`n8n`], [`comfyui`] and [`automatic1111`] are an operator's own and [`language`] are language models, as slow
//! and as wrong as a test needs; [`media`] makes small real files.
//!
//! With the feature `app`, [`TestApp`] runs the product code unchanged, over real HTTP, on its own temporary data
//! directory. A [`Person`] signs up through the API and speaks to it as a browser would: cookie, CSRF token, JSON.
//! [`fakes::Fakes`] is every
//! vendor at once, and [`Binary`] runs the compiled `marty` as a process of its own, for the tests that
//! kill it.

#[cfg(feature = "app")]
mod app;
pub mod automatic1111;
#[cfg(feature = "app")]
mod binary;
mod client;
pub mod comfyui;
pub mod direct;
#[cfg(feature = "app")]
pub mod direct_catalog;
mod exchange;
#[cfg(feature = "app")]
pub mod fakes;
pub mod fal;
pub mod fal_catalog;
mod form;
pub mod gateway;
pub mod language;
pub mod media;
pub mod n8n;
#[cfg(feature = "app")]
mod person;
pub mod razorpay;
pub mod runway;
mod server;
#[cfg(feature = "app")]
mod small_pictures;
pub mod smtp;
pub mod stripe;

pub use client::client;
use domain::time::Millis;
pub use server::time_answering;

#[cfg(feature = "app")]
pub use self::{
    app::TestApp,
    binary::Binary,
    person::{Answer, PASSWORD, Person},
};

/// Where a stopped clock starts: 2026-11-22T00:00:00Z.
pub const START: Millis = Millis(1_795_305_600_000);
