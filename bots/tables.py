"""The tables of the chat's own memory, in a schema of their own; made twice, or side by side, they are the same."""

LOCK = 7_220_640_713  # any number that nobody else locks while making tables

TABLES = """
CREATE SCHEMA IF NOT EXISTS bots;

-- Each update of each channel, once: a second delivery finds its row.
CREATE TABLE IF NOT EXISTS bots.inbox (
    channel   text NOT NULL,
    update_id text NOT NULL,
    chat      text NOT NULL,
    heard_at  timestamptz NOT NULL,
    PRIMARY KEY (channel, update_id)
);
CREATE INDEX IF NOT EXISTS inbox_age ON bots.inbox (heard_at);

-- Where each talk stands. The version grows by one with every turn.
CREATE TABLE IF NOT EXISTS bots.session (
    channel    text NOT NULL,
    chat       text NOT NULL,
    version    integer NOT NULL,
    state      jsonb NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (channel, chat)
);

-- What is to be said, in order for each chat, and what was said. A notice is a message that the shop asked for.
CREATE TABLE IF NOT EXISTS bots.outbox (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel     text NOT NULL,
    chat        text NOT NULL,
    message     jsonb NOT NULL,
    state       text NOT NULL DEFAULT 'WAITING' CHECK (state IN ('WAITING', 'SENT', 'FAILED')),
    due_at      timestamptz NOT NULL,
    tries       integer NOT NULL DEFAULT 0,
    failure     text,
    notice      text,
    reported_at timestamptz,
    UNIQUE (channel, notice)
);
CREATE INDEX IF NOT EXISTS outbox_of_chat ON bots.outbox (channel, chat, id);
CREATE INDEX IF NOT EXISTS outbox_waiting ON bots.outbox (channel, chat, id) WHERE state = 'WAITING';
CREATE INDEX IF NOT EXISTS outbox_unreported ON bots.outbox (channel) WHERE notice IS NOT NULL AND reported_at IS NULL;
CREATE INDEX IF NOT EXISTS outbox_age ON bots.outbox (due_at);

-- How far each channel has read the messages that the shop wants said.
CREATE TABLE IF NOT EXISTS bots.read_until (
    channel text PRIMARY KEY,
    cursor  text NOT NULL
);
"""
