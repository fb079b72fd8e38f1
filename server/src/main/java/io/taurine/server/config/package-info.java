/**
 * What a server is told when it starts: {@link io.taurine.server.config.ServerConfig}, from one YAML file and the environment.
 * Every setting is described once, in {@code Settings}, from which its documentation is written too.
 */
@NullMarked
package io.taurine.server.config;

import org.jspecify.annotations.NullMarked;
