/**
 * The runner on Redis: a queue of the engine for each definition, named by its key, shared with BullMQ clients of any language.
 * Start with {@link io.taurine.server.redis.RedisJobRunnerProvider}; what its states are in Redis is told by
 * {@code JobStates}.
 */
@NullMarked
package io.taurine.server.redis;

import org.jspecify.annotations.NullMarked;
