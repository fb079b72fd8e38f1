/** The job server: {@code TaurineServer} starts and stops it. */
@NullMarked
package io.taurine.server;

import org.jspecify.annotations.NullMarked;
