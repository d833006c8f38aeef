//! What is kept beside the log of a login whose owner is forgotten: none of it is left.

use domain::values::{Subject, UserId};

/// The statements that delete it, in the transaction of the erasure; none for who is no login. Passwords
/// go first, as whoever signs in takes hold of them first.
pub(crate) fn forget_login(subject: Subject) -> Vec<String> {
    let user = match subject {
        Subject::User(user) => UserId::get(user),
        Subject::Customer(_) | Subject::WalkIn(_) | Subject::Employee(_) => return Vec::new(),
    };
    vec![
        format!("DELETE FROM credentials WHERE user_id = {user}"),
        format!("DELETE FROM password_history WHERE user_id = {user}"),
        format!("DELETE FROM password_resets WHERE user_id = {user}"),
        format!(
            "DELETE t FROM refresh_tokens AS t JOIN sessions AS s ON s.session_id = t.session_id \
             WHERE s.user_id = {user}"
        ),
        format!("DELETE FROM sessions WHERE user_id = {user}"),
    ]
}
