//! A challenge, and the approval that answers it.

use chrono::{DateTime, Duration, Utc};
use domain::approval::Needed;
use domain::user::Role;
use domain::values::{Money, UserId};
use infra::hex::{hex, unhex};
use infra::keyed_hash::KeyedHash;

use super::ApprovalError;

/// How long a challenge is good for, and the approval that answers it, from when the challenge was
/// put.
pub const GOOD_FOR: Duration = Duration::minutes(10);

const CHALLENGE: &str = "approval challenge";
const APPROVAL: &str = "approval";

/// A command as it was asked for, to the letter, as a keyed hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked([u8; 32]);

impl Asked {
    /// What that caller says there: `said` is the body in the one form in which bodies are compared.
    pub fn of(hash: &KeyedHash, caller: UserId, method: &str, path: &str, said: &[u8]) -> Self {
        let caller = caller.get().to_be_bytes();
        Self(hash.of("asked for", &[&caller, method.as_bytes(), path.as_bytes(), said]))
    }
}

/// What a challenge and the approval that answers it have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Terms {
    caller: UserId,
    asked: Asked,
    needed: Needed,
    /// Seconds since 1970.
    until: i64,
    /// Makes it different from every other; used up with the approval.
    id: [u8; 16],
}

impl Terms {
    /// Such as `3.manager.60000.1795403400.0f…9a.7c…e1`.
    fn text(&self) -> String {
        let Self { caller, asked, needed: Needed { role, amount }, until, id } = self;
        let (role, amount) = (role.name(), amount.get());
        format!("{caller}.{role}.{amount}.{until}.{}.{}", hex(id), hex(&asked.0))
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let mut next = || parts.next();
        let terms = Self {
            caller: UserId::new(next()?.parse().ok()?).ok()?,
            needed: Needed {
                role: Role::named(next()?)?,
                amount: Money::rupiah(next()?.parse().ok()?),
            },
            until: next()?.parse().ok()?,
            id: unhex(next()?)?.try_into().ok()?,
            asked: Asked(unhex(next()?)?.try_into().ok()?),
        };
        next().is_none().then_some(terms)
    }

    fn in_time(&self, at: DateTime<Utc>) -> Result<(), ApprovalError> {
        if at.timestamp() < self.until { Ok(()) } else { Err(ApprovalError::Expired) }
    }
}

/// A text under the shop's secret: nobody else can write one, for that purpose.
fn sealed(hash: &KeyedHash, purpose: &str, text: &str) -> String {
    format!("{text}.{}", hex(&hash.of(purpose, &[text.as_bytes()])))
}

/// The text within, if the shop wrote it for that purpose.
fn opened<'a>(hash: &KeyedHash, purpose: &str, sealed: &'a str) -> Option<&'a str> {
    let (text, seal) = sealed.trim().rsplit_once('.')?;
    hash.is(purpose, &[text.as_bytes()], &unhex(seal)?).then_some(text)
}

/// What somebody else has to answer before a command goes through: bound to this command of this
/// caller, and to what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge(Terms);

impl Challenge {
    /// Puts a challenge, good from `at` on. `id` must be random.
    pub fn put(
        caller: UserId,
        asked: Asked,
        needed: Needed,
        at: DateTime<Utc>,
        id: [u8; 16],
    ) -> Self {
        Self(Terms { caller, asked, needed, until: (at + GOOD_FOR).timestamp(), id })
    }

    /// As it is sent.
    pub fn written(&self, hash: &KeyedHash) -> String {
        sealed(hash, CHALLENGE, &self.0.text())
    }

    /// Reads a challenge that was sent back at `at`.
    ///
    /// # Errors
    /// [`ApprovalError::Forged`], [`ApprovalError::Expired`].
    pub fn read(hash: &KeyedHash, text: &str, at: DateTime<Utc>) -> Result<Self, ApprovalError> {
        let terms = opened(hash, CHALLENGE, text).and_then(Terms::parse);
        let terms = terms.ok_or(ApprovalError::Forged)?;
        terms.in_time(at)?;
        Ok(Self(terms))
    }

    /// Whose command it is.
    pub const fn caller(&self) -> UserId {
        self.0.caller
    }

    /// What it takes.
    pub const fn needed(&self) -> Needed {
        self.0.needed
    }

    /// Until when it can be answered, and the approval used.
    pub fn good_until(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0.until, 0).unwrap_or_default()
    }

    /// Answered by that login, whose right to it was checked.
    pub(super) const fn answered(&self, by: UserId) -> Approval {
        Approval { terms: self.0, by }
    }
}

/// A challenge that somebody answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    terms: Terms,
    by: UserId,
}

impl Approval {
    /// As it is sent.
    pub fn written(&self, hash: &KeyedHash) -> String {
        sealed(hash, APPROVAL, &format!("{}.{}", self.terms.text(), self.by))
    }

    /// Reads an approval that is shown at `at` with what `caller` asks for.
    ///
    /// # Errors
    /// [`ApprovalError::Forged`], [`ApprovalError::Expired`], [`ApprovalError::Elsewhere`].
    pub(super) fn read(
        hash: &KeyedHash,
        text: &str,
        (caller, asked): (UserId, Asked),
        at: DateTime<Utc>,
    ) -> Result<Self, ApprovalError> {
        let text = opened(hash, APPROVAL, text).and_then(|text| text.rsplit_once('.'));
        let parsed = text.and_then(|(terms, by)| {
            let by = UserId::new(by.parse().ok()?).ok()?;
            Some(Self { terms: Terms::parse(terms)?, by })
        });
        let approval = parsed.ok_or(ApprovalError::Forged)?;
        if (approval.terms.caller, approval.terms.asked) != (caller, asked) {
            return Err(ApprovalError::Elsewhere);
        }
        approval.terms.in_time(at)?;
        if approval.by == caller {
            return Err(ApprovalError::Own);
        }
        Ok(approval)
    }

    /// Who gave it.
    pub const fn by(&self) -> UserId {
        self.by
    }

    /// What it lets through.
    pub const fn needed(&self) -> Needed {
        self.terms.needed
    }

    /// What is used up with it.
    pub(super) fn id(&self) -> String {
        hex(&self.terms.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KASIR: i64 = 3;
    const MANAJER: i64 = 2;

    fn shop() -> KeyedHash {
        KeyedHash::new("secret")
    }

    fn user(id: i64) -> UserId {
        UserId::new(id).unwrap()
    }

    fn at(minutes: i64) -> DateTime<Utc> {
        "2026-11-23T03:00:00Z".parse::<DateTime<Utc>>().unwrap() + Duration::minutes(minutes)
    }

    fn asked(caller: i64, method: &str, path: &str, said: &str) -> Asked {
        Asked::of(&shop(), user(caller), method, path, said.as_bytes())
    }

    fn discount() -> Asked {
        asked(KASIR, "PATCH", "/orders/7/price", r#"{"finalPrice":1}"#)
    }

    fn challenge() -> Challenge {
        let needed = Needed { role: Role::Manager, amount: Money::rupiah(60_000) };
        Challenge::put(user(KASIR), discount(), needed, at(0), [7; 16])
    }

    fn shown(
        text: &str,
        by: i64,
        asked: Asked,
        at: DateTime<Utc>,
    ) -> Result<Approval, ApprovalError> {
        Approval::read(&shop(), text, (user(by), asked), at)
    }

    #[test]
    fn what_is_written_is_read_back_until_it_expires() {
        let text = challenge().written(&shop());
        assert_eq!(Challenge::read(&shop(), &text, at(9)), Ok(challenge()));
        assert_eq!(Challenge::read(&shop(), &text, at(10)), Err(ApprovalError::Expired));
        let approval = challenge().answered(user(MANAJER));
        let text = approval.written(&shop());
        assert_eq!(shown(&text, KASIR, discount(), at(9)), Ok(approval));
        assert_eq!(shown(&text, KASIR, discount(), at(10)), Err(ApprovalError::Expired));
    }

    #[test]
    fn an_approval_is_for_one_command_of_one_caller() {
        let text = challenge().answered(user(MANAJER)).written(&shop());
        let body = r#"{"finalPrice":1}"#;
        for (caller, other) in [
            (KASIR, asked(KASIR, "PATCH", "/orders/8/price", body)),
            (KASIR, asked(KASIR, "POST", "/orders/7/price", body)),
            (KASIR, asked(KASIR, "PATCH", "/orders/7/price", r#"{"finalPrice":2}"#)),
            (KASIR, asked(5, "PATCH", "/orders/7/price", body)),
            (5, discount()),
            (5, asked(5, "PATCH", "/orders/7/price", body)),
        ] {
            let refused = shown(&text, caller, other, at(1));
            assert_eq!(refused, Err(ApprovalError::Elsewhere));
        }
        // Where the path ends and the body begins counts.
        let (one, two) = (asked(KASIR, "PATCH", "/a", "b"), asked(KASIR, "PATCH", "/ab", ""));
        assert_ne!(one, two);
    }

    #[test]
    fn nobody_writes_one_themselves() {
        let (challenge_text, approval) =
            (challenge().written(&shop()), challenge().answered(user(MANAJER)).written(&shop()));
        let of_another_shop = challenge().answered(user(MANAJER)).written(&KeyedHash::new("other"));
        let terms = challenge_text.rsplit_once('.').unwrap().0;
        let resealed = format!("{terms}.{MANAJER}.{}", challenge_text.rsplit_once('.').unwrap().1);
        for bad in ["", ".", "a.b", &challenge_text, &of_another_shop, &resealed] {
            assert_eq!(shown(bad, KASIR, discount(), at(1)), Err(ApprovalError::Forged), "{bad}");
        }
        assert_eq!(Challenge::read(&shop(), &approval, at(1)), Err(ApprovalError::Forged));
        let own = challenge().answered(user(KASIR)).written(&shop());
        assert_eq!(shown(&own, KASIR, discount(), at(1)), Err(ApprovalError::Own));
    }

    #[test]
    fn no_letter_of_one_can_be_changed() {
        let texts =
            [challenge().written(&shop()), challenge().answered(user(MANAJER)).written(&shop())];
        for (place, _) in texts[1].char_indices() {
            for other in ['0', '1', 'a', '.'] {
                for text in &texts {
                    let Some(now) = text.get(place..=place) else { continue };
                    if now == other.to_string() {
                        continue;
                    }
                    let mut changed = text.clone();
                    changed.replace_range(place..=place, &other.to_string());
                    assert!(Challenge::read(&shop(), &changed, at(1)).is_err(), "{changed}");
                    assert!(shown(&changed, KASIR, discount(), at(1)).is_err(), "{changed}");
                }
            }
        }
    }
}
