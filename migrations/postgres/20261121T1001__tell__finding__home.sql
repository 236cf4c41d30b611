-- What a member's first page asks for, of a provider with sixty thousand findings too (measured: 430 ms before). Neither index holds a
-- date that changes with every look.
CREATE INDEX finding_unfixed ON tell.finding (organisation_id, severity DESC, id DESC) WHERE state IN ('open', 'notified', 'acknowledged', 'reopened') AND severity > 1;
CREATE INDEX finding_trend ON tell.finding (organisation_id, opened_at, closed_at);
