/**
 * The vocabulary of jobs: what a job is ({@link io.taurine.job.Job}), how it is stored and retried
 * ({@link io.taurine.job.JobOptions}), the states it passes through ({@link io.taurine.job.JobState}), and how payloads
 * become JSON ({@link io.taurine.job.PayloadCodec}). Nothing here talks to Redis or holds a thread. Start with
 * {@code JobOptions}.
 */
@NullMarked
package io.taurine.job;

import org.jspecify.annotations.NullMarked;
