/** What the packages of this module share among themselves; not for users, may change any day. */
@NullMarked
package io.taurine.worker.internal;

import org.jspecify.annotations.NullMarked;
