package io.taurine.queue.check;

/** What is known of a line that is too long to be searched in one call. */
interface LineView {

    int UNKNOWN = -1;

    /** How often the job is in line: 0, 1, 2 for more often, or {@link #UNKNOWN}. */
    int count(JobReport report);
}
