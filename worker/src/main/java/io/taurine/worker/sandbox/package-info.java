/**
 * Processors that run in a JVM of their own, so that nothing they do can hurt the worker: start with
 * {@link io.taurine.worker.sandbox.Sandbox}.
 */
@NullMarked
package io.taurine.worker.sandbox;

import org.jspecify.annotations.NullMarked;
