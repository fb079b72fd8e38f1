/**
 * The HTTP API under {@code /v1}. What it can do stands in {@code openapi.yaml} beside this package, which is also what requests
 * are checked against and what is served; code only says how. Start with {@link io.taurine.server.rest.RestServer}.
 */
@NullMarked
package io.taurine.server.rest;

import org.jspecify.annotations.NullMarked;
