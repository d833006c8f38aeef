//! What an owner sets, as the till sees it.

pub(crate) mod discounts;
pub(crate) mod general;
pub(crate) mod history;
pub(crate) mod splits;
pub(crate) mod taxes;

use commands::Done;
use domain::settings::Settings;
use infra::event_log::Loaded;
use serde::Serialize;

use crate::reply::{Envelope, Reply};

/// The reply to a command on settings, made from the settings themselves.
fn changed<T: Serialize>(
    done: &Done<Loaded<Settings>>,
    shown: impl Fn(&Settings) -> T,
) -> Reply<Envelope<T>> {
    let settings = &done.what;
    let reply = Reply::ok(shown(&settings.state));
    reply.at(settings.position).version(settings.sequence).replayed(done.replayed)
}
