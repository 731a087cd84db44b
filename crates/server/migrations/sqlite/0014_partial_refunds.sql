-- A purchase may be given back in parts: each part takes its share of the credits, all of them no more than there were.

DROP INDEX ledger_refunds_by_lot;
CREATE INDEX ledger_refunds_by_lot ON ledger_refunds (workspace_id, lot_id);
