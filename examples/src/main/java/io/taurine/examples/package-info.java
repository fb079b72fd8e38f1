/**
 * Small programs, one idea each: run one with {@code examples/run ProducerAndWorker}. Each starts a Redis of its own unless
 * the environment variable {@code REDIS_URL} names one, prints what it does, and ends by itself.
 */
@NullMarked
package io.taurine.examples;

import org.jspecify.annotations.NullMarked;
