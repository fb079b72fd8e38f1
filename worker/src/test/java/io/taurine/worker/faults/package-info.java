/**
 * What the guarantees are worth: each test kills a process, cuts or stalls a connection, or stops Redis, at a bad moment.
 * {@link io.taurine.worker.faults.Bench} holds what they share.
 */
@NullMarked
package io.taurine.worker.faults;

import org.jspecify.annotations.NullMarked;
