/**
 * Runs jobs: {@link io.taurine.worker.Worker} claims them, calls a {@link io.taurine.worker.Processor} for each, and moves
 * them to where their run ended. {@link io.taurine.worker.ManualWorker} is the same by hand. Start with {@code Worker.of}.
 */
@NullMarked
package io.taurine.worker;

import org.jspecify.annotations.NullMarked;
