/**
 * Settings of definitions that are changed while servers run: {@link io.taurine.server.override.Overrides}. They lie in Redis,
 * one hash for each key, where they may be changed by hand as well.
 */
@NullMarked
package io.taurine.server.override;

import org.jspecify.annotations.NullMarked;
