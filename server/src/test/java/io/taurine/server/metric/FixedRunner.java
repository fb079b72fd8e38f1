package io.taurine.server.metric;

import com.fasterxml.jackson.databind.node.NullNode;
import io.taurine.repeat.Schedule;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.definition.Overlap;
import io.taurine.server.runner.JobExecutor;
import io.taurine.server.runner.JobLifecycle;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.JobScheduler;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.ScheduleRequest;
import io.taurine.server.runner.ScheduleView;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A runner of which a test says how many jobs and which schedules it has. */
final class FixedRunner implements JobRunner {

    private final Definitions definitions;
    private final Map<String, Map<JobStatus, Long>> counts = new ConcurrentHashMap<>();
    private final List<ScheduleView> schedules = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();

    FixedRunner(String... keys) {
        this.definitions = Definitions.of(Stream.of(keys)
                .map(key -> Definition.of(key, Object.class, (params, context) -> null)
                        .build())
                .toList());
    }

    FixedRunner has(String key, JobStatus status, long count) {
        counts.computeIfAbsent(key, absent -> new ConcurrentHashMap<>()).put(status, count);
        return this;
    }

    FixedRunner schedule(String id, boolean isEnabled, Schedule rule, Optional<Instant> nextRun, long runs) {
        var request = new ScheduleRequest(
                id,
                definitions.keys().first(),
                OptionalInt.empty(),
                rule,
                NullNode.getInstance(),
                Overlap.ALLOW,
                ScheduleRequest.MissedRuns.SKIP);
        schedules.add(new ScheduleView(request, isEnabled, false, nextRun, runs));
        return this;
    }

    void clearSchedules() {
        schedules.clear();
    }

    /** How often somebody wanted counts. */
    int asked() {
        return asked.get();
    }

    @Override
    public String name() {
        return "fixed";
    }

    @Override
    public Definitions definitions() {
        return definitions;
    }

    @Override
    public JobExecutor executor() {
        return only(JobExecutor.class, Map.of("isEnabled", arguments -> true, "counts", arguments -> {
            asked.incrementAndGet();
            return Map.copyOf(counts.getOrDefault((String) arguments[0], Map.of()));
        }));
    }

    @Override
    public JobScheduler scheduler() {
        return only(JobScheduler.class, Map.of("troubled", arguments -> List.copyOf(schedules)));
    }

    @Override
    public JobLifecycle lifecycle() {
        throw new UnsupportedOperationException("not needed here");
    }

    private interface Answer {
        Object to(Object[] arguments);
    }

    private static <T> T only(Class<T> type, Map<String, Answer> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, called, arguments) -> {
                    var answer = answers.get(called.getName());
                    if (answer == null) {
                        throw new UnsupportedOperationException(called + " is not needed here");
                    }
                    return answer.to(arguments);
                }));
    }
}
