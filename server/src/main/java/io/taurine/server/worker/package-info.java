/** The processes that work jobs: each says in {@link io.taurine.server.worker.WorkerRegister} that it is there. */
@NullMarked
package io.taurine.server.worker;

import org.jspecify.annotations.NullMarked;
