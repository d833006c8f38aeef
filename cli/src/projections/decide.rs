//! `kharisma projections pause` and `resume`

use projections::runtime::{Decisions, Definition, Site};

pub(crate) const PAUSE: &str = "\
Queries go on and answer from what the projection holds. The decision is kept on the primary: a \
replica that is made anew keeps to it.\n\n\
Example:\n  kharisma projections pause orders";
pub(crate) const RESUME: &str = "\
Example:\n  kharisma projections resume orders";

pub(crate) async fn pause(decisions: &Decisions, projections: &[Definition]) -> anyhow::Result<()> {
    for definition in projections {
        decisions.pause(definition.name).await?;
        println!("{}: paused", definition.name);
    }
    Ok(())
}

pub(crate) async fn resume(
    site: &Site,
    decisions: &Decisions,
    projections: &[Definition],
) -> anyhow::Result<()> {
    for definition in projections {
        decisions.resume(site, definition.name).await?;
        println!("{}: goes on", definition.name);
    }
    Ok(())
}
