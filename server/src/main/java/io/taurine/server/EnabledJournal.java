package io.taurine.server;

import io.taurine.history.DefinitionEntry;
import io.taurine.history.History;
import io.taurine.history.HistoryException;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.LiveSettings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings into the history which definitions take jobs: what overrides and switches say, not what the code does. At once when a
 * setting changes, and again and again as a duty of the house, as the database may have been away.
 */
final class EnabledJournal implements Housekeeper.Chore, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EnabledJournal.class);
    private static final int PAGE = 500;

    private final JobRunner runner;
    private final History history;
    private final InstantSource clock;

    /** Whoever tells of a change must not wait for the database. */
    private final ExecutorService writer = Executors.newSingleThreadExecutor(work -> {
        var thread = new Thread(work, "taurine-enabled-journal");
        thread.setDaemon(true);
        return thread;
    });

    EnabledJournal(JobRunner runner, History history, InstantSource clock) {
        this.runner = runner;
        this.history = history;
        this.clock = clock;
    }

    EnabledJournal follow(LiveSettings settings) {
        settings.onChange(key -> {
            try {
                writer.execute(this::runIfThere);
            } catch (RejectedExecutionException closed) {
                LOG.debug("A change of {} came after the end", key);
            }
        });
        return this;
    }

    private void runIfThere() {
        try {
            run();
        } catch (HistoryException e) {
            LOG.debug("Which definitions take jobs will be noted later", e);
        } catch (RuntimeException e) { // the runner closes
            LOG.warn("Which definitions take jobs is not noted in the history", e);
        }
    }

    @Override
    public void run() {
        for (var entry : known()) {
            var key = entry.key();
            if (runner.definitions().newest(key).isEmpty()) {
                continue; // nobody here knows
            }
            var isEnabled = runner.executor().isEnabled(key);
            if (entry.isEnabled() != isEnabled) {
                history.store().enable(key, isEnabled, clock.instant());
            }
        }
    }

    private List<DefinitionEntry> known() {
        var all = new ArrayList<DefinitionEntry>();
        var cursor = "";
        do {
            var page = history.definitions().list(cursor, PAGE);
            all.addAll(page.items());
            cursor = page.nextCursor();
        } while (!cursor.isEmpty());
        return all;
    }

    @Override
    public void close() {
        writer.shutdownNow();
    }
}
