//! `kharisma users`: what operators do about logins. All else is done over HTTP, by administrators.

mod create_admin;
mod list;
mod permissions;
mod secret;

use std::collections::BTreeMap;

#[derive(clap::Subcommand)]
pub(crate) enum Users {
    /// Give somebody an administrator's login: the first, or one more
    #[command(after_help = create_admin::EXAMPLE)]
    CreateAdmin(create_admin::CreateAdmin),
    /// Show who may sign in, or could once
    #[command(after_help = list::EXAMPLE)]
    List(list::List),
    /// Print who may do what
    #[command(after_help = permissions::EXAMPLE)]
    Permissions(permissions::Permissions),
}

pub(crate) async fn run(asked: Users, variables: &BTreeMap<String, String>) -> anyhow::Result<()> {
    match asked {
        Users::CreateAdmin(admin) => create_admin::run(&admin, variables).await,
        Users::List(list) => list::run(&list, variables).await,
        Users::Permissions(permissions) => permissions::run(&permissions),
    }
}
