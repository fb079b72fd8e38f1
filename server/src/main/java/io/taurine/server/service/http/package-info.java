/** HTTP for handlers: {@link io.taurine.server.service.http.HttpService} sends, bounded in time, in size and in attempts. */
@NullMarked
package io.taurine.server.service.http;

import org.jspecify.annotations.NullMarked;
