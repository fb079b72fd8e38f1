package io.taurine.queue;

import java.util.List;

/**
 * A page of a job's log.
 *
 * @param rows the rows asked for
 * @param count how many rows there are in all
 */
public record JobLogs(List<String> rows, long count) {

    public JobLogs {
        rows = List.copyOf(rows);
    }
}
