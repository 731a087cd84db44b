//! Pages and search.

use std::collections::HashSet;

use serde_json::Value;
use testkit::{Person, TestApp};

use super::{begin, say};

fn titles(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect()
}

async fn page(person: &Person, query: &str) -> Value {
    person.get(&format!("/api/conversations?{query}")).await.expect(200)
}

#[tokio::test]
async fn the_latest_activity_is_first() {
    let app = TestApp::start_frozen(|_| {}).await;
    let clock = app.clock.clone().unwrap();
    let asha = app.sign_up("asha").await;
    let first = begin(&app, &asha, "First", "one").await;
    clock.advance_ms(1000);
    begin(&app, &asha, "Second", "two").await;
    assert_eq!(titles(&page(&asha, "").await), ["Second", "First"]);
    clock.advance_ms(1000);
    say(&app, first, "three").await;
    let list = page(&asha, "").await;
    assert_eq!(titles(&list), ["First", "Second"]);
    assert_eq!(list["nextCursor"], Value::Null);
    assert_eq!(list["items"][0]["flowId"], "text-to-image");
    assert!(list["items"][0]["updatedAt"].as_i64() > list["items"][0]["createdAt"].as_i64());
}

#[tokio::test]
async fn pages_neither_repeat_nor_skip_while_rows_change() {
    let app = TestApp::start_frozen(|_| {}).await;
    let clock = app.clock.clone().unwrap();
    let asha = app.sign_up("asha").await;
    let mut ids = Vec::new();
    for number in 0..23 {
        ids.push(begin(&app, &asha, &format!("Number {number}"), "said").await);
        // Some share a millisecond, so that the identifier has to decide.
        if number % 3 == 0 {
            clock.advance_ms(1);
        }
    }
    let (mut seen, mut cursor, mut touched) = (HashSet::new(), String::new(), HashSet::new());
    let mut pages = 0;
    loop {
        let list = page(&asha, &format!("limit=5{cursor}")).await;
        for item in list["items"].as_array().unwrap() {
            assert!(seen.insert(item["id"].as_str().unwrap().to_owned()), "{item} came twice");
        }
        pages += 1;
        let Some(next) = list["nextCursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
        // One that was seen, one that was not, and a new one move to the top.
        clock.advance_ms(5);
        for id in [ids[22 - pages], ids[pages]] {
            say(&app, id, "more").await;
            touched.insert(id.to_string());
        }
        begin(&app, &asha, "New", "new").await;
    }
    assert!(pages >= 4);
    for id in ids.iter().map(ToString::to_string).filter(|id| !touched.contains(id)) {
        assert!(seen.contains(&id), "{id} was skipped");
    }
}

#[tokio::test]
async fn search_takes_words_literally() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    for (title, said) in [
        ("Fifty", "a 50% grey wall"),
        ("Snake", "a snake_case sign"),
        ("Slash", "a back\\slash"),
        ("Plain", "a 50 and a snakeXcase"),
        ("Маяк на закате", "свет"),
        ("École", "une classe"),
    ] {
        begin(&app, &asha, title, said).await;
    }
    let cases: [(&str, &[&str]); 15] = [
        ("50%25", &["Fifty"]),
        ("50", &["Plain", "Fifty"]),
        ("%25", &["Fifty"]),
        ("snake_c", &["Snake"]),
        ("SNAKE_C", &["Snake"]),
        ("_", &["Snake"]),
        ("%5C", &["Slash"]),
        ("fifty", &["Fifty"]),
        ("grey+wall", &["Fifty"]),
        ("маяк", &["Маяк на закате"]),
        ("ЗАКАТЕ", &["Маяк на закате"]),
        ("Свет", &["Маяк на закате"]),
        ("école", &["École"]),
        ("nowhere", &[]),
        ("'%20OR%201=1%20--", &[]),
    ];
    for (query, expected) in cases {
        assert_eq!(titles(&page(&asha, &format!("query={query}")).await), expected, "for {query}");
    }
    assert_eq!(titles(&page(&asha, "query=%20").await).len(), 6, "blank finds everything");
    let first = page(&asha, "query=a&limit=2").await;
    let rest = page(&asha, &format!("query=a&cursor={}", first["nextCursor"].as_str().unwrap())).await;
    let both: HashSet<&str> = titles(&first).into_iter().chain(titles(&rest)).collect();
    assert_eq!(both.len(), titles(&first).len() + titles(&rest).len());
    assert_eq!(both, HashSet::from(["Fifty", "Snake", "Slash", "Plain", "École"]));
}

#[tokio::test]
async fn messages_come_newest_first() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let id = begin(&app, &asha, "Talk", "0").await;
    for number in 1..7 {
        say(&app, id, &number.to_string()).await;
    }
    let (mut said, mut cursor) = (Vec::new(), String::new());
    loop {
        let list = asha.get(&format!("/api/conversations/{id}/messages?limit=3{cursor}")).await.expect(200);
        for message in list["items"].as_array().unwrap() {
            assert_eq!(message["generation"], Value::Null);
            said.push((message["role"].as_str().unwrap().to_owned(), message["text"].clone()));
        }
        let Some(next) = list["nextCursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
        // What is said meanwhile belongs before the first page.
        say(&app, id, "later").await;
    }
    // Each exchange is the words and, above them in this order, the run that answers.
    let expected = (0..7)
        .rev()
        .flat_map(|number| [("assistant", String::new()), ("user", number.to_string())])
        .map(|(role, text)| (role.to_owned(), Value::from(text)));
    assert!(said.iter().cloned().eq(expected), "{said:?}");
}

#[tokio::test]
async fn a_run_is_seen_in_its_conversation() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let run = asha.trigger("a fox in deep snow. Late light").await;
    let id = run["conversationId"].as_str().unwrap();
    let conversation = asha.get(&format!("/api/conversations/{id}")).await.expect(200);
    assert_eq!(conversation["title"], "A fox in deep snow");
    assert_eq!(conversation["lastGeneration"]["id"], run["id"]);
    assert_eq!(conversation["lastGeneration"]["status"], "queued");
    let messages = asha.get(&format!("/api/conversations/{id}/messages")).await.expect(200);
    let [answer, question] = messages["items"].as_array().unwrap().as_slice() else { panic!("{messages}") };
    assert_eq!((&answer["role"], &answer["generation"]["id"]), (&"assistant".into(), &run["id"]));
    assert_eq!(question["text"], "a fox in deep snow. Late light");
}

#[tokio::test]
async fn wrong_parameters_are_named() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let id = begin(&app, &asha, "Talk", "0").await;
    let long = "x".repeat(201);
    for query in ["limit=0", "limit=101", "limit=x", "cursor=x", "cursor=1.msg_x", &format!("query={long}")] {
        asha.get(&format!("/api/conversations?{query}")).await.expect_problem(400, "invalid_parameter");
    }
    for query in ["limit=0", "cursor=x", &format!("cursor={id}")] {
        let answer = asha.get(&format!("/api/conversations/{id}/messages?{query}")).await;
        answer.expect_problem(400, "invalid_parameter");
    }
}
