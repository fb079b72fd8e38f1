/**
 * Schedules as values: when something runs next. Pure arithmetic: no Redis, no threads, no clock of its own; every question
 * carries the instant it is asked for.
 */
@NullMarked
package io.taurine.repeat;

import org.jspecify.annotations.NullMarked;
