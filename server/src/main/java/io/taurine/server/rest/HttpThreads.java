package io.taurine.server.rest;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/**
 * The thread that answers what Redis has answered, beside Jetty's own. When an answer is written Jetty looks at its connection for
 * the next request; as nothing waits before {@link StartLane}, that thread does this too, and need not wake another for each.
 */
final class HttpThreads implements AutoCloseable {

    private static final int AS_JETTY_CHOOSES = -1;

    private volatile @Nullable Thread answering;
    private final ExecutorService replies = Executors.newSingleThreadExecutor(task -> {
        var thread = new Thread(task, "taurine-http-replies");
        thread.setDaemon(true);
        answering = thread;
        return thread;
    });

    /** For what does not wait and comes often; in order. */
    Executor replies() {
        return replies;
    }

    ServerConnector connector(Server server, HttpConfiguration http, String host, int port) {
        Executor executor = task -> {
            if (!goesOn(task)) {
                server.getThreadPool().execute(task);
            }
        };
        var connector = new ServerConnector(
                server, executor, null, null, AS_JETTY_CHOOSES, AS_JETTY_CHOOSES, new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        return connector;
    }

    /** Whether the thread that asks will do that next by itself. */
    private boolean goesOn(Runnable task) {
        try {
            if (Thread.currentThread() == answering) {
                replies.execute(task);
                return true;
            }
            return false;
        } catch (RejectedExecutionException closing) {
            return false;
        }
    }

    /** To be called when no request is under way any more. */
    @Override
    public void close() {
        replies.shutdown();
    }
}
