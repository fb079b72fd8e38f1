/**
 * Tests against the real BullMQ. A test starts a {@link io.taurine.interop.NodePeer}, lets it add, work or watch, and
 * compares what the two sides leave in Redis.
 */
@NullMarked
package io.taurine.interop;

import org.jspecify.annotations.NullMarked;
