//! Records as a file, read a bit at a time while it is written: no transaction is held while somebody is
//! slow to take what was read.

use std::io;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream::try_unfold;
use projections::ReadError;
use serde::Serialize;

/// In which form a file comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// A table, for spreadsheets.
    Csv,
    /// A JSON object a line, as lists show it.
    Ndjson,
}

impl Format {
    pub(super) const ALL: [Self; 2] = [Self::Csv, Self::Ndjson];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Ndjson => "application/x-ndjson",
        }
    }
}

/// Where a file's lines come from.
pub(super) trait Lines: Send + 'static {
    /// Its name, without what says its form.
    const NAME: &'static str;
    /// Above the columns of a table.
    const COLUMNS: &'static [&'static str];
    /// One of them.
    type Line: Serialize + Send;

    /// The columns of a line.
    fn cells(line: &Self::Line) -> Result<Vec<String>, serde_json::Error>;

    /// The lines behind those before, in a short read of their own; none at the end.
    fn next(&mut self) -> impl Future<Output = Result<Option<Vec<Self::Line>>, ReadError>> + Send;
}

/// The reply that is such a file. Where a read fails it breaks off, so that nobody takes it for whole.
pub(super) fn file<L: Lines>(format: Format, lines: L) -> Response {
    let chunks = try_unfold((lines, format, true), async |(mut lines, format, first)| {
        let next = lines.next().await.map_err(|error| {
            tracing::warn!(%error, name = L::NAME, "a file is cut off");
            io::Error::other(error)
        })?;
        let Some(next) = next else { return Ok::<_, io::Error>(None) };
        let is_headed = first && format == Format::Csv;
        let mut text = if is_headed { L::COLUMNS.join(",") + "\r\n" } else { String::new() };
        for line in &next {
            text.push_str(&written::<L>(format, line)?);
        }
        Ok(Some((Bytes::from(text), (lines, format, false))))
    });
    let mut response = Body::from_stream(chunks).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    let named = format!("attachment; filename=\"{}.{}\"", L::NAME, format.name());
    if let Ok(named) = HeaderValue::from_str(&named) {
        headers.insert(header::CONTENT_DISPOSITION, named);
    }
    response
}

fn written<L: Lines>(format: Format, line: &L::Line) -> Result<String, serde_json::Error> {
    Ok(match format {
        Format::Csv => {
            let cells: Vec<String> = L::cells(line)?.iter().map(|cell| quoted(cell)).collect();
            cells.join(",") + "\r\n"
        }
        Format::Ndjson => serde_json::to_string(line)? + "\n",
    })
}

/// A cell as RFC 4180 has it. What a spreadsheet would take for a formula is made text.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_stays_one_cell_and_no_formula() {
        for (cell, expected) in [
            ("OrderPlaced", "OrderPlaced"),
            ("", ""),
            (r#"{"a":1,"b":2}"#, r#""{""a"":1,""b"":2}""#),
            ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
            ("@sum,1", "\"'@sum,1\""),
            ("two\nlines", "\"two\nlines\""),
        ] {
            assert_eq!(quoted(cell), expected);
        }
    }
}
