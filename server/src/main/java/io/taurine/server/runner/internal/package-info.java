/** What the runners share: reading params, calling handlers, deciding on retries. May change any day. */
@NullMarked
package io.taurine.server.runner.internal;

import org.jspecify.annotations.NullMarked;
