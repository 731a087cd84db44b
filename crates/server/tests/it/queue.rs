//! The queue: its order, places in line, clocks that differ, and the operators' switch.

mod clocks;
mod controls;
mod order;
mod positions;
