//! The rules of Marty Martin, and nothing else.
//!
//! Everything here is a value or a function from values to values: no input or output, no clock,
//! no randomness, no runtime. The server loads rows, calls these functions to decide, and writes
//! what they answer; so the rules about money and state can be read and tested on their own.
//!
//! | module | what it decides |
//! |---|---|
//! | [`id`], [`time`], [`money`] | the vocabulary: identifiers, instants, credits, exact fractions |
//! | [`catalog`] | which flows and models exist and what they accept |
//! | [`flow`] | what a custom flow may say, and what its steps are told |
//! | [`pricing`] | what a run costs, exactly, with every factor named |
//! | [`ledger`] | which entries a grant, hold, capture or release makes |
//! | [`generation`] | what input is valid, and which state may follow which |
//! | [`batch`] | many runs as one unit: states, progress, the one hold |
//! | [`captions`] | which words are read at once, and the files players take |
//! | [`calendar`], [`payment`], [`subscription`], [`tax`] | months, amounts of money, plans and what is owed to whom |
//! | [`queue`] | the order in which waiting work is served |
//! | [`limits`] | every bound in the product, each with its reason |
//! | [`problem`] | the stable codes of everything that can go wrong |

pub mod batch;
pub mod calendar;
pub mod captions;
pub mod catalog;
pub mod flow;
pub mod generation;
pub mod id;
pub mod ledger;
pub mod limits;
pub mod money;
pub mod payment;
pub mod plan;
pub mod pricing;
pub mod problem;
pub mod queue;
pub mod subscription;
pub mod tax;
pub mod time;
