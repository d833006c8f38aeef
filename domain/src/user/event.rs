//! What happened to a login. Passwords and their hashes never stand here.

use chrono::{DateTime, Utc};
use cqrs_es::DomainEvent;
use serde::{Deserialize, Serialize};

use super::{Actor, Role};
use crate::log::LogEvent;
use crate::values::{
    EmailAddress, EmployeeId, ErasureReason, PersonName, Personal, Subject, UserId, Username,
};

/// What happened to a login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum UserEvent {
    /// Somebody was given a login.
    UserRegistered {
        /// Its id.
        user_id: UserId,
        /// What is typed to sign in.
        username: Personal<Username>,
        /// Whose it is.
        full_name: Personal<PersonName>,
        /// Where letters about it go.
        email: Personal<EmailAddress>,
        /// What it may do.
        role: Role,
        /// The paid worker behind it, if any: "own assigned" goes by it.
        employee_id: Option<EmployeeId>,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// That paid worker is behind the login from now on, and nobody who was before.
    UserLinkedToEmployee {
        /// The login.
        user_id: UserId,
        /// The worker.
        employee_id: EmployeeId,
        /// Who said so.
        linked_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// No paid worker is behind the login any more.
    UserUnlinkedFromEmployee {
        /// The login.
        user_id: UserId,
        /// The worker who was.
        employee_id: EmployeeId,
        /// Who said so.
        unlinked_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// Whose it is goes by another name.
    UserRenamed {
        /// The login.
        user_id: UserId,
        /// The name.
        full_name: Personal<PersonName>,
        /// Who said so.
        renamed_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// Letters about it go elsewhere.
    UserEmailChanged {
        /// The login.
        user_id: UserId,
        /// Where they go.
        email: Personal<EmailAddress>,
        /// Who said so.
        changed_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// It may do other things from now on.
    UserRoleChanged {
        /// The login.
        user_id: UserId,
        /// What it may do.
        role: Role,
        /// Who said so.
        changed_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// Nobody signs in with it any more.
    UserDeactivated {
        /// The login.
        user_id: UserId,
        /// Who said so.
        deactivated_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// It is good again, once its password is another.
    UserReactivated {
        /// The login.
        user_id: UserId,
        /// Who said so.
        reactivated_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// Wrong passwords are not held against it any more.
    UserUnlocked {
        /// The login.
        user_id: UserId,
        /// Who said so.
        unlocked_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// Somebody else gave it a temporary password.
    UserPasswordReset {
        /// The login.
        user_id: UserId,
        /// Who gave it.
        reset_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// Whose it is chose its password.
    UserPasswordChanged {
        /// The login.
        user_id: UserId,
        /// When.
        occurred_at: DateTime<Utc>,
    },
    /// What was known about whose it was was erased.
    UserErased {
        /// The login.
        user_id: UserId,
        /// Why.
        reason: ErasureReason,
        /// Who said so.
        erased_by: Actor,
        /// When.
        occurred_at: DateTime<Utc>,
    },
}

impl UserEvent {
    /// The login it happened to.
    pub const fn user_id(&self) -> UserId {
        match self {
            Self::UserRegistered { user_id, .. }
            | Self::UserLinkedToEmployee { user_id, .. }
            | Self::UserUnlinkedFromEmployee { user_id, .. }
            | Self::UserRenamed { user_id, .. }
            | Self::UserEmailChanged { user_id, .. }
            | Self::UserRoleChanged { user_id, .. }
            | Self::UserDeactivated { user_id, .. }
            | Self::UserReactivated { user_id, .. }
            | Self::UserUnlocked { user_id, .. }
            | Self::UserPasswordReset { user_id, .. }
            | Self::UserPasswordChanged { user_id, .. }
            | Self::UserErased { user_id, .. } => *user_id,
        }
    }

    /// When.
    pub const fn occurred_at(&self) -> DateTime<Utc> {
        match self {
            Self::UserRegistered { occurred_at, .. }
            | Self::UserLinkedToEmployee { occurred_at, .. }
            | Self::UserUnlinkedFromEmployee { occurred_at, .. }
            | Self::UserRenamed { occurred_at, .. }
            | Self::UserEmailChanged { occurred_at, .. }
            | Self::UserRoleChanged { occurred_at, .. }
            | Self::UserDeactivated { occurred_at, .. }
            | Self::UserReactivated { occurred_at, .. }
            | Self::UserUnlocked { occurred_at, .. }
            | Self::UserPasswordReset { occurred_at, .. }
            | Self::UserPasswordChanged { occurred_at, .. }
            | Self::UserErased { occurred_at, .. } => *occurred_at,
        }
    }
}

impl DomainEvent for UserEvent {
    fn event_type(&self) -> String {
        match self {
            Self::UserRegistered { .. } => "UserRegistered",
            Self::UserLinkedToEmployee { .. } => "UserLinkedToEmployee",
            Self::UserUnlinkedFromEmployee { .. } => "UserUnlinkedFromEmployee",
            Self::UserRenamed { .. } => "UserRenamed",
            Self::UserEmailChanged { .. } => "UserEmailChanged",
            Self::UserRoleChanged { .. } => "UserRoleChanged",
            Self::UserDeactivated { .. } => "UserDeactivated",
            Self::UserReactivated { .. } => "UserReactivated",
            Self::UserUnlocked { .. } => "UserUnlocked",
            Self::UserPasswordReset { .. } => "UserPasswordReset",
            Self::UserPasswordChanged { .. } => "UserPasswordChanged",
            Self::UserErased { .. } => "UserErased",
        }
        .to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl LogEvent for UserEvent {
    fn erases(&self) -> Option<Subject> {
        match self {
            Self::UserErased { user_id, .. } => Some(Subject::User(*user_id)),
            Self::UserRegistered { .. }
            | Self::UserLinkedToEmployee { .. }
            | Self::UserUnlinkedFromEmployee { .. }
            | Self::UserRenamed { .. }
            | Self::UserEmailChanged { .. }
            | Self::UserRoleChanged { .. }
            | Self::UserDeactivated { .. }
            | Self::UserReactivated { .. }
            | Self::UserUnlocked { .. }
            | Self::UserPasswordReset { .. }
            | Self::UserPasswordChanged { .. } => None,
        }
    }
}
