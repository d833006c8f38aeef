//! Who was forgotten is forgotten in rows, too, whatever projection keeps them: values about a person stand
//! there as `Personal` writes them, so no projection has to do anything about it. Columns of another form
//! (names to sort by) are their projection's, which hears of it by the event.

use std::collections::BTreeSet;

use domain::values::Subject;
use infra::personal::erase;
use infra::read_db::Tables;
use sqlx::{MySqlConnection, Row};

/// People that are looked for in one statement.
const AT_ONCE: usize = 50;

/// Leaves tombstones in the rows of a projection where they say something about these people.
pub(super) async fn forget(
    connection: &mut MySqlConnection,
    tables: &Tables,
    people: &BTreeSet<Subject>,
) -> Result<(), sqlx::Error> {
    let people: Vec<Subject> = people.iter().copied().collect();
    for table in tables.rows() {
        let Columns { keys, texts } = columns(connection, table).await?;
        for text in &texts {
            for person in people.iter().filter(|person| works_here(**person)) {
                everywhere(connection, table, text, *person).await?;
            }
            for some in people.chunks(AT_ONCE) {
                in_column(connection, table, &keys, text, some).await?;
            }
        }
    }
    Ok(())
}

/// Whoever works here stands in as many rows as there are, and only by texts: those are better not read
/// one by one.
const fn works_here(person: Subject) -> bool {
    match person {
        Subject::Employee(_) | Subject::User(_) => true,
        Subject::Customer(_) | Subject::WalkIn(_) => false,
    }
}

/// Leaves tombstones in place of every text about somebody, on the server. A text ends at the first quote
/// that has no backslash before it.
async fn everywhere(
    connection: &mut MySqlConnection,
    table: &str,
    text: &str,
    person: Subject,
) -> Result<(), sqlx::Error> {
    let said = format!(r#"\{{"subject":"{person}","plain":"[^"\\]*+(?:\\.[^"\\]*+)*+"\}}"#);
    let sql = format!(
        "UPDATE {table} SET {text} = REGEXP_REPLACE({text}, ?, ?) WHERE LOCATE(?, {text}) > 0"
    );
    sqlx::query(&sql)
        .bind(said)
        .bind(format!(r#"{{"subject":"{person}","erased":true}}"#))
        .bind(spoken_of(person))
        .execute(connection)
        .await?;
    Ok(())
}

/// What a text begins with that says something about somebody.
fn spoken_of(person: Subject) -> String {
    format!(r#"{{"subject":"{person}","plain":"#)
}

struct Columns {
    keys: Vec<String>,
    /// Those that hold JSON.
    texts: Vec<String>,
}

async fn columns(connection: &mut MySqlConnection, table: &str) -> Result<Columns, sqlx::Error> {
    let sql = "SELECT column_name, data_type = 'longtext', column_key = 'PRI'
               FROM information_schema.columns
               WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position";
    let mut found = Columns { keys: Vec::new(), texts: Vec::new() };
    for row in sqlx::query(sql).bind(table).fetch_all(connection).await? {
        let (name, is_text, is_key): (String, i64, i64) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        if is_key != 0 {
            found.keys.push(name);
        } else if is_text != 0 {
            found.texts.push(name);
        }
    }
    Ok(found)
}

async fn in_column(
    connection: &mut MySqlConnection,
    table: &str,
    keys: &[String],
    text: &str,
    people: &[Subject],
) -> Result<(), sqlx::Error> {
    let shown: Vec<String> = keys.iter().map(|key| format!("CAST({key} AS CHAR)")).collect();
    let any = vec![format!("LOCATE(?, {text}) > 0"); people.len()].join(" OR ");
    let sql = format!("SELECT CAST({text} AS CHAR), {} FROM {table} WHERE {any}", shown.join(", "));
    let query = people.iter().fold(sqlx::query(&sql), |query, one| query.bind(spoken_of(*one)));
    let rows = query.fetch_all(&mut *connection).await?;
    let which: Vec<String> = keys.iter().map(|key| format!("{key} = ?")).collect();
    let sql = format!("UPDATE {table} SET {text} = ? WHERE {}", which.join(" AND "));
    for row in rows {
        let mut json: String = row.try_get(0)?;
        for subject in people {
            if let Some(erased) = erase(&json, *subject) {
                json = erased;
            }
        }
        let mut query = sqlx::query(&sql).bind(json);
        for key in 0..keys.len() {
            query = query.bind(row.try_get::<String, _>(key + 1)?);
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}
