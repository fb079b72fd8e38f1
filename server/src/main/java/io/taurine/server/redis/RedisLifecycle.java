package io.taurine.server.redis;

import io.taurine.server.runner.JobLifecycle;
import io.taurine.server.runner.JobListener;
import io.taurine.server.runner.RunnerSetup;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts and stops what the runner needs, in order. */
final class RedisLifecycle implements JobLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(RedisLifecycle.class);

    private final RunnerSetup setup;
    private final Engine engine;
    private final Switches switches;
    private final RedisJobScheduler scheduler;
    private final Listeners listeners = new Listeners();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean running;
    private boolean closed;
    private @Nullable EventFeed feed;
    private @Nullable Workers workers;

    RedisLifecycle(RunnerSetup setup, Engine engine, Switches switches, RedisJobScheduler scheduler) {
        this.setup = setup;
        this.engine = engine;
        this.switches = switches;
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
        var opened = new EventFeed(engine, setup.prefix(), listeners, switches::refresh);
        feed = opened;
        setup.definitions().keys().forEach(opened::follow);
        switches.refreshAll();
        var own = new OwnSchedules(setup.definitions(), setup.settings(), engine, scheduler);
        own.reconcile();
        if (setup.isWorker()) {
            var started = new Workers(setup, engine, switches, scheduler);
            workers = started;
            switches.onChange(started::apply);
            started.start();
        }
        setup.settings().onChange(key -> apply(key, () -> changed(key, own)));
        setup.definitions().onChange(keys -> keys.forEach(key -> apply(key, () -> redefined(key, own))));
    }

    private void apply(String key, Runnable change) {
        lock.lock();
        try {
            if (running) {
                change.run();
            }
        } catch (RuntimeException e) {
            LOG.error("What is otherwise of definition {} could not be applied", key, e);
        } finally {
            lock.unlock();
        }
    }

    private void changed(String key, OwnSchedules own) {
        if (setup.definitions().newest(key).isPresent()) {
            own.reconcile(key);
            if (workers != null) {
                workers.change(key);
            }
        }
    }

    private void redefined(String key, OwnSchedules own) {
        var isThere = setup.definitions().newest(key).isPresent();
        if (isThere && feed != null) {
            feed.follow(key);
            switches.refresh(key);
        }
        own.reconcile(key);
        if (workers != null) {
            workers.redefine(key);
        }
        LOG.info("Definition {} {}", key, isThere ? "is run as it is defined now" : "is retired");
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
