package io.taurine.server.config;

import io.taurine.server.runner.ScheduleRequest;

/**
 * A schedule that the configuration wants.
 *
 * @param version grows whenever the rest changes; 1 or more
 * @param isEnabled false to keep it from making runs
 */
public record SystemSchedule(int version, boolean isEnabled, ScheduleRequest request) {}
