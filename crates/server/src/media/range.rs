//! Which bytes of a file a request wants: `Range`, RFC 9110 §14.

/// The bytes to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Selection {
    /// All of them.
    Whole,
    /// From `first` to `last`, both included.
    Part {
        /// Counted from zero.
        first: u64,
        /// Counted from zero, below the size.
        last: u64,
    },
    /// None: the file has nothing there.
    Unsatisfiable,
}

/// What the value of a `Range` header selects of a file of `size_bytes`. A unit we do not know, more
/// than one range, or a malformed one means the whole file: a server may always ignore the header.
pub(super) fn select(header: &str, size_bytes: u64) -> Selection {
    let Some((unit, ranges)) = header.split_once('=') else { return Selection::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") || ranges.contains(',') {
        return Selection::Whole;
    }
    let Some((first, last)) = ranges.trim().split_once('-') else { return Selection::Whole };
    match (position(first), position(last)) {
        // The last so many bytes.
        (Position::Absent, Position::At(0)) => Selection::Unsatisfiable,
        (Position::Absent, Position::At(count)) if size_bytes > 0 => {
            Selection::Part { first: size_bytes.saturating_sub(count), last: size_bytes - 1 }
        }
        (Position::Absent, Position::At(_)) => Selection::Unsatisfiable,
        (Position::At(first), Position::At(last)) if last < first => Selection::Whole,
        (Position::At(first), Position::At(_) | Position::Absent) if first >= size_bytes => {
            Selection::Unsatisfiable
        }
        (Position::At(first), Position::Absent) => Selection::Part { first, last: size_bytes - 1 },
        (Position::At(first), Position::At(last)) => {
            Selection::Part { first, last: last.min(size_bytes - 1) }
        }
        _ => Selection::Whole,
    }
}

enum Position {
    Absent,
    At(u64),
    Malformed,
}

fn position(text: &str) -> Position {
    match text {
        "" => Position::Absent,
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            // More digits than fit are beyond any file.
            Position::At(digits.parse().unwrap_or(u64::MAX))
        }
        _ => Position::Malformed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        let part = |first, last| Selection::Part { first, last };
        let cases = [
            ("bytes=0-0", 10, part(0, 0)),
            ("bytes=0-9", 10, part(0, 9)),
            ("bytes=2-5", 10, part(2, 5)),
            ("BYTES=2-5", 10, part(2, 5)),
            ("bytes= 2-5", 10, part(2, 5)),
            ("bytes=5-", 10, part(5, 9)),
            ("bytes=9-100", 10, part(9, 9)),
            ("bytes=0-99999999999999999999999", 10, part(0, 9)),
            ("bytes=-1", 10, part(9, 9)),
            ("bytes=-10", 10, part(0, 9)),
            ("bytes=-11", 10, part(0, 9)),
            ("bytes=10-", 10, Selection::Unsatisfiable),
            ("bytes=10-20", 10, Selection::Unsatisfiable),
            ("bytes=-0", 10, Selection::Unsatisfiable),
            ("bytes=0-", 0, Selection::Unsatisfiable),
            ("bytes=-5", 0, Selection::Unsatisfiable),
            ("bytes=5-2", 10, Selection::Whole),
            ("bytes=0-1,3-4", 10, Selection::Whole),
            ("bytes=-", 10, Selection::Whole),
            ("bytes=a-b", 10, Selection::Whole),
            ("bytes=+1-2", 10, Selection::Whole),
            ("bytes=1", 10, Selection::Whole),
            ("lines=0-1", 10, Selection::Whole),
            ("bytes", 10, Selection::Whole),
            ("", 10, Selection::Whole),
        ];
        for (header, size_bytes, selection) in cases {
            assert_eq!(select(header, size_bytes), selection, "{header:?} of {size_bytes}");
        }
    }
}
