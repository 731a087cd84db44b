-- A language model does not answer the same twice: the plan a price was shown for is kept with the offer, and
-- what was spent on planning is added up by day.

-- Names flow, fields, files and conversation; null where no plan is kept.
ALTER TABLE quotes ADD COLUMN asked_hash TEXT;
-- The plan as JSON; null where planning again gives the same.
ALTER TABLE quotes ADD COLUMN plan TEXT;
CREATE INDEX quotes_plans ON quotes (workspace_id, asked_hash, id) WHERE plan IS NOT NULL;

-- owner: planning
CREATE TABLE language_model_days (
    -- The UTC day, counted from 1970-01-01.
    day INTEGER NOT NULL,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    -- Requests that the model was asked to plan.
    requests INTEGER NOT NULL,
    -- Those that the router planned in the end.
    fell_back INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    cost_usd_micros INTEGER NOT NULL,
    PRIMARY KEY (day, provider, model)
) STRICT;
