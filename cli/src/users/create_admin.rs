//! `kharisma users create-admin`

use std::collections::BTreeMap;

use anyhow::Context;
use chrono::{SubsecRound, Utc};
use commands::user::NewLogin;
use commands::{CommandError, Desk};
use domain::claim::{Claim, ClaimScope};
use domain::user::{Role, User};
use domain::values::{EmailAddress, Password, PersonName, UserId, Username};
use infra::config::Config;
use infra::credentials::Credentials;
use infra::event_log::LogError;
use infra::keyed_hash::KeyedHash;
use infra::redis::Redis;

use super::secret;
use crate::clerk::Clerk;

pub(crate) const EXAMPLE: &str = "\
Asks for the password twice, or reads a line of standard input where that is no terminal: 12 to 128 \
characters with a small letter, a capital, a digit and something else. Cut off halfway it can be run \
again.\n\n\
Examples:\n  \
  kharisma users create-admin --username ibu --full-name 'Ibu Kharisma' --email ibu@kharisma.example\n  \
  pass show kharisma | kharisma users create-admin --username ibu --full-name Ibu --email i@k.example";

#[derive(clap::Args)]
pub(crate) struct CreateAdmin {
    /// What is typed to sign in: 3 to 50 letters, digits, _ . -
    #[arg(long, value_parser = Username::parse)]
    username: Username,
    /// Whose it is
    #[arg(long, value_parser = PersonName::parse)]
    full_name: PersonName,
    /// Where letters about it go
    #[arg(long, value_parser = EmailAddress::parse)]
    email: EmailAddress,
}

pub(super) async fn run(
    asked: &CreateAdmin,
    variables: &BTreeMap<String, String>,
) -> anyhow::Result<()> {
    let config = Config::from(variables)?;
    let said = secret::ask()?;
    let password = Password::parse(&said, asked.username.as_str()).context("the password")?;
    let clerk = Clerk::new(&config, Redis::open(&config.redis_url)?);
    let hash = KeyedHash::new(&config.hash_secret);
    let credentials = Credentials::open(config.primary.pool(1), hash, config.access).await?;
    let id = clerk.at_desk(async |desk| create(desk, &credentials, asked, &password).await).await?;
    println!("{} is an administrator (login {id})", asked.username);
    Ok(())
}

/// Writes the login down, and then its password beside the log.
async fn create(
    desk: &Desk,
    credentials: &Credentials,
    asked: &CreateAdmin,
    password: &Password,
) -> anyhow::Result<UserId> {
    let new = NewLogin {
        user_id: None,
        username: asked.username.clone(),
        full_name: asked.full_name.clone(),
        email: asked.email.clone(),
        role: Role::Admin,
        employee_id: None,
        temporary_password: false,
    };
    let id = match commands::user::create_admin(desk, Utc::now().trunc_subsecs(6), &new).await {
        Ok(user) => user.id,
        Err(refusal) => {
            let left = left_halfway(desk, credentials, &asked.username, &refusal).await?;
            left.ok_or(refusal)?
        }
    };
    let id = UserId::new(id)?;
    credentials.set(id, asked.username.as_str(), password.as_str()).await?;
    Ok(id)
}

/// The administrator of that name, if somebody was cut off before their password was kept.
async fn left_halfway(
    desk: &Desk,
    credentials: &Credentials,
    username: &Username,
    refusal: &CommandError,
) -> anyhow::Result<Option<i64>> {
    let CommandError::Log(LogError::Claimed { scope: ClaimScope::USERNAME }) = refusal else {
        return Ok(None);
    };
    let claim = Claim::any_case(ClaimScope::USERNAME, username.as_str());
    let Some(id) = desk.log.holder(&claim).await? else { return Ok(None) };
    let user = desk.log.load::<User>(id).await?;
    let admin = user.state.login().is_some_and(|login| login.active && login.role == Role::Admin);
    let halfway = admin && !credentials.are_set(UserId::new(id)?).await?;
    Ok(halfway.then_some(id))
}
