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
