-- Runs that make the missing steps of another, and what a run worked on that was there before.

ALTER TABLE generations ADD COLUMN retry_of TEXT;
-- As JSON: the files as they were when the run was accepted.
ALTER TABLE generations ADD COLUMN inputs TEXT NOT NULL DEFAULT '[]';

-- Messages are a tree: each names the one it was said after, '' at the beginning. What was said before this
-- release is one branch.
ALTER TABLE messages ADD COLUMN parent_id TEXT NOT NULL DEFAULT '';
UPDATE messages SET parent_id = coalesce((SELECT max(before.id) FROM messages before
    WHERE before.conversation_id = messages.conversation_id AND before.id < messages.id), '');
CREATE INDEX messages_by_parent ON messages (conversation_id, parent_id, id);
