//! Projections under whatever happens to them: they are exact, go on beside what cannot be applied,
//! and are made anew while people work. Random instants come from a seed that a failing run prints;
//! KHARISMA_SEED=… repeats it.
#![allow(clippy::unwrap_used)] // tests

#[allow(dead_code)] // the storm throws more of them
#[path = "../faults/dice.rs"]
mod dice;
mod load;
mod plant;
#[allow(dead_code)] // the tests of `up` use more of it
#[path = "../up/process.rs"]
mod process;
#[allow(dead_code)] // the storm uses more of it
#[path = "../faults/storm/servers.rs"]
mod servers;
mod shop;
#[allow(dead_code)] // the faults use more of it
#[path = "../faults/till.rs"]
mod till;

mod forgotten;
mod outdated;
mod owners;
mod poison;
mod poison_rebuilt;
mod readers;
mod rebuild;
mod replay;
mod storm;
mod words;
