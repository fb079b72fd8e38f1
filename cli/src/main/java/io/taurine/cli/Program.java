package io.taurine.cli;

/** What a report of a failure needs to know of the program. */
interface Program {

    Surroundings surroundings();

    boolean isVerbose();
}
