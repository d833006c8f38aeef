//! Where a page ended, as a text that clients hand back unread: how the list is sorted, and the last
//! row's place in it.

use infra::hex::{hex, unhex};
use projections::list::{Paging, Place, Sort};

/// How a list is sorted, as a query says it.
pub(crate) fn sort_text(sort: &Sort, descending: bool) -> String {
    format!("{}{}", if descending { "-" } else { "" }, sort.name)
}

/// The text for a place in a list.
pub(crate) fn written(paging: &Paging, place: &Place) -> String {
    let sort = sort_text(paging.sort, paging.descending);
    hex(format!("{sort} {} {}", place.id, place.text()).as_bytes())
}

/// The place that a text stands for, in a list that is sorted so.
pub(crate) fn read(text: &str, sort: &Sort, descending: bool) -> Result<Place, String> {
    let unreadable = || "must be meta.next of the page before".to_owned();
    let plain = unhex(text).and_then(|bytes| String::from_utf8(bytes).ok());
    let plain = plain.ok_or_else(unreadable)?;
    let mut parts = plain.splitn(3, ' ');
    let (Some(sorted), Some(id), Some(value)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(unreadable());
    };
    if sorted != sort_text(sort, descending) {
        return Err(format!("is of a list with sort={sorted}"));
    }
    let id = id.parse().map_err(|_| unreadable())?;
    let value = sort.kind.parse(value).ok_or_else(unreadable)?;
    Ok(Place { value, id })
}

#[cfg(test)]
mod tests {
    use projections::list::{Kind, Value};
    use projections::orders::{BY_AGE, BY_NUMBER, BY_TOTAL};

    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written_and_by_no_other_list() {
        let instant = Kind::Instant.parse("2026-11-23 03:00:00.123456").unwrap();
        for (sort, value) in [
            (&BY_AGE, instant),
            (&BY_TOTAL, Value::Number(75_000)),
            (&BY_NUMBER, Value::Text("CW-2026-00001".to_owned())),
        ] {
            let place = Place { value, id: 7 };
            let text = written(&Paging::first(20, sort, true), &place);
            assert_eq!(read(&text, sort, true), Ok(place));
            let other = read(&text, sort, false).unwrap_err();
            assert_eq!(other, format!("is of a list with sort=-{}", sort.name));
        }
        for bad in ["", "x", "00", "2d", &hex(b"-createdAt 7 kemarin"), &hex(b"-createdAt x 1")] {
            assert!(read(bad, &BY_AGE, true).is_err(), "{bad}");
        }
    }
}
