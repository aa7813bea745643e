//! Ohallo's client against a simulated account.

mod account;
mod cards;
mod desk;
mod reading;
mod sending;
mod strange;
