/** Settings that processes share and people change by hand: start with {@link io.taurine.queue.settings.SettingsStore}. */
@NullMarked
package io.taurine.queue.settings;

import org.jspecify.annotations.NullMarked;
