//! Forms as Stripe's clients send them (`a[b][0]=c`), read into JSON. Values stay texts.

use serde_json::{Map, Value};

/// The pairs of a body or a query, decoded, in order.
pub(super) fn pairs(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// The same as one object; lists are lists.
pub(super) fn read(text: &str) -> Value {
    let mut whole = Value::Object(Map::new());
    for (name, value) in pairs(text) {
        let path: Vec<&str> = name.split('[').map(|part| part.trim_end_matches(']')).collect();
        put(&mut whole, &path, value);
    }
    lists(whole)
}

fn put(at: &mut Value, path: &[&str], value: String) {
    let Some(fields) = at.as_object_mut() else { return };
    let Some((first, rest)) = path.split_first() else { return };
    // `expand[]=x` is the next of a list.
    let name = if first.is_empty() { fields.len().to_string() } else { (*first).to_owned() };
    if rest.is_empty() {
        fields.insert(name, Value::String(value));
    } else {
        put(fields.entry(name).or_insert_with(|| Value::Object(Map::new())), rest, value);
    }
}

fn lists(value: Value) -> Value {
    let Value::Object(fields) = value else { return value };
    let counted =
        !fields.is_empty() && (0..fields.len()).all(|index| fields.contains_key(&index.to_string()));
    if counted {
        let mut fields = fields;
        return (0..fields.len()).filter_map(|index| fields.remove(&index.to_string()).map(lists)).collect();
    }
    Value::Object(fields.into_iter().map(|(name, value)| (name, lists(value))).collect())
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match (first, code.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            (b'+', _) => {
                bytes.push(b' ');
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_official_client_writes_is_read() {
        let text =
            "mode=payment&line_items[0][price]=p%201&line_items[0][quantity]=2&metadata[a]=&expand[]=x";
        let expected = json!({"mode": "payment", "line_items": [{"price": "p 1", "quantity": "2"}],
            "metadata": {"a": ""}, "expand": ["x"]});
        assert_eq!(read(text), expected);
    }
}
