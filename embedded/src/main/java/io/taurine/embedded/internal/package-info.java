/** Shared with Taurine's own test tools only; may change any day. */
@NullMarked
package io.taurine.embedded.internal;

import org.jspecify.annotations.NullMarked;
