/** How a process reaches Redis: one {@link io.taurine.queue.connection.RedisConnection} shared by all that it runs. */
@NullMarked
package io.taurine.queue.connection;

import org.jspecify.annotations.NullMarked;
