package io.taurine.repeat;

import java.time.Duration;
import java.time.Instant;

/**
 * One slot of an interval.
 *
 * @param at when it runs
 * @param offset the phase to store with the schedule: the one given, or else {@code at} modulo the interval
 */
public record Slot(Instant at, Duration offset) {}
