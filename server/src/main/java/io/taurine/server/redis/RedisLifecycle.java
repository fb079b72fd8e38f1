package io.taurine.server.redis;

import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.runner.JobLifecycle;
import io.taurine.server.runner.JobListener;
import io.taurine.server.runner.RunnerSetup;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Starts and stops what the runner needs, in order. */
final class RedisLifecycle implements JobLifecycle {

    private final RunnerSetup setup;
    private final Engine engine;
    private final Switches switches;
    private final CurrentSettings settings;
    private final RetrySettings retries;
    private final OwnSchedules schedules;
    private final RedisJobScheduler scheduler;
    private final Listeners listeners = new Listeners();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean running;
    private boolean closed;
    private @Nullable EventFeed feed;
    private @Nullable Workers workers;

    RedisLifecycle(
            RunnerSetup setup,
            Engine engine,
            Switches switches,
            CurrentSettings settings,
            RetrySettings retries,
            RedisJobScheduler scheduler) {
        this.setup = setup;
        this.engine = engine;
        this.switches = switches;
        this.settings = settings;
        this.retries = retries;
        this.schedules = new OwnSchedules(settings, engine, scheduler);
        this.scheduler = scheduler;
    }

    @Override
    public void start() {
        lock.lock();
        try {
            if (running) {
                return;
            }
            if (closed) {
                throw new IllegalStateException("The runner is closed; make another");
            }
            engine.connect();
            try {
                startParts();
            } catch (RuntimeException e) {
                stopParts();
                throw e;
            }
            running = true;
        } finally {
            lock.unlock();
        }
    }

    /** Listens before it looks, so that no change of a switch and no event of a first job slips past. */
    private void startParts() {
        feed = EventFeed.open(setup.definitions().keys(), engine, setup.prefix(), listeners, switches::refresh);
        switches.refreshAll();
        schedules.reconcile();
        if (setup.isWorker()) {
            var started = new Workers(setup, engine, switches, settings, scheduler);
            workers = started;
            switches.onChange(started::apply);
            started.start();
        }
    }

    /** See {@link RedisJobRunner#reconfigure}. */
    void reconfigure(Definitions others) {
        lock.lock();
        try {
            var before = settings.all();
            settings.set(others);
            for (var key : before.keys()) {
                others.newest(key).ifPresent(after -> reconfigure(before.newest(key).orElseThrow(), after));
            }
        } finally {
            lock.unlock();
        }
    }

    private void reconfigure(Definition<?> before, Definition<?> after) {
        var isRetriedOtherwise = !after.retry().equals(before.retry());
        if (isRetriedOtherwise) {
            retries.forget(after.key());
        }
        if (!running || after == before) {
            return;
        }
        // Each of its runs is added with what the schedule was made with.
        var isMadeOtherwise = isRetriedOtherwise || !after.priority().equals(before.priority());
        schedules.reconcile(after.key(), isMadeOtherwise);
        if (workers != null) {
            workers.reconfigure(after);
        }
    }

    private void stopParts() {
        if (workers != null) {
            workers.close();
            workers = null;
        }
        if (feed != null) {
            feed.close();
            feed = null;
        }
        engine.close();
        listeners.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public void listen(JobListener listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            if (running) {
                running = false;
                stopParts();
            }
        } finally {
            lock.unlock();
        }
    }
}
