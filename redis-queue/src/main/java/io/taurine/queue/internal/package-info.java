/** The engine room that {@code queue} and {@code worker} share. Not for users: it may change any day. */
@NullMarked
package io.taurine.queue.internal;

import org.jspecify.annotations.NullMarked;
