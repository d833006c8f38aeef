//! Signing in: the limits on guessing, and the same work whoever it is.

use chrono::{DateTime, Utc};
use domain::values::UserId;

use super::forget::{Counts, forget_old};
use super::guesses::{self, Guess, Refused};
use super::{Credentials, PasswordAsOf, Secret};
use crate::event_log::LogError;

/// A name, what shall prove it, and where it comes from.
#[derive(Debug)]
pub struct SignIn<'a> {
    /// As typed.
    pub username: &'a str,
    /// A password, or at a shared till a PIN.
    pub secret: Secret,
    /// The client's address, if it is known.
    pub address: Option<&'a str>,
}

/// How that turned out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedIn {
    /// They are who they say.
    As {
        /// Who.
        user: UserId,
        /// Their password was set by somebody else: they may do nothing but replace it.
        must_change: bool,
        /// With which of their passwords.
        as_of: PasswordAsOf,
    },
    /// A temporary password, right but too old.
    Expired,
    /// The name or the secret is wrong: which of them is not told.
    Wrong,
    /// Too many were wrong for this name, whether anybody has it or not.
    Locked {
        /// Until then.
        until: DateTime<Utc>,
    },
    /// Too many were wrong from this address, whatever the names.
    TooMany {
        /// Until then.
        until: DateTime<Utc>,
    },
}

impl Credentials {
    /// Whether somebody may sign in. A wrong try counts by the name that was typed and by the address
    /// it came from; an unknown name costs the same work as a known one.
    ///
    /// # Errors
    /// [`LogError`] if it cannot be looked up, [`LogError::Busy`] if too many are signing in.
    pub async fn sign_in(
        &self,
        asked: SignIn<'_>,
        now: DateTime<Utc>,
    ) -> Result<SignedIn, LogError> {
        let guess = Guess::of(&self.hash, asked.username, asked.address, self.limits);
        if let Some(refused) = guess.refused(&self.pool, now).await? {
            return Ok(told(refused, now));
        }
        let theirs = self.theirs(asked.username, &asked.secret).await?;
        if let Some(refused) = guess.turned_out(&self.pool, theirs.is_some(), now).await? {
            return Ok(told(refused, now));
        }
        forget_old(&self.pool, Counts::SignIns, now).await;
        let Some(theirs) = theirs else { return Ok(SignedIn::Wrong) };
        self.at_todays_cost(&theirs, asked.secret).await?;
        Ok(match theirs.temporary_until {
            Some(until) if until <= now => SignedIn::Expired,
            temporary => SignedIn::As {
                user: theirs.user,
                must_change: temporary.is_some(),
                as_of: theirs.as_of,
            },
        })
    }

    /// Holds nothing against a name any more: it may sign in, and approve, again.
    ///
    /// # Errors
    /// [`LogError`] if it cannot be stored.
    pub async fn unlock(&self, username: &str) -> Result<(), LogError> {
        guesses::forgive(&self.pool, &guesses::name_of(&self.hash, username)).await?;
        super::guard::forgive(&self.pool, &super::guard::guarded(&self.hash, username)).await
    }
}

fn told(refused: Refused, now: DateTime<Utc>) -> SignedIn {
    let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap_or(now);
    match refused {
        Refused::Name(until) => SignedIn::Locked { until: at(until) },
        Refused::Address(until) => SignedIn::TooMany { until: at(until) },
    }
}
