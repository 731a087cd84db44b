//! Whatever is typed: the router answers, quickly, and its plans pass their check.

use std::time::{Duration, Instant};

use agents::{
    AgentRequest, Attachment, Context, Decision, EarlierResult, MediaKind, Options, Parameters, evaluation,
    route,
};
use proptest::prelude::*;

/// Routes with these files and results, checks the plan, and answers how long it took.
fn answer(text: &str, attachments: &[MediaKind], results: &[MediaKind]) -> Duration {
    let attachments: Vec<_> =
        attachments.iter().map(|&kind| Attachment { kind, name: "file".to_owned() }).collect();
    let results: Vec<_> = results
        .iter()
        .map(|&kind| EarlierResult {
            kind,
            prompt: "a fox in snow".to_owned(),
            parameters: Parameters::default(),
        })
        .collect();
    let styles = evaluation::styles();
    let request = AgentRequest {
        text,
        attachments: &attachments,
        context: Context { results: &results },
        options: Options::default(),
        styles: &styles,
    };
    let began = Instant::now();
    let routed = route(&request);
    let took = began.elapsed();
    match &routed.decision {
        Decision::Plan(plan) => {
            plan.check().expect("a plan passes its check");
            plan.check_against(&request).expect("a plan fits its request");
        }
        Decision::Clarify { question } => assert!(!question.is_empty()),
        Decision::Refuse { reason, .. } => assert!(!reason.is_empty()),
    }
    assert_eq!(routed, route(&request), "the same request has the same answer");
    took
}

fn kinds() -> impl Strategy<Value = Vec<MediaKind>> {
    proptest::collection::vec(
        prop_oneof![Just(MediaKind::Image), Just(MediaKind::Video), Just(MediaKind::Audio)],
        0..4,
    )
}

/// Pieces of requests in an order nobody would type.
fn shuffled_words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[a-z]{1,9}",
        "[0-9]{1,12}",
        "\\PC",
        Just("make it".to_owned()),
        Just("the background".to_owned()),
        Just("remove".to_owned()),
        Just("replace".to_owned()),
        Just("animate".to_owned()),
        Just("say".to_owned()),
        Just("'hello'".to_owned()),
        Just("and then".to_owned()),
        Just("in 16:9".to_owned()),
        Just("for 99999999999 seconds".to_owned()),
        Just("seed 99999999999999999999".to_owned()),
        Just("watercolour".to_owned()),
        Just("combine both".to_owned()),
        Just("lip sync".to_owned()),
        Just("背景を".to_owned()),
        Just("बनाओ".to_owned()),
        Just("«".to_owned()),
        Just(",".to_owned()),
        Just(":".to_owned()),
        Just("again".to_owned()),
        Just("upscale".to_owned()),
        Just("strength 0".to_owned()),
        Just("voice".to_owned()),
    ];
    proptest::collection::vec(word, 0..40).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn any_words_are_answered(text in shuffled_words(), files in kinds(), results in kinds()) {
        answer(&text, &files, &results);
    }

    #[test]
    fn any_characters_are_answered(text in "\\PC{0,300}", files in kinds(), results in kinds()) {
        answer(&text, &files, &results);
    }
}

#[test]
fn requests_of_100_kilobytes_are_answered() {
    for piece in [
        "a fox, ",
        "animate it, ",
        "'",
        "\"a",
        "and then ",
        "画",
        "a",
        "。",
        "draw a cat; ",
        "16:9 ",
        "remove ",
        "\n",
        "🦊",
    ] {
        let text = piece.repeat(100_000 / piece.len());
        answer(&text, &[MediaKind::Image], &[MediaKind::Image]);
    }
}

/// 50 ms on the machines people run this on; unoptimised code is allowed ten times that.
#[test]
fn a_thousand_characters_take_little_time() {
    // A tenth of it is usual; what is guarded is that it does not grow with the square of the words, on any machine.
    let limit = Duration::from_millis(if cfg!(debug_assertions) { 3_000 } else { 300 });
    answer("warm up", &[], &[]);
    for piece in [
        "a fox in the snow, ",
        "animate it and then say 'hello', ",
        "make it in watercolour style ",
        "画一只狐狸，",
        "' \" ",
    ] {
        let text: String = piece.repeat(1 + 1_000 / piece.chars().count()).chars().take(1_000).collect();
        let fastest = (0..5).map(|_| answer(&text, &[MediaKind::Image], &[])).min().expect("five runs");
        assert!(fastest < limit, "{piece:?} took {fastest:?}");
    }
}
