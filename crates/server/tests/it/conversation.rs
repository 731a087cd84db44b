//! Conversations over HTTP: paging, search, rename, delete, restore, and whose they are.

mod changing;
mod listing;

use domain::id::{ConversationId, MessageId, WorkspaceId};
use server::{
    conversation::{self, NewConversation, NewMessage, Role},
    platform::db::DbError,
};
use testkit::{Person, TestApp};

/// Begins a conversation as accepting a run does: title, one message, one run that is not kept.
async fn begin(app: &TestApp, person: &Person, title: &str, said: &str) -> ConversationId {
    let profile = person.get("/api/user/profile").await.expect(200);
    let workspace: WorkspaceId = profile["workspaceId"].as_str().unwrap().parse().unwrap();
    let (env, now) = (&app.app.env, app.app.env.now());
    let new = NewConversation {
        id: env.new_id(),
        workspace,
        flow_id: "text-to-image".to_owned(),
        title: title.to_owned(),
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
    let (message, generation) = (env.new_id(), env.new_id());
    let new = NewMessage {
        id: message,
        conversation: id,
        role: Role::User,
        text: text.to_owned(),
        generation: None,
        now,
    };
    let said = app.app.db.write(move |tx| {
        conversation::append(tx, &new)?;
        conversation::touch(tx, id, generation, now)?;
        Ok::<_, DbError>(())
    });
    said.await.unwrap();
    message
}
