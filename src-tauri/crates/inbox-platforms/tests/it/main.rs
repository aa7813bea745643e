//! The clients as their callers meet them, over real HTTP on this computer.

mod chatvolt;
mod chatwoot;
mod desk;
mod line;
mod manual_clock;
mod scripted;
mod support;

mod address_book;
mod media;
mod ohallo;
mod reading;
mod sending;
mod tokens;
mod transport;
mod trouble;
mod webhooks;
