//! `kharisma openapi`

pub(crate) const EXAMPLE: &str = "Example:\n  kharisma openapi > openapi.json";

pub(crate) fn run() -> anyhow::Result<()> {
    print!("{}", api::document()?);
    Ok(())
}
