//! Conversations over HTTP: paging, search, rename, delete, restore, and whose they are.

mod changing;
mod listing;

use domain::id::{ConversationId, MessageId, WorkspaceId};
use server::conversation::{self, After, Answer, Exchange, NewConversation};
use testkit::{Person, TestApp};

/// Begins a conversation as accepting a run does: title, words, and a run that is not kept.
async fn begin(app: &TestApp, person: &Person, title: &str, said: &str) -> ConversationId {
    let profile = person.get("/api/user/profile").await.expect(200);
    let workspace: WorkspaceId = profile["workspaceId"].as_str().unwrap().parse().unwrap();
    let (env, now) = (&app.app.env, app.app.env.now());
    let new = NewConversation {
        id: env.new_id(),
        workspace,
        flow_id: "text-to-image".to_owned(),
        title: title.to_owned(),
        generation: Some(env.new_id()),
        now,
    };
    let id = new.id;
    app.app.db.write(move |tx| conversation::begin(tx, &new)).await.unwrap();
    say(app, id, said).await;
    id
}

/// Says something, which moves the conversation to the top.
async fn say(app: &TestApp, id: ConversationId, text: &str) -> MessageId {
    let (env, now) = (&app.app.env, app.app.env.now());
    let (question, answer, generation) = (env.new_id(), env.new_id(), env.new_id());
    let text = text.to_owned();
    let said = app.app.db.write(move |tx| {
        let words = text.as_str();
        conversation::append(
            tx,
            &Exchange {
                conversation: id,
                after: After::Newest,
                question,
                words,
                answer,
                answered_by: Answer::Run(generation),
                now,
            },
        )?;
        conversation::touch(tx, id, generation, now)
    });
    said.await.unwrap();
    question
}
