package io.taurine.server.redis;

import java.util.Optional;

/**
 * Where a job is.
 *
 * @param definition key of its definition, which is the name of its queue
 * @param id in that queue
 */
record JobKey(String definition, String id) {

    /** Reads a job's id as users know it; keys have no colon, ids in a queue may. */
    static Optional<JobKey> parse(String jobId) {
        var colon = jobId.indexOf(':');
        return colon < 1 || colon == jobId.length() - 1
                ? Optional.empty()
                : Optional.of(new JobKey(jobId.substring(0, colon), jobId.substring(colon + 1)));
    }

    String execution(int start) {
        return this + "/" + start;
    }

    @Override
    public String toString() {
        return definition + ":" + id;
    }
}
