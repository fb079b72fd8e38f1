/**
 * What runs jobs: {@link io.taurine.server.runner.JobRunner}, of which there are two, on Redis and within one process. They
 * are chosen by name and found by {@link java.util.ServiceLoader}.
 */
@NullMarked
package io.taurine.server.runner;

import org.jspecify.annotations.NullMarked;
