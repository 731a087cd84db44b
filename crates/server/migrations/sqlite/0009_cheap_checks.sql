-- Cheaper checks that say the same: SQLite builds a temporary table for `x IN (…)` with three or more values, at
-- every run of every statement that writes the column. A comparison with each value needs none. Only the wording
-- of constraints changes, not what is stored, so the schema's own text is edited (SQLite documentation, ALTER TABLE,
-- "Making Other Kinds Of Table Schema Changes").

PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql,
        'plan IN (''free'', ''starter'', ''creator'', ''studio'')',
        'plan = ''free'' OR plan = ''starter'' OR plan = ''creator'' OR plan = ''studio''')
    WHERE type = 'table' AND name = 'workspaces';
UPDATE sqlite_schema SET sql = replace(sql,
        'kind IN (''grant'', ''hold'', ''capture'', ''release'')',
        'kind = ''grant'' OR kind = ''hold'' OR kind = ''capture'' OR kind = ''release''')
    WHERE type = 'table' AND name = 'ledger_transfers';
UPDATE sqlite_schema SET sql = replace(sql,
        'role IN (''user'', ''assistant'', ''system'')',
        'role = ''user'' OR role = ''assistant'' OR role = ''system''')
    WHERE type = 'table' AND name = 'messages';
UPDATE sqlite_schema SET sql = replace(replace(sql,
        'status IN (''queued'', ''processing'', ''completed'', ''failed'', ''cancelled'')',
        'status = ''queued'' OR status = ''processing'' OR status = ''completed'' OR status = ''failed'' OR status = ''cancelled'''),
        'status IN (''completed'', ''failed'', ''cancelled'')',
        'status = ''completed'' OR status = ''failed'' OR status = ''cancelled''')
    WHERE type = 'table' AND name = 'generations';
UPDATE sqlite_schema SET sql = replace(sql,
        'state IN (''waiting'', ''submitting'', ''running'', ''collecting'', ''completed'', ''failed'', ''cancelled'', ''unresolved'')',
        'state = ''waiting'' OR state = ''submitting'' OR state = ''running'' OR state = ''collecting'' OR state = ''completed'' OR state = ''failed'' OR state = ''cancelled'' OR state = ''unresolved''')
    WHERE type = 'table' AND name = 'generation_steps';
UPDATE sqlite_schema SET sql = replace(sql,
        'state IN (''delayed'', ''ready'', ''leased'')',
        'state = ''delayed'' OR state = ''ready'' OR state = ''leased''')
    WHERE type = 'table' AND name = 'jobs';
UPDATE sqlite_schema SET sql = replace(replace(sql,
        'kind IN (''input'', ''output'', ''avatar'')',
        'kind = ''input'' OR kind = ''output'' OR kind = ''avatar'''),
        'media_type IN (''image'', ''video'', ''audio'')',
        'media_type = ''image'' OR media_type = ''video'' OR media_type = ''audio''')
    WHERE type = 'table' AND name = 'assets';
UPDATE sqlite_schema SET sql = replace(sql,
        'state IN (''empty'', ''blocked'', ''ready'')',
        'state = ''empty'' OR state = ''blocked'' OR state = ''ready''')
    WHERE type = 'table' AND name = 'queue_flows';
UPDATE sqlite_schema SET sql = replace(sql,
        'mode IN (''running'', ''paused'', ''draining'')',
        'mode = ''running'' OR mode = ''paused'' OR mode = ''draining''')
    WHERE type = 'table' AND name = 'queue_controls';
UPDATE sqlite_schema SET sql = replace(sql,
        'decision IN (''failed'', ''retry'', ''adopt'')',
        'decision = ''failed'' OR decision = ''retry'' OR decision = ''adopt''')
    WHERE type = 'table' AND name = 'step_decisions';
UPDATE sqlite_schema SET sql = replace(replace(sql,
        'kind IN (''prompts'', ''variations'', ''compare'')',
        'kind = ''prompts'' OR kind = ''variations'' OR kind = ''compare'''),
        'plan IN (''free'', ''starter'', ''creator'', ''studio'')',
        'plan = ''free'' OR plan = ''starter'' OR plan = ''creator'' OR plan = ''studio''')
    WHERE type = 'table' AND name = 'batches';
UPDATE sqlite_schema SET sql = replace(replace(sql,
        'state IN (''waiting'', ''queued'', ''processing'', ''completed'', ''failed'', ''cancelled'')',
        'state = ''waiting'' OR state = ''queued'' OR state = ''processing'' OR state = ''completed'' OR state = ''failed'' OR state = ''cancelled'''),
        'state IN (''queued'', ''processing'', ''completed'')',
        'state = ''queued'' OR state = ''processing'' OR state = ''completed''')
    WHERE type = 'table' AND name = 'batch_items';
PRAGMA writable_schema = RESET;
