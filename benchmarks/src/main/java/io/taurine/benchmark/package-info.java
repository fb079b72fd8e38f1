/**
 * Measures Taurine beside BullMQ and beside the floor of the data layout: the same work, one after another, on one Redis,
 * several rounds. Start at {@link io.taurine.benchmark.Bench}; what is measured stands in
 * {@link io.taurine.benchmark.Scenarios}.
 */
@NullMarked
package io.taurine.benchmark;

import org.jspecify.annotations.NullMarked;
