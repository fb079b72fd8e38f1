package io.taurine.queue;

import io.taurine.job.TaurineException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A bulk went to several partitions, and some of them did not take their part. What is {@link #added()} is in Redis. Of what
 * is not, nothing or a first part may be: only jobs with an id of their own may be added again without risk of a second one.
 */
public final class PartialAddException extends TaurineException {

    private static final long serialVersionUID = 1L;

    private final String queue;
    private final transient Map<Integer, JobHandle<?>> added;
    private final List<Integer> missing;
    private final transient Map<Integer, Throwable> failures;

    PartialAddException(
            String queue, Map<Integer, JobHandle<?>> added, List<Integer> missing, Map<Integer, Throwable> failures) {
        super(
                added.size() + " of " + (added.size() + missing.size()) + " jobs were added to queue " + queue
                        + "; those for partition " + new TreeMap<>(failures).keySet()
                        + " failed: see missing() and failures()",
                failures.values().iterator().next());
        this.queue = queue;
        this.added = Map.copyOf(added);
        this.missing = List.copyOf(missing);
        this.failures = Map.copyOf(failures);
    }

    public String queue() {
        return queue;
    }

    /** The jobs that were added, by the index of their request in the bulk. */
    public Map<Integer, JobHandle<?>> added() {
        return added;
    }

    /** The indexes of the requests whose partition failed, in order. */
    public List<Integer> missing() {
        return missing;
    }

    /** Why, by partition. */
    public Map<Integer, Throwable> failures() {
        return failures;
    }
}
