/** What gives turns and moves time where nothing has a thread. Not for users: it may change any day. */
@NullMarked
package io.taurine.inline.internal;

import org.jspecify.annotations.NullMarked;
