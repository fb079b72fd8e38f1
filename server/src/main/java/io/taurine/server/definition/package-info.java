/**
 * What can run: a {@link io.taurine.server.definition.Definition} is a key, a version, a
 * {@link io.taurine.server.definition.JobHandler} and the defaults of its jobs. Start with {@code Definition.of}, or put
 * {@link io.taurine.server.definition.JobDefinition} on a handler class.
 */
@NullMarked
package io.taurine.server.definition;

import org.jspecify.annotations.NullMarked;
