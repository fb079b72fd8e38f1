/**
 * Locks for what must happen once in a whole fleet: {@link io.taurine.queue.lock.RedisLock} on one Redis,
 * {@link io.taurine.queue.lock.Redlock} on several independent ones. Start at
 * {@link io.taurine.queue.lock.DistributedLock}. They have nothing to do with the locks of jobs.
 */
@NullMarked
package io.taurine.queue.lock;

import org.jspecify.annotations.NullMarked;
