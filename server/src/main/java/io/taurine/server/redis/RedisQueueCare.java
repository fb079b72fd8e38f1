package io.taurine.server.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueStateException;
import io.taurine.queue.RateLimit;
import io.taurine.queue.check.CheckOptions;
import io.taurine.queue.check.CheckReport;
import io.taurine.queue.check.Finding;
import io.taurine.queue.check.QueueCheck;
import io.taurine.server.runner.QueueBounds;
import io.taurine.server.runner.QueueCare;
import io.taurine.server.runner.QueueFindings;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.server.runner.WrongStatusException;
import io.taurine.server.runner.internal.VersionChoice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/** Looks after whole queues of the engine. */
final class RedisQueueCare implements QueueCare {

    /** A look through a large queue leaves Redis most of its time for others. */
    private static final int CALLS_PER_SECOND = 500;

    private static final int MOST_FINDINGS = 1_000;
    private static final int PAGE = 500;

    private final RunnerSetup setup;
    private final Engine engine;
    private final RedisJobScheduler scheduler;
    private final ReentrantLock checking = new ReentrantLock();

    RedisQueueCare(RunnerSetup setup, Engine engine, RedisJobScheduler scheduler) {
        this.setup = setup;
        this.engine = engine;
        this.scheduler = scheduler;
    }

    private Queue<JsonNode> queue(String key) {
        return engine.queue(VersionChoice.newest(setup.definitions(), key).key());
    }

    @Override
    public void obliterate(String definitionKey, boolean force) {
        var queue = queue(definitionKey);
        var concurrency = queue.getGlobalConcurrency();
        var wasPaused = queue.isPaused();
        // What has the engine make their next runs goes with the queue: so they are taken out, with what they have run.
        var ids = enabledSchedules(definitionKey);
        ids.forEach(scheduler::disable);
        try {
            queue.obliterate(force);
            concurrency.ifPresent(queue::setGlobalConcurrency);
        } catch (QueueStateException e) {
            if (!wasPaused) {
                queue.resume(); // the engine pauses a queue before it looks at it
            }
            throw new WrongStatusException("The queue of " + definitionKey + " cannot be removed: " + e.getMessage());
        } finally {
            ids.forEach(scheduler::enable);
        }
    }

    private List<String> enabledSchedules(String definitionKey) {
        var ids = new ArrayList<String>();
        var cursor = "";
        do {
            var page = scheduler.list(cursor, PAGE);
            page.items().stream()
                    .filter(view ->
                            view.isEnabled() && view.request().definitionKey().equals(definitionKey))
                    .forEach(view -> ids.add(view.request().id()));
            cursor = page.nextCursor();
        } while (!cursor.isEmpty());
        return ids;
    }

    @Override
    public QueueBounds bounds(String definitionKey) {
        var queue = queue(definitionKey);
        return new QueueBounds(
                queue.getGlobalConcurrency(),
                queue.isMaxed(),
                queue.getGlobalRateLimit().map(limit -> new QueueBounds.Rate(limit.max(), limit.duration())),
                queue.getRateLimitTtl());
    }

    @Override
    public void limitRate(String definitionKey, Optional<QueueBounds.Rate> rate) {
        var queue = queue(definitionKey);
        rate.map(limit -> new RateLimit(limit.max(), limit.per()))
                .ifPresentOrElse(
                        limit -> queue.setGlobalRateLimit(limit.max(), limit.duration()), queue::removeGlobalRateLimit);
    }

    @Override
    public void hold(String definitionKey, Duration time) {
        var queue = queue(definitionKey);
        if (time.isZero()) {
            queue.removeRateLimitKey();
        } else {
            queue.rateLimit(time);
        }
    }

    @Override
    public QueueFindings check(String definitionKey, int mostFindings, boolean repair) {
        if (mostFindings < 1 || mostFindings > MOST_FINDINGS) {
            throw new IllegalArgumentException("mostFindings must be 1 to " + MOST_FINDINGS + ", was " + mostFindings);
        }
        var options = CheckOptions.builder()
                .prefix(setup.prefix())
                .limit(mostFindings)
                .callsPerSecond(CALLS_PER_SECOND)
                .build();
        var check = QueueCheck.of(queue(definitionKey).name(), engine.connection(), options);
        if (!checking.tryLock()) {
            throw new WrongStatusException(
                    "This process is looking through a queue already; try again when it is done");
        }
        try {
            var report = check.run();
            var repaired = repair ? repair(check, report) : Set.<Finding>of();
            return new QueueFindings(
                    report.jobs(),
                    report.complete(),
                    report.findings().stream()
                            .map(one -> finding(one, repaired.contains(one)))
                            .toList());
        } finally {
            checking.unlock();
        }
    }

    /** Children before their parents, which is the order of the kinds. */
    private static Set<Finding> repair(QueueCheck check, CheckReport report) {
        return report.findings().stream()
                .filter(Finding::repairable)
                .sorted(Comparator.comparing(Finding::kind))
                .filter(check::repair)
                .collect(Collectors.toSet());
    }

    private static QueueFindings.Finding finding(Finding found, boolean isRepaired) {
        return new QueueFindings.Finding(
                found.kind().name(), found.id(), found.other(), found.seen(), found.repairable(), isRepaired);
    }
}
