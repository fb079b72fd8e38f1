/**
 * What the server hands to handlers: {@link io.taurine.server.service.ServiceRegistry} holds it, by type. The services
 * themselves are in the packages below this one.
 */
@NullMarked
package io.taurine.server.service;

import org.jspecify.annotations.NullMarked;
