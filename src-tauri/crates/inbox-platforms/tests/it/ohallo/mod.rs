//! Ohallo's client against a simulated account.

mod account;
mod desk;
mod reading;
mod sending;
mod strange;
