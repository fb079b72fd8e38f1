/**
 * Other programs, run under supervision: {@link io.taurine.worker.process.ChildProcess} ends one with everything it started,
 * {@link io.taurine.worker.process.OutputCapture} keeps what it prints.
 */
@NullMarked
package io.taurine.worker.process;

import org.jspecify.annotations.NullMarked;
