-- The steps of jobs are events too (job.started, …), read from here and stored nowhere else. step is empty for one that is none,
-- and for all that was written before. The index by step and time takes the place of the one by time.

ALTER TABLE taurine_state ADD COLUMN step VARCHAR DEFAULT '' NOT NULL;
ALTER TABLE taurine_state ADD COLUMN run_number BIGINT;
CREATE INDEX taurine_state_by_step ON taurine_state (step, happened_at, ref);
DROP INDEX taurine_state_by_time;
