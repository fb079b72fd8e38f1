/**
 * A real redis-server as a child process, for the first minute and for tests. Start at
 * {@link io.taurine.embedded.EmbeddedRedis}; everything else is how the executable is found and how the process is kept
 * on a leash, so that it never outlives this JVM.
 */
@NullMarked
package io.taurine.embedded;

import org.jspecify.annotations.NullMarked;
