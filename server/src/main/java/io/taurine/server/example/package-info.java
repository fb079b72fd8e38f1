/**
 * Definitions to try things with, and to copy from. {@link io.taurine.server.example.ExampleDefinitions} has them all; a server
 * has them only when its configuration says so.
 */
@NullMarked
package io.taurine.server.example;

import org.jspecify.annotations.NullMarked;
