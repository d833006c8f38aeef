//! How a customer allowed us to contact them.

use serde::{Deserialize, Serialize};

/// By which channels a customer may be sent something. Nobody is, before they said so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactConsent {
    /// Text messages.
    pub sms: bool,
    /// `WhatsApp`.
    pub whatsapp: bool,
    /// Letters by e-mail.
    pub email: bool,
}

impl ContactConsent {
    /// What both allow.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            sms: self.sms && other.sms,
            whatsapp: self.whatsapp && other.whatsapp,
            email: self.email && other.email,
        }
    }
}

/// What changes of a consent; what is none stays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ConsentEdits {
    /// Text messages.
    pub sms: Option<bool>,
    /// `WhatsApp`.
    pub whatsapp: Option<bool>,
    /// Letters by e-mail.
    pub email: Option<bool>,
}

impl ConsentEdits {
    /// The consent after the change.
    #[must_use]
    pub fn of(self, before: ContactConsent) -> ContactConsent {
        ContactConsent {
            sms: self.sms.unwrap_or(before.sms),
            whatsapp: self.whatsapp.unwrap_or(before.whatsapp),
            email: self.email.unwrap_or(before.email),
        }
    }
}
