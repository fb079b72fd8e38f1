package io.taurine.worker;

import java.time.Duration;

/** Fills a worker's free slots, from start until closed. */
interface FetchLoop {

    void start();

    /** Claims nothing until resumed. */
    void pause();

    void resume();

    boolean isPaused();

    /** Ends the loop and waits for the claim under way, whose jobs somebody has to give back. */
    void close(Duration bound);
}
