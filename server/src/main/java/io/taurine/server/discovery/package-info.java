/**
 * Finds definitions: {@link io.taurine.server.definition.JobDefinition} classes in packages, by
 * {@link java.util.ServiceLoader}, and in module jars with a manifest. Start with
 * {@link io.taurine.server.discovery.Discovery}.
 */
@NullMarked
package io.taurine.server.discovery;

import org.jspecify.annotations.NullMarked;
