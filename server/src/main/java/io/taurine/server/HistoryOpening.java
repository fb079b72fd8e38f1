package io.taurine.server;

import io.taurine.history.History;
import io.taurine.history.HistoryException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the history ready as soon as its database is there: jobs do not wait for it. What was to be noted at the start is noted
 * then.
 */
final class HistoryOpening implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryOpening.class);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final History history;
    private final CountDownLatch closing = new CountDownLatch(1);
    private @Nullable Thread thread;

    private HistoryOpening(History history) {
        this.history = history;
    }

    /**
     * Tries at once, if the database is known to answer.
     *
     * @throws HistoryException if the database is there and cannot be used
     */
    static HistoryOpening of(History history, boolean isThere) {
        try {
            if (isThere) {
                history.prepare();
            }
        } catch (HistoryException e) {
            if (!e.isOutage()) {
                throw e;
            }
            LOG.debug("The database went away", e);
        }
        if (!history.isPrepared()) {
            LOG.warn("The database of the history is not there; jobs run without, and it will be tried again");
        }
        return new HistoryOpening(history);
    }

    /** Tries again in the background, if it must, and then does that; once. */
    void whenBack(List<Runnable> steps) {
        if (history.isPrepared()) {
            return;
        }
        var trying = new Thread(() -> tryAgain(steps), "taurine-history-opening");
        trying.setDaemon(true);
        trying.start();
        thread = trying;
    }

    private void tryAgain(List<Runnable> steps) {
        var told = "";
        while (!history.isPrepared()) {
            if (isClosedWithin(BETWEEN_TRIES)) {
                return;
            }
            try {
                history.prepare();
            } catch (HistoryException e) {
                if (!e.isOutage() && !told.equals(e.getMessage())) {
                    told = String.valueOf(e.getMessage());
                    LOG.error("The database of the history cannot be used, will be tried again", e);
                }
            }
        }
        LOG.info("The database of the history is there");
        for (var step : steps) {
            try {
                step.run();
            } catch (RuntimeException e) { // too late to refuse the start
                LOG.error("Not all that is done at the start could be done when the database was back", e);
            }
        }
    }

    private boolean isClosedWithin(Duration time) {
        try {
            return closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        var trying = thread;
        if (trying == null) {
            return;
        }
        trying.interrupt();
        try {
            trying.join(CLOSE_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
