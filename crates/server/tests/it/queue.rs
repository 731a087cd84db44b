//! The queue: its order, places in line, and the operators' switch.

mod controls;
mod order;
mod positions;
