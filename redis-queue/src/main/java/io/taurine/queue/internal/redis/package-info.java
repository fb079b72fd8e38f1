/** The only place that knows the Redis driver. Not for users. */
@NullMarked
package io.taurine.queue.internal.redis;

import org.jspecify.annotations.NullMarked;
