-- Whether a provider is up, as its circuit breaker knows it; one row for all workers, written by planning alone.
ALTER TABLE provider_buckets
  ADD COLUMN channel text,
  ADD COLUMN phase text NOT NULL DEFAULT 'closed'
    CONSTRAINT provider_buckets_phase_check CHECK (phase IN ('closed', 'open', 'probing', 'recovering')),
  ADD COLUMN phase_since timestamptz,
  ADD COLUMN phase_until timestamptz,
  ADD COLUMN trips integer NOT NULL DEFAULT 0,
  ADD COLUMN failed_in_row integer NOT NULL DEFAULT 0,
  ADD COLUMN counted_from timestamptz,
  ADD COLUMN counted integer NOT NULL DEFAULT 0,
  ADD COLUMN counted_failed integer NOT NULL DEFAULT 0,
  ADD COLUMN cause text,
  ADD CONSTRAINT provider_buckets_phase_times_check CHECK (phase = 'closed' OR (phase_since IS NOT NULL AND phase_until IS NOT NULL));

-- The provider takes nothing now, for no fault of the message: such a try is not counted.
ALTER TABLE attempts DROP CONSTRAINT attempts_error_class_check;
ALTER TABLE attempts ADD CONSTRAINT attempts_error_class_check
  CHECK (error_class IN ('retry', 'not-now', 'next-rung', 'give-up', 'unknown-outcome'));

-- Limits within a provider's rate: of one recipient domain, country or purpose.
CREATE TABLE rate_limits (
  key text PRIMARY KEY,                       -- provider, kind and name: 'smtp domain:example.com'
  tokens double precision NOT NULL,
  refilled_at timestamptz NOT NULL,
  booked_until timestamptz                    -- up to when its room is promised to messages that wait
);
