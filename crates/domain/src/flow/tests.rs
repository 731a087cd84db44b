//! Every mistake by its place and code, and that nothing anybody writes makes the checker fall over.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;
use crate::generation::request::FieldError;

/// A few tools with a few parameters, as the real ones are.
struct Tools;

impl Toolbox for Tools {
    fn takes(&self, kind: StepKind, parameter: &str) -> bool {
        match kind {
            StepKind::Operation(Operation::TextToImage) => matches!(parameter, "prompt" | "seed"),
            StepKind::Operation(Operation::ImageToVideo) => {
                matches!(parameter, "prompt" | "duration_seconds")
            }
            StepKind::Operation(Operation::Voiceover) => parameter == "text",
            StepKind::Operation(Operation::Lipsync) => parameter == "text",
            StepKind::Operation(_) => false,
        }
    }

    fn required(&self, kind: StepKind) -> Vec<&'static str> {
        match kind {
            StepKind::Operation(Operation::TextToImage) => vec!["prompt"],
            StepKind::Operation(Operation::Voiceover) => vec!["text"],
            StepKind::Operation(_) => Vec::new(),
        }
    }

    fn check(&self, _: StepKind, parameter: &str, value: &Value) -> Result<(), String> {
        let fits = match parameter {
            "duration_seconds" => value.as_i64().is_some_and(|seconds| (1..=15).contains(&seconds)),
            "seed" => value.as_i64().is_some_and(|seed| seed >= 0),
            _ => value.as_str().is_some_and(|text| !text.trim().is_empty() && text.len() <= 1_000),
        };
        if fits { Ok(()) } else { Err(format!("expected a good {parameter}")) }
    }

    fn inputs(&self, kind: StepKind) -> InputRule {
        let rule = |kinds: &[MediaType], count, audio| InputRule { kinds: kinds.to_vec(), count, audio };
        match kind {
            StepKind::Operation(Operation::ImageToVideo | Operation::Upscale) => {
                rule(&[MediaType::Image], 1..=1, false)
            }
            StepKind::Operation(Operation::Lipsync) => {
                rule(&[MediaType::Image, MediaType::Video], 1..=1, true)
            }
            StepKind::Operation(_) => rule(&[], 0..=0, false),
        }
    }

    fn instead_of_second_file(&self, kind: StepKind) -> Option<(&'static str, &'static str)> {
        (kind == StepKind::Operation(Operation::Lipsync)).then_some(("text", "Give a text or a sound."))
    }

    fn runs(&self, kind: StepKind) -> bool {
        kind != StepKind::Operation(Operation::Lipsync)
    }

    fn schema_mistakes(&self, schema: &Value) -> Vec<(String, String)> {
        let bad = schema.pointer("/properties/bad").is_some();
        if bad { vec![("/properties/bad/type".into(), "It is no type.".into())] } else { Vec::new() }
    }
}

fn teaser() -> Value {
    json!({
        "id": "product-teaser",
        "name": "Product teaser",
        "minimum_plan": "studio",
        "input": {
            "type": "object",
            "required": ["subject", "seconds"],
            "properties": {
                "subject": {"type": "string", "maxLength": 200},
                "seconds": {"type": "integer", "minimum": 1, "maximum": 10, "default": 5},
                "photo": {"type": "string", "format": "asset", "contentMediaType": "image/*"},
                "mood": {"$ref": "#/$defs/mood"},
            },
            "$defs": {"mood": {"enum": ["calm", "wild"], "default": "calm"}},
        },
        "steps": [
            {"id": "clip", "operation": "image_to_video", "inputs": ["steps.picture"],
             "parameters": {"prompt": "the {{ input.subject }} turns", "duration_seconds": "{{ input.seconds }}"}},
            {"id": "picture", "operation": "text_to_image",
             "parameters": {"prompt": "{{ input.subject }}, {{input.mood}}"}},
            {"id": "voice", "operation": "voiceover", "parameters": {"text": "Meet {{ input.subject }}."}},
        ],
    })
}

fn changed(pointer: &str, value: Value) -> Value {
    let mut document = teaser();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
        parent => parent[key] = value,
    }
    document
}

fn mistakes(document: &Value) -> Vec<(String, &'static str)> {
    named(read(document, &Tools).unwrap_err())
}

fn named(errors: Vec<FieldError>) -> Vec<(String, &'static str)> {
    errors.into_iter().map(|error| (error.path, error.code)).collect()
}

fn one(path: &str, code: &'static str) -> Vec<(String, &'static str)> {
    vec![(path.to_owned(), code)]
}

#[test]
fn a_good_definition_is_read_whole() {
    let Read { definition, warnings } = read(&teaser(), &Tools).unwrap();
    assert_eq!(warnings, []);
    assert_eq!((definition.minimum_plan, definition.category.as_str()), (Plan::Studio, "picture"));
    let fields: Vec<_> = definition.fields.iter().map(|field| (field.name.as_str(), field.kind)).collect();
    assert_eq!(
        fields,
        [
            ("subject", FieldKind::Text),
            ("seconds", FieldKind::Number),
            ("mood", FieldKind::Choice),
            ("photo", FieldKind::File(MediaType::Image)),
        ]
    );
}

#[test]
fn a_circle_is_named() {
    let mut document = teaser();
    document["steps"] = json!([
        {"id": "a", "operation": "upscale", "inputs": ["steps.b"]},
        {"id": "b", "operation": "upscale", "inputs": ["steps.c"]},
        {"id": "c", "operation": "upscale", "inputs": ["steps.b"]},
        {"id": "d", "operation": "upscale", "inputs": ["steps.d"]},
    ]);
    let errors = read(&document, &Tools).unwrap_err();
    assert_eq!(errors[0].message, "These steps wait for each other for ever: b needs c needs b.");
    assert_eq!(errors[1].message, "These steps wait for each other for ever: d needs d.");
    assert_eq!(named(errors), [("steps[1].inputs".into(), "cycle"), ("steps[3].inputs".into(), "cycle")]);
}

#[test]
fn sources_must_be_there_and_of_the_right_kind() {
    let inputs = |value: Value| mistakes(&changed("/steps/0/inputs", value));
    assert_eq!(inputs(json!(["steps.pictur"])), one("steps[0].inputs[0]", "unknown_step"));
    assert_eq!(inputs(json!(["input.foto"])), one("steps[0].inputs[0]", "unknown_input"));
    assert_eq!(inputs(json!(["input.subject"])), one("steps[0].inputs[0]", "wrong_kind"));
    assert_eq!(inputs(json!(["steps.voice"])), one("steps[0].inputs[0]", "wrong_kind"));
    assert_eq!(inputs(json!(["picture"]))[0], ("steps[0].inputs[0]".into(), "malformed"));
    assert_eq!(inputs(json!([7]))[0], ("steps[0].inputs[0]".into(), "malformed"));
    assert_eq!(inputs(json!([])), one("steps[0].inputs", "required"));
    assert_eq!(inputs(json!(["steps.picture", "steps.picture"])), one("steps[0].inputs", "too_many"));
    assert_eq!(inputs(json!("steps.picture"))[0], ("steps[0].inputs".into(), "wrong_type"));
    let video = json!({"id": "big", "operation": "upscale", "inputs": ["steps.clip"]});
    assert_eq!(mistakes(&changed("/steps/2", video)), one("steps[2].inputs[0]", "wrong_kind"));
    let talk = json!({"id": "talk", "operation": "lipsync", "inputs": ["steps.picture"]});
    assert_eq!(mistakes(&changed("/steps/2", talk)), one("steps[2].parameters.text", "required"));
}

#[test]
fn ids_shapes_and_sizes_are_checked() {
    assert_eq!(mistakes(&changed("/steps/2/id", json!("clip"))), one("steps[2].id", "duplicate"));
    assert_eq!(mistakes(&changed("/steps/2/id", json!("My voice"))), one("steps[2].id", "malformed"));
    assert_eq!(mistakes(&changed("/id", json!("Product Teaser"))), one("id", "malformed"));
    assert_eq!(mistakes(&changed("/id", json!(""))), one("id", "required"));
    assert_eq!(mistakes(&changed("/name", json!("x".repeat(61)))), one("name", "too_long"));
    assert_eq!(mistakes(&changed("/minimum_plan", json!("gold"))), one("minimum_plan", "unknown_value"));
    assert_eq!(
        mistakes(&changed("/steps/2/operation", json!("sing"))),
        one("steps[2].operation", "unknown_value")
    );
    assert_eq!(mistakes(&changed("/steps", json!([]))), one("steps", "required"));
    let step = json!({"id": "p", "operation": "text_to_image", "parameters": {"prompt": "x"}, "when": 1});
    assert_eq!(mistakes(&changed("/steps/2", step)), one("steps[2].when", "unknown_field"));
    let step = |n: usize| json!({"id": format!("p{n}"), "operation": "text_to_image", "parameters": {"prompt": "x"}});
    let many: Vec<_> = (0..=STEPS_MAX).map(step).collect();
    assert_eq!(mistakes(&changed("/steps", json!(many))), one("steps", "too_many"));
    assert_eq!(mistakes(&changed("/description", json!("x".repeat(BYTES_MAX)))), one("", "too_big"));
    assert_eq!(mistakes(&json!([])), one("", "wrong_type"));
}

#[test]
fn parameters_and_templates_are_checked() {
    let told = |value: Value| mistakes(&changed("/steps/0/parameters", value));
    let at = |name: &str| format!("steps[0].parameters.{name}");
    assert_eq!(told(json!({"sparkle": 1})), one(&at("sparkle"), "unknown_parameter"));
    assert_eq!(told(json!({"duration_seconds": 16})), one(&at("duration_seconds"), "out_of_limits"));
    assert_eq!(told(json!({"prompt": "{{ input.colour }}"})), one(&at("prompt"), "unknown_input"));
    for text in ["{{ input.subject", "{{ subject }}", "{{ input.a.b }}", "{{ 1 + 1 }}", "{{ env.HOME }}"] {
        assert_eq!(told(json!({"prompt": text})), one(&at("prompt"), "template"), "{text}");
    }
    assert_eq!(told(json!({"prompt": "{{ input.photo }}"})), one(&at("prompt"), "wrong_kind"));
    assert_eq!(
        told(json!({"duration_seconds": "{{ input.seconds }} s"})),
        one(&at("duration_seconds"), "wrong_type")
    );
    assert_eq!(
        told(json!({"duration_seconds": "{{ input.mood }}"})),
        one(&at("duration_seconds"), "wrong_type")
    );
    assert_eq!(
        mistakes(&changed("/steps/1/parameters", json!({}))),
        one("steps[1].parameters.prompt", "required")
    );
}

#[test]
fn the_schema_is_checked_and_refers_to_nothing_outside() {
    let with = |name: &str, schema: Value| {
        let mut document = teaser();
        document["input"]["properties"][name] = schema;
        mistakes(&document)
    };
    let at = |rest: &str| format!("input.properties.{rest}");
    assert_eq!(with("bad", json!({"type": "strung"})), one(&at("bad.type"), "schema"));
    for outside in
        ["https://example.test/s.json", "other.json", "#", "#/properties/subject", "file:///etc/passwd"]
    {
        let found = with("x", json!({"$ref": outside}));
        assert_eq!(found, one(&at("x.$ref"), "outside_reference"), "{outside}");
    }
    assert_eq!(with("x", json!({"$id": "https://example.test/"})), one(&at("x.$id"), "outside_reference"));
    assert_eq!(with("x", json!({"$ref": "#/$defs/nothing"})), one(&at("x.$ref"), "unknown_reference"));
    assert_eq!(with("x y", json!({"type": "string"})), one(&at("x y"), "malformed"));
    assert_eq!(with("x", json!({"format": "asset"})), one(&at("x"), "unknown_value"));
    assert_eq!(
        mistakes(&changed("/input/required", json!(["nobody"]))),
        one("input.required[0]", "unknown_input")
    );
    assert_eq!(mistakes(&changed("/input/type", json!("array"))), one("input.type", "wrong_type"));
    assert_eq!(mistakes(&changed("/input", json!(7)))[0], ("input".into(), "wrong_type"));
    // What only looks like a reference is data.
    let mut document = teaser();
    document["input"]["properties"]["subject"]["default"] = json!({"$ref": "https://example.test/"});
    assert!(read(&document, &Tools).is_ok());
}

#[test]
fn a_schema_that_has_no_end_or_explodes_is_refused() {
    let definitions = |value: Value| mistakes(&changed("/input/$defs", value));
    let circle =
        json!({"mood": {"items": {"$ref": "#/$defs/other"}}, "other": {"not": {"$ref": "#/$defs/mood"}}});
    assert_eq!(definitions(circle), one("input.$defs.other.not.$ref", "cycle"));
    let bomb: Map<String, Value> = (0..30)
        .map(|n| {
            let next = json!({"$ref": format!("#/$defs/d{}", n + 1)});
            (format!("d{n}"), json!({"allOf": [next.clone(), next]}))
        })
        .chain([("d30".to_owned(), json!({})), ("mood".to_owned(), json!({"$ref": "#/$defs/d0"}))])
        .collect();
    assert_eq!(definitions(Value::Object(bomb)), one("input", "too_big"));
}

#[test]
fn what_is_allowed_but_will_not_work_is_a_warning() {
    let warnings = |document: &Value| named(read(document, &Tools).unwrap().warnings);
    let talk = json!({"id": "talk", "operation": "lipsync", "inputs": ["input.photo"], "parameters": {"text": "hi"}});
    assert_eq!(
        warnings(&changed("/steps/2", talk)),
        [("steps[2].inputs".into(), "may_be_refused"), ("steps[2].operation".into(), "unavailable")]
    );
    let long = json!({"type": "integer", "minimum": 1, "maximum": 30});
    assert_eq!(
        warnings(&changed("/input/properties/seconds", long)),
        [("steps[0].parameters.duration_seconds".into(), "may_be_refused")]
    );
    let list = json!({"type": "array"});
    assert_eq!(
        warnings(&changed("/input/properties/mood", list)),
        [("input.properties.mood".into(), "not_in_form")]
    );
}

#[test]
fn steps_are_filled_in_an_order_that_can_run() {
    let definition = read(&teaser(), &Tools).unwrap().definition;
    let given = json!({"subject": "red {{ input.mood }} kettle", "mood": null});
    let fields = with_defaults(&definition, given.as_object().unwrap());
    let steps = fill(&definition, &fields, &Tools).unwrap();
    let told: Vec<_> =
        steps.iter().map(|step| (step.kind.id(), Value::Object(step.parameters.clone()))).collect();
    // What a person types is words, also when it looks like a place for a field.
    assert_eq!(told[0], ("text_to_image", json!({"prompt": "red {{ input.mood }} kettle, calm"})));
    assert_eq!(
        told[1],
        ("image_to_video", json!({"prompt": "the red {{ input.mood }} kettle turns", "duration_seconds": 5}))
    );
    assert_eq!(steps[1].sources, [Source::Step(0)]);
    assert_eq!(told[2].0, "voiceover");
    assert_eq!(words(&definition, &fields), "Subject: red {{ input.mood }} kettle\nSeconds: 5\nMood: calm");
    let prompt = json!({"prompt": " a fox ", "subject": "x"});
    assert_eq!(words(&definition, prompt.as_object().unwrap()), "a fox");
    assert_eq!(words(&definition, &Map::new()), "Product teaser");
}

#[test]
fn a_value_its_step_does_not_take_is_named_at_its_field() {
    let document = changed("/input/properties/seconds", json!({"type": "integer", "maximum": 30}));
    let definition = read(&document, &Tools).unwrap().definition;
    let fields = json!({"subject": "x", "seconds": 30});
    let errors = fill(&definition, fields.as_object().unwrap(), &Tools).unwrap_err();
    assert_eq!(named(errors), one("inputData.seconds", "out_of_limits"));
    let step = json!({"id": "big", "operation": "upscale", "inputs": ["input.photo"]});
    let definition = read(&changed("/steps/2", step), &Tools).unwrap().definition;
    let fields = json!({"subject": "x", "seconds": 3});
    let errors = fill(&definition, fields.as_object().unwrap(), &Tools).unwrap_err();
    assert_eq!(named(errors), one("inputData.photo", "required"));
}

fn any_json() -> impl Strategy<Value = Value> {
    let words = prop_oneof![
        Just("steps.a".to_owned()),
        Just("input.a".to_owned()),
        Just("{{ input.a }}".to_owned()),
        Just("#/$defs/a".to_owned()),
        Just("asset".to_owned()),
        Just("upscale".to_owned()),
        ".{0,12}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        words.prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        let key = prop_oneof![
            prop::sample::select(vec![
                "id",
                "name",
                "input",
                "steps",
                "type",
                "properties",
                "required",
                "$ref",
                "$defs",
                "enum",
                "format",
                "operation",
                "parameters",
                "inputs",
                "prompt",
                "default",
                "a",
                "b",
            ])
            .prop_map(str::to_owned),
            ".{0,6}",
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(key, inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn no_document_makes_the_checker_fall_over(document in any_json()) {
        let _ = read(&document, &Tools);
    }

    #[test]
    fn no_part_of_a_good_definition_makes_it_fall_over(part in any_json(), at in 0usize..9, fields in any_json()) {
        let pointer = [
            "/input", "/steps", "/steps/0", "/steps/0/inputs", "/steps/1/parameters", "/input/properties",
            "/input/$defs", "/input/properties/subject", "/steps/0/parameters/prompt",
        ][at];
        if let Ok(Read { definition, .. }) = read(&changed(pointer, part), &Tools)
            && let Value::Object(fields) = fields
        {
            let fields = with_defaults(&definition, &fields);
            let _ = fill(&definition, &fields, &Tools);
            prop_assert!(words(&definition, &fields).chars().count() <= 1_000);
        }
    }

    #[test]
    fn circles_are_found_wherever_they_are(edges in prop::collection::vec(0usize..8, 8)) {
        // Each step needs one other, so there always is a circle.
        let steps: Vec<_> = edges.iter().enumerate().map(|(index, to)| {
            json!({"id": format!("s{index}"), "operation": "upscale", "inputs": [format!("steps.s{to}")]})
        }).collect();
        let errors = read(&changed("/steps", json!(steps)), &Tools).unwrap_err();
        prop_assert!(errors.iter().any(|error| error.code == "cycle"));
    }
}
