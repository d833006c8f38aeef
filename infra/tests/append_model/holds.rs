//! The protocol as it is.

use std::time::Instant;

use stateright::{Checker, Model};

use super::model::AppendModel;
use super::protocol::Protocol;
use super::scene::Scene;

/// Goes through every state that the scene can reach. `assert_properties` prints the way to one in
/// which something fails to hold.
fn holds(scene: Scene) {
    let began = Instant::now();
    let checked = AppendModel { protocol: Protocol::AS_IT_IS, scene }.checker().spawn_bfs().join();
    let (states, depth) = (checked.unique_state_count(), checked.max_depth());
    println!("{states} states, {depth} deep, in {:.1} s", began.elapsed().as_secs_f32());
    assert!(checked.is_done(), "every state was seen");
    checked.assert_properties();
}

#[test]
fn nothing_goes_wrong_whatever_becomes_of_commits_that_were_lost() {
    holds(Scene::LOST_COMMITS);
}

#[test]
fn nothing_goes_wrong_whenever_a_replica_without_the_tail_is_promoted() {
    holds(Scene::PROMOTION);
}

#[test]
fn nothing_goes_wrong_when_all_goes_wrong_at_once() {
    holds(Scene::ALL_AT_ONCE);
}

#[test]
fn nothing_goes_wrong_between_three_writers() {
    holds(Scene::THREE_WRITERS);
}
