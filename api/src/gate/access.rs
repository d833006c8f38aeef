//! What it takes to be let in.

use domain::user::{Permission, Role};

/// Who may call a route at all. What they may do with this very row is decided where the row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody, without a token.
    Public,
    /// Whoever has a good token: it is about themselves.
    SignedIn,
    /// Whoever's role has the permission.
    Needs(Permission),
    /// Whoever's role has the permission, and everybody for what is their own: the handler looks.
    OwnOr(Permission),
    /// Everybody for what is their own, and nobody else: the handler looks.
    Own,
}

impl Access {
    /// Whether somebody of that role is let in to what is not their own.
    pub const fn granted_to(self, role: Role) -> bool {
        match self {
            Self::Public | Self::SignedIn => true,
            Self::Needs(permission) | Self::OwnOr(permission) => permission.granted_to(role),
            Self::Own => false,
        }
    }

    /// In words, for the documentation.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Public => "everybody",
            Self::SignedIn => "whoever is signed in",
            Self::Needs(permission) | Self::OwnOr(permission) => permission.name(),
            Self::Own => "whoever's it is",
        }
    }
}
