package io.taurine.server.local;

import io.taurine.server.runner.RunnerConformance;

/** What the runner within one process must do as every other. */
class LocalRunnerConformanceTest extends RunnerConformance {

    LocalRunnerConformanceTest() {
        super("local", setup -> setup);
    }
}
