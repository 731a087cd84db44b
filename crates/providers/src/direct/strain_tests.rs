//! What stays of an answer and what becomes files, in whatever pieces it comes.

use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

#[derive(Default)]
struct Memory(Vec<Vec<u8>>);

impl Sink for Memory {
    fn begin(&mut self) -> io::Result<()> {
        self.0.push(Vec::new());
        Ok(())
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.last_mut().unwrap().extend_from_slice(bytes);
        Ok(())
    }
}

const FIELDS: Fields = Fields { files: &["b64_json", "data"], dropped: &["thoughtSignature"] };

fn strain(text: &[u8], piece: usize) -> Result<(Value, Vec<Vec<u8>>), Clogged> {
    let mut strainer = Strainer::new(FIELDS, Memory::default());
    for piece in text.chunks(piece.max(1)) {
        strainer.push(piece)?;
    }
    let (value, memory) = strainer.finish();
    Ok((value, memory.0))
}

#[test]
fn files_leave_and_everything_else_stays() {
    let file: Vec<u8> = (0..200_000_u32).map(|index| (index * 7 % 251) as u8).collect();
    let text = json!({
        "data": [{"b64_json": BASE64_STANDARD.encode(&file), "revised": "say \"data\": \"AAAA\" \\"}],
        "thoughtSignature": "x\"y".repeat(1_000), "usage": {"b64_json": 7}, "list": ["b64_json", "AAAA"],
    });
    for piece in [1, 7, 4_096, 1_000_000] {
        let (value, files) = strain(text.to_string().as_bytes(), piece).unwrap();
        assert_eq!(files, std::slice::from_ref(&file));
        let mut expected = text.clone();
        expected["data"][0]["b64_json"] = json!({"file": 0});
        expected["thoughtSignature"] = "".into();
        assert_eq!(value, expected, "in pieces of {piece}");
    }
}

#[test]
fn padding_slashes_and_lines_are_as_vendors_write_them() {
    for (text, file) in [
        (r#"{"data":"/+8="}"#, Some(&[0xff, 0xef][..])),
        (r#"{"data":"\/+8"}"#, Some(&[0xff, 0xef])),
        (r#"{"data" : "AAAA\r\nAAAA"}"#, Some(&[0; 6])),
        (r#"{"data":""}"#, Some(&[])),
        (r#"{"data":"<!doctype html>"}"#, None),
        (r#"{"data":"AA\u0041A"}"#, None),
        (r#"{"data":"A"}"#, None),
    ] {
        let (value, files) = strain(text.as_bytes(), 3).unwrap();
        match file {
            Some(file) => {
                assert_eq!((&value["data"], files[0].as_slice()), (&json!({"file": 0}), file), "{text}");
            }
            None => assert_eq!(value, json!({"data": null}), "{text}"),
        }
    }
}

#[test]
fn a_list_may_hold_files_too() {
    let text =
        br#"{"data": ["AAAA", "AQ=="], "words": ["data", "x"], "more": {"data": [{"name": "AAAA"}, []]}}"#;
    for piece in [1, 7, 200] {
        let (value, files) = strain(text, piece).unwrap();
        let expected = json!({"data": [{"file": 0}, {"file": 1}], "words": ["data", "x"],
            "more": {"data": [{"name": "AAAA"}, []]}});
        assert_eq!((value, files), (expected, vec![vec![0, 0, 0], vec![1]]));
    }
}

#[test]
fn what_is_no_json_is_null_and_what_is_too_much_ends() {
    assert_eq!(strain(b"<html>", 2).unwrap().0, Value::Null);
    assert_eq!(strain(br#"{"data":"AAAA"#, 2).unwrap().0, Value::Null);
    let many = format!("[{}]", vec![r#"{"data":"AAAA"}"#; FILES_MAX + 1].join(","));
    assert!(matches!(strain(many.as_bytes(), 100), Err(Clogged::TooLarge)));
    let long = format!("[\"{}", "x".repeat(KEPT_BYTES_MAX + 1));
    assert!(matches!(strain(long.as_bytes(), 65_536), Err(Clogged::TooLarge)));
}

proptest! {
    #[test]
    fn any_file_in_any_pieces(file in prop::collection::vec(any::<u8>(), 0..300), words in ".{0,40}", piece in 1_usize..50) {
        for encoded in [BASE64_STANDARD.encode(&file), BASE64_STANDARD_NO_PAD.encode(&file)] {
            let text = json!({"before": words, "b64_json": encoded, "after": [words]}).to_string();
            let (value, files) = strain(text.as_bytes(), piece).expect("a small answer");
            prop_assert_eq!(&files, std::slice::from_ref(&file));
            prop_assert_eq!(value, json!({"before": words, "b64_json": {"file": 0}, "after": [words]}));
        }
    }

    /// Without a field that holds a file, straining changes nothing.
    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "[\\[\\]{}:,\"\\\\a-z0-9 ]{0,60}", piece in 1_usize..20) {
        for answer in [bytes.as_slice(), text.as_bytes()] {
            let (value, files) = strain(answer, piece).expect("a small answer");
            if files.is_empty() {
                prop_assert_eq!(value, serde_json::from_slice(answer).unwrap_or(Value::Null));
            }
        }
    }
}
