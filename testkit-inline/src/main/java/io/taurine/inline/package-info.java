/**
 * Unit tests of jobs without Redis and without waiting: the queues and workers of production on a connection that lives in
 * memory, under a clock that the test moves. Start with {@link io.taurine.inline.InlineJobs}..
 */
@NullMarked
package io.taurine.inline;

import org.jspecify.annotations.NullMarked;
