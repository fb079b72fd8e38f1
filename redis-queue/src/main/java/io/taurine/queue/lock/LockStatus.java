package io.taurine.queue.lock;

import java.time.Duration;

/**
 * A lock as one server knows it.
 *
 * @param name of the lock
 * @param holder who holds it, as its {@link LockOptions#holder()} says
 * @param remaining how long it is held unless it is renewed
 * @param fencingToken its fencing number
 */
public record LockStatus(String name, String holder, Duration remaining, long fencingToken) {}
