//! `switchboard-bench`: measures store and relay from seeded data and prints one JSON object per
//! figure. What a figure may cost is not known here; `npm run bench` holds it against the budgets.
//!
//! Invariant: every figure that has a reference carries the one taken in this very run, because a
//! machine's speed drifts.

mod bare;
mod figure;
mod fill;
mod generate;
mod http;
mod relay;
mod seed;
mod store;
mod traffic;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Measures what has no window. Started by `npm run bench`.")]
struct CommandLine {
    #[command(subcommand)]
    part: Part,
}

#[derive(Subcommand)]
enum Part {
    /// Puts seeded data into a directory, copied from the cache when it is there.
    Seed {
        /// Where seeded data is kept between runs.
        #[arg(long)]
        cache: PathBuf,
        /// Where to put it.
        #[arg(long)]
        into: PathBuf,
        /// How many conversations.
        #[arg(long)]
        conversations: u32,
        /// How many items, of all conversations together.
        #[arg(long)]
        items: u32,
        /// Over how many lines, each of another platform.
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=4))]
        lines: u32,
    },
    /// Reads and small writes on seeded data.
    Store {
        /// A directory that `seed` filled.
        #[arg(long)]
        directory: PathBuf,
        /// How often each thing is done.
        #[arg(long)]
        rounds: usize,
        /// Over how many lines it was filled.
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=4))]
        lines: u32,
    },
    /// Filling an empty store.
    Fill {
        /// How many conversations of 50 items.
        #[arg(long)]
        conversations: u32,
    },
    /// Taking events in, durably.
    Accept {
        /// Events each of the 64 connections sends.
        #[arg(long)]
        events: usize,
    },
    /// Counting the calls that lines make.
    Traffic,
    /// Waking desktops that wait.
    Deliver {
        /// Desktops that wait at once.
        #[arg(long)]
        desktops: usize,
        /// Events they get, one after the other.
        #[arg(long)]
        rounds: usize,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    match CommandLine::parse().part {
        Part::Seed {
            cache,
            into,
            conversations,
            items,
            lines,
        } => {
            seed::seed(
                &cache,
                &into,
                generate::Size {
                    conversations,
                    items,
                    lines,
                },
            )
            .await
        }
        Part::Store {
            directory,
            rounds,
            lines,
        } => store::measure(&directory, rounds, lines).await,
        Part::Fill { conversations } => fill::measure(conversations).await,
        Part::Accept { events } => relay::measure_accepting(events).await,
        Part::Traffic => traffic::measure().await,
        Part::Deliver { desktops, rounds } => relay::measure_delivery(desktops, rounds).await,
    }
}
