//! The clients as their callers meet them, over real HTTP on this computer.

mod manual_clock;
mod scripted;
mod support;

mod transport;
