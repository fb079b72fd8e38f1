-- One set for H2 and PostgreSQL. All times are milliseconds since 1970 in UTC; JSON is kept as text.

CREATE TABLE taurine_definition (
  definition_key  VARCHAR NOT NULL,
  latest_version  BIGINT  NOT NULL,
  minimal_version BIGINT  NOT NULL,
  description     VARCHAR NOT NULL,
  module          VARCHAR,
  enabled         BOOLEAN NOT NULL,
  first_seen_at   BIGINT  NOT NULL,
  changed_at      BIGINT  NOT NULL,
  PRIMARY KEY (definition_key)
);

CREATE TABLE taurine_version (
  definition_key VARCHAR NOT NULL,
  version        BIGINT  NOT NULL,
  checksum       VARCHAR NOT NULL,
  settings       VARCHAR NOT NULL,
  first_seen_at  BIGINT  NOT NULL,
  changed_at     BIGINT  NOT NULL,
  PRIMARY KEY (definition_key, version)
);

-- Each checksum a version has ever had.
CREATE TABLE taurine_version_change (
  definition_key VARCHAR NOT NULL,
  version        BIGINT  NOT NULL,
  sequence       BIGINT  NOT NULL,
  old_checksum   VARCHAR,
  new_checksum   VARCHAR NOT NULL,
  settings       VARCHAR NOT NULL,
  changed_at     BIGINT  NOT NULL,
  PRIMARY KEY (definition_key, version, sequence)
);

CREATE TABLE taurine_schedule (
  schedule_id    VARCHAR NOT NULL,
  definition_key VARCHAR NOT NULL,
  rule           VARCHAR NOT NULL,
  params         VARCHAR NOT NULL,
  version        BIGINT  NOT NULL,
  enabled        BOOLEAN NOT NULL,
  system         BOOLEAN NOT NULL,
  created_at     BIGINT  NOT NULL,
  changed_at     BIGINT  NOT NULL,
  removed_at     BIGINT,
  PRIMARY KEY (schedule_id)
);
CREATE INDEX taurine_schedule_by_definition ON taurine_schedule (definition_key, schedule_id);

-- One attempt at a job. ref is its place in the queue's event stream, with which the same event finds the same row again.
CREATE TABLE taurine_execution (
  ref            VARCHAR NOT NULL,
  queue          VARCHAR NOT NULL,
  job_id         VARCHAR NOT NULL,
  run_number     BIGINT  NOT NULL,
  attempt        BIGINT  NOT NULL,
  job_name       VARCHAR,
  version        BIGINT,
  schedule_id    VARCHAR,
  worker         VARCHAR,
  outcome        VARCHAR NOT NULL,
  started_at     BIGINT  NOT NULL,
  ended_at       BIGINT,
  waited_millis  BIGINT,
  progress       VARCHAR,
  result         VARCHAR,
  error          VARCHAR,
  stack_trace    VARCHAR,
  logged         BIGINT  NOT NULL,
  PRIMARY KEY (ref)
);
CREATE INDEX taurine_execution_by_time ON taurine_execution (started_at, ref);
CREATE INDEX taurine_execution_by_queue ON taurine_execution (queue, started_at, ref);
CREATE INDEX taurine_execution_by_job ON taurine_execution (queue, job_id, ref);
CREATE INDEX taurine_execution_by_outcome ON taurine_execution (outcome, started_at, ref);
CREATE INDEX taurine_execution_by_queue_outcome ON taurine_execution (queue, outcome, started_at, ref);

CREATE TABLE taurine_state (
  ref           VARCHAR NOT NULL,
  queue         VARCHAR NOT NULL,
  job_id        VARCHAR NOT NULL,
  execution_ref VARCHAR,
  state         VARCHAR NOT NULL,
  detail        VARCHAR,
  happened_at   BIGINT  NOT NULL,
  PRIMARY KEY (ref)
);
CREATE INDEX taurine_state_by_job ON taurine_state (queue, job_id, ref);
CREATE INDEX taurine_state_by_time ON taurine_state (happened_at, ref);

CREATE TABLE taurine_log (
  execution_ref VARCHAR NOT NULL,
  line          BIGINT  NOT NULL,
  message       VARCHAR NOT NULL,
  PRIMARY KEY (execution_ref, line)
);

CREATE TABLE taurine_event (
  event_id    VARCHAR NOT NULL,
  name        VARCHAR NOT NULL,
  source      VARCHAR NOT NULL,
  payload     VARCHAR NOT NULL,
  happened_at BIGINT  NOT NULL,
  PRIMARY KEY (event_id)
);
CREATE INDEX taurine_event_by_time ON taurine_event (happened_at, event_id);
CREATE INDEX taurine_event_by_name ON taurine_event (name, happened_at, event_id);
CREATE INDEX taurine_event_by_source ON taurine_event (source, happened_at, event_id);

-- Counted as events are stored, so that statistics need not read the events.
CREATE TABLE taurine_event_count (
  event_hour BIGINT NOT NULL,
  name   VARCHAR NOT NULL,
  source VARCHAR NOT NULL,
  events BIGINT  NOT NULL,
  PRIMARY KEY (event_hour, name, source)
);

-- Counted as executions end; kind is run or wait, bucket a range of durations that grows by a tenth from one to the next.
CREATE TABLE taurine_execution_count (
  ended_hour   BIGINT  NOT NULL,
  queue        VARCHAR NOT NULL,
  outcome      VARCHAR NOT NULL,
  executions   BIGINT  NOT NULL,
  run_millis   BIGINT  NOT NULL,
  waits        BIGINT  NOT NULL,
  wait_millis  BIGINT  NOT NULL,
  PRIMARY KEY (ended_hour, queue, outcome)
);
CREATE TABLE taurine_duration_count (
  ended_hour BIGINT  NOT NULL,
  queue      VARCHAR NOT NULL,
  kind       VARCHAR NOT NULL,
  bucket     BIGINT  NOT NULL,
  executions BIGINT  NOT NULL,
  PRIMARY KEY (ended_hour, queue, kind, bucket)
);

CREATE TABLE taurine_audit (
  audit_id    VARCHAR NOT NULL,
  actor       VARCHAR NOT NULL,
  role        VARCHAR NOT NULL,
  action      VARCHAR NOT NULL,
  target      VARCHAR NOT NULL,
  outcome     VARCHAR NOT NULL,
  details     VARCHAR NOT NULL,
  happened_at BIGINT  NOT NULL,
  PRIMARY KEY (audit_id)
);
CREATE INDEX taurine_audit_by_time ON taurine_audit (happened_at, audit_id);
CREATE INDEX taurine_audit_by_actor ON taurine_audit (actor, happened_at, audit_id);
CREATE INDEX taurine_audit_by_target ON taurine_audit (target, happened_at, audit_id);

-- How far each event stream is written down.
CREATE TABLE taurine_position (
  stream     VARCHAR NOT NULL,
  last_id    VARCHAR NOT NULL,
  changed_at BIGINT  NOT NULL,
  PRIMARY KEY (stream)
);
