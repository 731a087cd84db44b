//! Scripted replies, one story each.

use serde_json::{Value, json};

use super::*;
use crate::{MediaKind, Plan, Source, Tool};

const LIMITS: Limits = Limits { steps_max: 4, tokens_max: 1_000 };

fn session(text: &str) -> Session {
    session_with(text, &[], &Options::default(), LIMITS)
}

fn session_with(text: &str, attachments: &[Attachment], options: &Options, limits: Limits) -> Session {
    let request = AgentRequest {
        text,
        attachments,
        context: Context::default(),
        options: options.clone(),
        styles: &[],
    };
    Session::new(&request, limits)
}

fn reply(calls: &[(&str, Value)]) -> Reply {
    let calls = calls.iter().enumerate().map(|(index, (name, arguments))| TurnCall {
        id: format!("call-{index}"),
        name: (*name).to_owned(),
        arguments: arguments.clone(),
    });
    Reply { tool_calls: calls.collect(), text: String::new(), input_tokens: 100, output_tokens: 10 }
}

fn words(text: &str) -> Reply {
    Reply { text: text.to_owned(), input_tokens: 100, output_tokens: 10, ..Reply::default() }
}

fn plan_of(next: Next) -> Plan {
    match next {
        Next::Done(Decision::Plan(plan)) => plan,
        other => panic!("expected a plan, got {other:?}"),
    }
}

fn asked(next: Next) -> Ask {
    match next {
        Next::Ask(ask) => ask,
        other => panic!("expected a question, got {other:?}"),
    }
}

#[test]
fn the_producer_hands_over_and_the_specialist_calls_once() {
    let mut session = session("draw a fox");
    let ask = asked(session.start());
    assert_eq!(ask.tools.len(), 14);
    assert!(ask.system.starts_with("You are the Producer"));
    let ask = asked(session.reply(reply(&[(ROUTE_TO, json!({ "agent": "i2i", "request": "draw a fox" }))])));
    assert!(ask.system.starts_with("You are the picture agent"));
    assert!(ask.tools.iter().all(|tool| Tool::parse(&tool.name).unwrap().agent() == Agent::I2I));
    assert_eq!(ask.messages.len(), 1, "the specialist starts afresh");
    let plan = plan_of(session.reply(reply(&[("GeminiT2I", json!({ "prompt": "a fox" }))])));
    assert_eq!(plan.calls[0].tool, Tool::GeminiT2I);
    assert_eq!((session.tokens(), session.agent()), (220, Agent::I2I));
    let routed = session.finish(Decision::Plan(plan));
    let stored = serde_json::to_string(&routed.transcript).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Turn>>(&stored).unwrap(), routed.transcript);
}

#[test]
fn a_plan_of_several_steps_comes_in_one_turn() {
    let mut session = session("a fox, animate it");
    let plan = plan_of(session.reply(reply(&[
        ("GeminiT2I", json!({ "prompt": "a fox" })),
        ("image-to-video", json!({ "duration_seconds": 5, "inputs": [{ "from": "step", "index": 0 }] })),
    ])));
    assert_eq!(plan.calls[1].inputs, [Source::Step(0)]);
    assert_eq!(plan.calls[1].parameters.duration_seconds, Some(5));
}

#[test]
fn the_same_call_twice_is_carried_out_once_and_references_move() {
    let mut session = session("a fox, animate it");
    let fox = ("GeminiT2I", json!({ "prompt": "a fox" }));
    let video = ("image-to-video", json!({ "inputs": [{ "from": "step", "index": 1 }] }));
    let plan = plan_of(session.reply(reply(&[fox.clone(), fox, video])));
    assert_eq!(plan.calls.len(), 2);
    assert_eq!(plan.calls[1].inputs, [Source::Step(0)]);
    assert_eq!(plan.notes.len(), 1);
}

#[test]
fn an_unknown_tool_is_corrected_once() {
    let mut session = session("draw a fox");
    let ask = asked(session.reply(reply(&[("paint", json!({ "prompt": "a fox" }))])));
    let correction = ask.messages.last().unwrap();
    assert_eq!(correction.answers.as_deref(), Some("call-0"));
    assert!(correction.text.contains("GeminiT2I"));
    let next = session.reply(reply(&[("sketch", json!({ "prompt": "a fox" }))]));
    assert_eq!(next, Next::FallBack(FallBack::UnknownTool("sketch".to_owned())));
}

#[test]
fn wrong_arguments_are_corrected_once_with_their_place() {
    let mut session = session("a video of a fox");
    let ask = asked(
        session.reply(reply(&[("text-to-video", json!({ "prompt": "a fox", "duration_seconds": 60 }))])),
    );
    assert!(ask.messages.last().unwrap().text.contains("/duration_seconds"));
    let right = ("text-to-video", json!({ "prompt": "a fox", "duration_seconds": 15 }));
    let mut patient = session.clone();
    assert_eq!(plan_of(patient.reply(reply(&[right]))).calls[0].parameters.duration_seconds, Some(15));
    let next = session.reply(reply(&[("text-to-video", json!({ "duration_seconds": 15 }))]));
    assert!(matches!(next, Next::FallBack(FallBack::Arguments(place)) if place.starts_with("/prompt")));
}

#[test]
fn a_refused_call_again_is_a_loop() {
    let mut session = session("draw a fox");
    let wrong = reply(&[("GeminiT2I", json!({ "prompt": "" }))]);
    asked(session.reply(wrong.clone()));
    assert_eq!(session.reply(wrong), Next::FallBack(FallBack::Loop));
    let routed = session.fall_back(&FallBack::Loop);
    assert!(matches!(&routed.decision, Decision::Plan(plan) if plan.calls[0].tool == Tool::GeminiT2I));
    assert!(routed.transcript.iter().any(|turn| turn.text.contains("repeats itself")));
}

#[test]
fn inputs_that_are_not_there_are_wrong_arguments() {
    let mut session = session("animate this");
    for source in [json!({ "from": "attachment", "index": 0 }), json!({ "from": "step", "index": 0 })] {
        let call = ("image-to-video", json!({ "inputs": [source] }));
        match session.reply(reply(&[call])) {
            Next::Ask(ask) => assert!(ask.messages.last().unwrap().text.contains("/inputs")),
            next => assert!(matches!(next, Next::FallBack(FallBack::Arguments(_)))),
        }
    }
}

#[test]
fn steps_and_tokens_are_limited() {
    let one_step = Limits { steps_max: 1, ..LIMITS };
    let mut session = session_with("draw a fox", &[], &Options::default(), one_step);
    assert_eq!(session.reply(reply(&[("paint", json!({}))])), Next::FallBack(FallBack::Steps));
    let few_tokens = Limits { tokens_max: 50, ..LIMITS };
    let mut session = session_with("draw a fox", &[], &Options::default(), few_tokens);
    assert_eq!(session.clone().reply(reply(&[("paint", json!({}))])), Next::FallBack(FallBack::Tokens));
    // What is already paid for is used.
    plan_of(session.reply(reply(&[("GeminiT2I", json!({ "prompt": "a fox" }))])));
}

#[test]
fn a_generation_request_ends_in_a_call_and_talk_may_end_in_a_question() {
    let mut session = session("draw a fox");
    asked(session.reply(words("Of course! Which fox?")));
    assert_eq!(session.reply(words("A red one?")), Next::FallBack(FallBack::NoCall));
    assert_eq!(self::session("draw a fox").reply(words(" ")), Next::FallBack(FallBack::Empty));
    let next = self::session("hello").reply(words("Hello! What shall we make?"));
    assert_eq!(next, Next::Done(Decision::Clarify { question: "Hello! What shall we make?".to_owned() }));
}

#[test]
fn refusals_come_before_the_model_and_from_it() {
    assert!(matches!(
        session("a naked child").start(),
        Next::Done(Decision::Refuse { code: RefusalCode::SexualMinors, .. })
    ));
    let next = session("draw a fox").reply(words("REFUSE: no foxes today"));
    assert_eq!(
        next,
        Next::Done(Decision::Refuse { reason: "no foxes today".to_owned(), code: RefusalCode::Declined })
    );
}

#[test]
fn trouble_falls_back() {
    let next = session("draw a fox").trouble(Trouble::TimedOut);
    assert_eq!(next, Next::FallBack(FallBack::Trouble(Trouble::TimedOut)));
}

#[test]
fn options_win_over_the_model_and_specialists_have_only_their_tools() {
    let options = Options { seed: Some(7), duration_seconds: Some(4), ..Options::default() };
    let image = [Attachment { kind: MediaKind::Image, name: "a.png".to_owned() }];
    let mut session = session_with("animate this", &image, &options, LIMITS);
    asked(session.reply(reply(&[(ROUTE_TO, json!({ "agent": "i2v", "request": "animate this" }))])));
    asked(session.reply(reply(&[("upscale", json!({ "inputs": [{ "from": "attachment", "index": 0 }] }))])));
    let call = json!({ "duration_seconds": 9, "inputs": [{ "from": "attachment", "index": 0 }] });
    let plan = plan_of(session.reply(reply(&[("image-to-video", call)])));
    assert_eq!(plan.calls[0].parameters.duration_seconds, Some(4));
    assert_eq!(plan.calls[0].parameters.seed, Some(7));
    assert_eq!(plan.notes.len(), 1);
}

#[test]
fn routing_to_two_specialists_or_to_nobody_is_corrected() {
    let mut session = session("a fox and a song");
    let two = [
        (ROUTE_TO, json!({ "agent": "i2i", "request": "a fox" })),
        (ROUTE_TO, json!({ "agent": "voiceover", "request": "a song" })),
    ];
    let ask = asked(session.reply(reply(&two)));
    assert_eq!(
        ask.messages.iter().filter(|turn| turn.role == Role::Tool).count(),
        2,
        "every call is answered"
    );
    let next = session.reply(reply(&[(ROUTE_TO, json!({ "agent": "chef" }))]));
    assert!(matches!(next, Next::FallBack(FallBack::Arguments(_))));
}
