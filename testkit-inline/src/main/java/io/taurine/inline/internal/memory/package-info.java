/**
 * As much of Redis as Taurine's scripts and commands need, in memory and under a clock of the caller's, with a Lua interpreter
 * that runs the very scripts of production. Not for users: it may change any day. Start with
 * {@link io.taurine.inline.internal.memory.MemoryRedis}.
 */
@NullMarked
package io.taurine.inline.internal.memory;

import org.jspecify.annotations.NullMarked;
