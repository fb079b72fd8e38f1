/** Handlers in a JVM of their own, for every runner. Start at {@link io.taurine.server.child.ChildJvms}. */
@NullMarked
package io.taurine.server.child;

import org.jspecify.annotations.NullMarked;
