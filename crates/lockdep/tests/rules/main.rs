//! The rules one by one: what must be found, what must stay silent, and what a
//! finding says.

mod facts;
mod findings;
mod irq;
mod lab;
mod model;
mod order;
mod random;
mod readers;
mod state;
mod wait;
mod ww;
