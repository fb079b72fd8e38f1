/**
 * Queues on Redis in BullMQ's data layout: {@link io.taurine.queue.Queue} adds, inspects and moves jobs. Connections are in
 * {@link io.taurine.queue.connection}, the event stream in {@link io.taurine.queue.events}; workers are a module of their
 * own. Start with {@link io.taurine.queue.connection.RedisConnection} and {@code Queue.of}.
 */
@NullMarked
package io.taurine.queue;

import org.jspecify.annotations.NullMarked;
