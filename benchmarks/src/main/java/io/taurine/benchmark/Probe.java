package io.taurine.benchmark;

import java.util.List;

/** What is measured besides the scenarios, with a table of its own. */
interface Probe {
    /** Heads the table. */
    String name();

    String table(List<JobSystem> systems);
}
