//! With a part of the protocol taken out the model must find what that part is for, or it is blind.

use std::collections::BTreeSet;

use stateright::{Checker, HasDiscoveries, Model};

use super::model::AppendModel;
use super::properties::{
    ACKNOWLEDGED, CHAINED, DECIDED, DENSE, IN_ORDER, NO_FALSE_ALARM, NOT_SAVED, ONCE, READER,
    SEQUENCES,
};
use super::protocol::{Checks, Epoch, LostCommit, Positions, Promotion, Protocol};
use super::scene::Scene;

/// Plays until each of these is found broken, and prints the shortest way there.
fn breaks(protocol: Protocol, scene: Scene, broken: &[&'static str]) {
    let scene = Scene { reaches: &[], ..scene };
    let wanted: BTreeSet<&str> = broken.iter().copied().collect();
    let checker = AppendModel { protocol, scene }.checker();
    let checked = checker.finish_when(HasDiscoveries::AllOf(wanted)).spawn_bfs().join();
    let found = checked.discoveries();
    for name in broken {
        let path = found.get(name).unwrap_or_else(|| {
            let names: Vec<_> = found.keys().collect();
            panic!("{protocol:?} was to break: {name}. It broke {names:?}");
        });
        println!("Not so: {name}. {path}{:#?}\n", path.last_state());
    }
}

const AS_IT_IS: Protocol = Protocol::AS_IT_IS;

#[test]
fn positions_drawn_outside_the_lock_come_out_of_order_with_holes_and_streams_fork() {
    let protocol = Protocol { positions: Positions::DrawnOutside, ..AS_IT_IS };
    let broken = &[DENSE, IN_ORDER, CHAINED, SEQUENCES, NO_FALSE_ALARM];
    breaks(protocol, Scene::LOST_COMMITS, broken);
}

#[test]
fn without_the_lock_a_reader_that_steps_over_holes_loses_events() {
    let (positions, reader) = (Positions::DrawnOutside, Checks::Nothing);
    let protocol = Protocol { positions, reader, ..AS_IT_IS };
    breaks(protocol, Scene::LOST_COMMITS, &[READER]);
}

#[test]
fn a_look_without_the_lock_says_absent_of_what_is_still_to_come() {
    let lost_commit = LostCommit::LookedUpWithoutTheLock;
    let protocol = Protocol { lost_commit, ..AS_IT_IS };
    breaks(protocol, Scene::LOST_COMMITS, &[NOT_SAVED, ONCE]);
}

#[test]
fn a_lost_commit_taken_for_unsaved_is_reported_wrongly_and_done_twice() {
    let protocol = Protocol { lost_commit: LostCommit::TakenForUnsaved, ..AS_IT_IS };
    breaks(protocol, Scene::LOST_COMMITS, &[NOT_SAVED, ONCE]);
}

#[test]
fn a_lost_commit_taken_for_saved_is_acknowledged_and_is_not_there() {
    let protocol = Protocol { lost_commit: LostCommit::TakenForSaved, ..AS_IT_IS };
    breaks(protocol, Scene::LOST_COMMITS, &[ACKNOWLEDGED]);
}

#[test]
fn an_append_in_any_epoch_is_decided_on_what_the_promotion_lost() {
    let protocol = Protocol { epoch: Epoch::LooksOnly, ..AS_IT_IS };
    breaks(protocol, Scene::PROMOTION, &[DECIDED]);
}

#[test]
fn a_look_in_any_epoch_says_absent_of_what_the_old_primary_has() {
    let protocol = Protocol { epoch: Epoch::AppendsOnly, ..AS_IT_IS };
    breaks(protocol, Scene::PROMOTION, &[NOT_SAVED]);
}

#[test]
fn a_server_that_is_writable_before_its_epoch_begins_might_as_well_have_none() {
    let protocol = Protocol { promotion: Promotion::WritableThenEpoch, ..AS_IT_IS };
    breaks(protocol, Scene::PROMOTION, &[NOT_SAVED, DECIDED]);
}

#[test]
fn a_reader_without_the_chain_reads_on_where_the_history_parted() {
    let protocol = Protocol { reader: Checks::DensityOnly, ..AS_IT_IS };
    breaks(protocol, Scene::PROMOTION, &[READER]);
}
