/**
 * Looks for what is wrong in a live queue, and mends what can be mended: {@link io.taurine.queue.check.QueueCheck} is the way
 * in, {@link io.taurine.queue.check.FindingKind} tells what it looks for.
 */
@NullMarked
package io.taurine.queue.check;

import org.jspecify.annotations.NullMarked;
