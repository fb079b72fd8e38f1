/**
 * A {@link io.taurine.server.runner.JobRunner} within one process, without Redis: for small programs and for tests. Nothing
 * outlives the process. Start with {@link io.taurine.server.local.LocalJobRunner}.
 *
 * <p>All that it knows is in {@code LocalState}, under one lock, which is held for a moment only and never while a handler, a
 * hook or a listener runs. {@code JobSteps} moves jobs from one status to the next, {@code Dispatcher} chooses which run,
 * {@code Attempt} runs one, {@code ScheduleRuns} makes those that are due.
 */
@NullMarked
package io.taurine.server.local;

import org.jspecify.annotations.NullMarked;
