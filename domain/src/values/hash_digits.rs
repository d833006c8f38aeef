//! How hashes are written.

use super::ValueError;

/// A hash of 32 bytes as it is written: 64 hexadecimal digits.
///
/// # Errors
/// [`ValueError::Format`] for anything that is no such hash.
pub(crate) fn hash_digits(text: &str) -> Result<String, ValueError> {
    let digits = |text: &str| text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if text.len() == 64 && digits(text) {
        Ok(text.to_owned())
    } else {
        Err(ValueError::Format("must be 64 hexadecimal digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_has_64_digits_in_lower_case() {
        let right = "0123456789abcdef".repeat(4);
        assert_eq!(hash_digits(&right), Ok(right.clone()));
        for wrong in ["", &right[1..], &format!("{right}0"), &right.to_uppercase()] {
            assert!(hash_digits(wrong).is_err(), "{wrong}");
        }
    }
}
