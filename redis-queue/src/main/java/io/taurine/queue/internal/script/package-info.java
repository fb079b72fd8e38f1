/** Loads Lua scripts from the class path and resolves their includes. Not for users. */
@NullMarked
package io.taurine.queue.internal.script;

import org.jspecify.annotations.NullMarked;
