package io.taurine.worker.faults;

import io.taurine.job.JobOptions;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisUnavailableException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/** Adds one job after the other, each again under its id until it is confirmed, and remembers those that were. */
final class ConfirmedAdds {

    private final Queue<Integer> queue;
    private final List<String> confirmed = new CopyOnWriteArrayList<>();
    private final AtomicBoolean enough = new AtomicBoolean();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    ConfirmedAdds(Queue<Integer> queue) {
        this.queue = queue;
        thread.execute(this::run);
        thread.shutdown();
    }

    private void run() {
        for (int number = 0; !enough.get(); number++) {
            var id = "job-" + number;
            while (!enough.get() && !add(id)) {
                // Again: an add under the same id finds the first one.
            }
        }
    }

    private boolean add(String id) {
        try {
            queue.add("number", 1, JobOptions.builder().jobId(id).build());
            confirmed.add(id);
            return true;
        } catch (RedisUnavailableException e) {
            return false;
        }
    }

    List<String> confirmed() {
        return List.copyOf(confirmed);
    }

    void stop() {
        enough.set(true);
        Bench.eventually().until(thread::isTerminated);
    }
}
